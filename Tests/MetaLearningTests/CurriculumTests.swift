import Autodiff
import MetaLearning
import Randomness
import Testing

@Suite struct CurriculumTests {
  /// Tasks are numbers on −1 to 1, drawn by the first number of a stream.
  private func place(_ stream: RandomStream, kind: Int = 0) -> TaskPlace {
    var stream = stream
    return TaskPlace(kind: kind, coordinates: [stream.uniform(-1, 1)])
  }

  private func history(
    _ count: Int = 400, keeping memory: Int = 400, success: (Float, Int) -> Float, kind: Int = 0
  ) -> TaskHistory {
    var history = TaskHistory()
    let outcomes = (0..<count).map { i in
      let place = place(RandomStream(seed: 5).split(i), kind: kind)
      let value = success(place.coordinates[0], i)
      return TaskOutcome(Proposal(place, isProposed: false), success: value, meanReturn: 10 * value)
    }
    history.append(outcomes, keeping: memory)
    return history
  }

  private func chosen(_ curriculum: Curriculum, after history: TaskHistory) -> [Float] {
    let proposer = Proposer(curriculum, after: history)
    return (0..<400).map { i in
      let chosen = proposer.choose(from: RandomStream(seed: 9).split(i)) { place($0) }
      #expect(chosen.isProposed == (chosen.stream != RandomStream(seed: 9).split(i)))
      return place(chosen.stream).coordinates[0]
    }
  }

  private func curriculum(_ kind: Curriculum.Kind, share: Float = 1) -> Curriculum {
    var curriculum = Curriculum()
    (curriculum.kind, curriculum.share) = (kind, share)
    return curriculum
  }

  /// Left all fails, right all succeeds; on a strip of a tenth it comes out either way.
  @Test func whatSucceedsNowAndThenIsProposed() {
    let history = history(success: { x, i in x < 0.3 ? 0 : x > 0.5 ? 1 : Float(i % 2) })
    func share(_ all: [Float]) -> Double { Double(all.count { $0 > 0.25 && $0 < 0.55 }) / Double(all.count) }
    let (all, half, none) = (
      chosen(curriculum(.success), after: history), chosen(curriculum(.success, share: 0.5), after: history),
      chosen(curriculum(.success, share: 0), after: history)
    )
    #expect(share(none) > 0.1 && share(none) < 0.2, "\(share(none))")
    #expect(share(all) > 0.4, "\(share(all))")
    #expect(share(half) > share(none) + 0.1 && share(half) < share(all) - 0.05, "\(share(half))")
  }

  /// Returns rose on the left, fell on the right, and stayed as different as they were in between.
  @Test func whatReturnsChangeOnIsProposed() {
    let history = history(success: { x, i in
      let isNew = i >= 200
      return x < -0.7 ? (isNew ? 1 : 0) : x > 0.7 ? (isNew ? 0 : 1) : x > 0 ? 1 : 0
    })
    let all = chosen(curriculum(.progress), after: history)
    let sides = (all.count { $0 < -0.65 }, all.count { $0 > 0.65 })
    #expect(sides.0 > 100 && sides.1 > 100, "\(sides)")
  }

  @Test func aKindOfWhichTooLittleIsKnownComesFirst() {
    let history = history(success: { _, i in Float(i % 2) }, kind: 1)
    let proposer = Proposer(curriculum(.success), after: history)
    // A first number below a half is of kind 0, of which nothing is known.
    func mixed(_ stream: RandomStream) -> TaskPlace {
      place(stream, kind: place(stream).coordinates[0] < 0 ? 0 : 1)
    }
    let kinds = (0..<200).map {
      mixed(proposer.choose(from: RandomStream(seed: 2).split($0), place: mixed).stream).kind
    }
    #expect(kinds.count { $0 == 0 } > 130)
  }

  /// Beginning and end of a run: with no history, or one of equal scores, tasks are drawn as they are at large.
  @Test func whereAllIsAlikeNothingIsPreferred() {
    for history in [TaskHistory(), history(success: { _, _ in 0 })] {
      for kind in Curriculum.Kind.allCases {
        let mean = chosen(curriculum(kind), after: history).reduce(0, +) / 400
        #expect(abs(mean) < 0.1, "\(mean)")
      }
    }
  }

  @Test func theLatestOutcomesOfEachKindAreKept() throws {
    var history = history(30, keeping: 12, success: { _, i in i < 20 ? 1 : 0 })
    #expect(history.mostOfAKind == 12)
    let two = TaskOutcome(
      Proposal(TaskPlace(kind: 7, coordinates: []), isProposed: true), success: 1, meanReturn: 3)
    history.append([two], keeping: 12)
    #expect(history.tensors.names == ["0", "7"])
    let kept = history.tensors["0"]
    #expect(
      kept.shape == [12, 3]
        && (0..<12).map { kept.values[$0 * 3] } == [1, 1] + Array(repeating: 0, count: 10))
    let again = try #require(TaskHistory(history.tensors))
    #expect(again.tensors["0"].values == kept.values && again.tensors["7"].values == [1, 3])
  }

  @Test func noHistoryIsReadFromOtherTensors() {
    func read(_ name: String, _ values: [Float], _ shape: [Int]) -> TaskHistory? {
      TaskHistory(Parameters([(name, Tensor(values, shape: shape))]))
    }
    #expect(read("0", [0.5, 3, 1], [1, 3]) != nil && TaskHistory(Parameters([]))?.isEmpty == true)
    #expect(read("00", [0.5, 3, 1], [1, 3]) == nil)
    #expect(read("push", [0.5, 3, 1], [1, 3]) == nil)
    #expect(read("0", [0.5], [1, 1]) == nil)
    #expect(read("0", [0.5, 3], [2]) == nil)
    #expect(read("0", [1.5, 3, 1], [1, 3]) == nil)
    #expect(read("0", [0.5, .nan, 1], [1, 3]) == nil)
  }
}
