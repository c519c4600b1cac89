public import Autodiff
import Gym

// Experience reuse: the lanes of the latest iterations are learned from again. With θ_k the parameters that gather in
// iteration k, and π_then the policy that chose a replayed action, the loss of such an action is
//
//   −min(1, ρ) min(r A, clip(r, 1 ± ε) A),   ρ = π_{θ_k} / π_then,   r = min(π_θ / π_{θ_k}, 3).
//
// The clip holds θ near θ_k, not near the policy that acted (Hilton, Cobbe and Schulman 2022, §3.2); a truncated weight
// corrects for who acted; and r is bounded where A is negative, too, since far from what either policy means it can be
// anything (Ye et al. 2020, eq. 5). A is estimated with the values of θ_k and the same weights
// (`generalizedAdvantages`). In imitation the lessons of earlier lanes are as good as new ones, and count alike (dataset aggregation: Ross, Gordon
// and Bagnell 2011).

/// A block of lanes, and the log-probabilities of its actions when they were chosen, `[steps · rows]`.
struct RememberedLanes: Codable, Sendable {
  var lanes: Lanes
  var logProbability: [Float]
}

/// The blocks of some iterations as named tensors: `ITERATION.observations` `[blocks, steps + 1, rows, observation]`,
/// `.actions` and, where there was a teacher, `.lessons` `[blocks, steps, rows, action]`; `.rewards`, `.logProbability`
/// and `.ends` (1 where an episode ended, 2 where the trial did) `[blocks, steps, rows]`.
struct Replay: Sendable {
  /// The oldest first.
  private(set) var iterations: [(number: Int, blocks: [RememberedLanes])] = []

  private enum Name: String {
    case observations, actions, lessons, rewards, logProbability, ends
  }

  /// c: how much a ratio of replayed actions counts at most.
  static let ratioBound: Float = 3

  init() {}

  /// Adds an iteration, and forgets all but the latest.
  mutating func append(_ blocks: [RememberedLanes], iteration: Int, keeping count: Int) {
    iterations.append((iteration, blocks))
    iterations.removeFirst(max(0, iterations.count - count))
  }

  var tensors: Parameters {
    Parameters(
      iterations.flatMap { number, blocks in
        let (first, count) = (blocks[0].lanes, blocks.count)
        func tensor(_ name: Name, _ steps: Int, _ width: Int?, _ numbers: (RememberedLanes) -> [Float]) -> (
          String, Tensor
        ) {
          (
            "\(number).\(name.rawValue)",
            Tensor(blocks.flatMap(numbers), shape: [count, steps, first.rows] + (width.map { [$0] } ?? []))
          )
        }
        var entries = [
          tensor(.observations, first.steps + 1, first.observationCount) { $0.lanes.observations },
          tensor(.actions, first.steps, first.actionCount) { $0.lanes.actions },
          tensor(.rewards, first.steps, nil) { $0.lanes.rewards },
          tensor(.logProbability, first.steps, nil) { $0.logProbability },
          tensor(.ends, first.steps, nil) { block in
            zip(block.lanes.ended, block.lanes.trialEnded).map { $1 ? 2 : $0 ? 1 : 0 }
          },
        ]
        if !first.lessons.isEmpty {
          entries.append(tensor(.lessons, first.steps, first.actionCount) { $0.lanes.lessons })
        }
        return entries
      })
  }

  /// What is wrong with tensors that are said to be a replay; nil where nothing is.
  /// - Parameters:
  ///   - observationCount: with what only a critic sees.
  ///   - head: of the policy that acted.
  ///   - needsLessons: whether a teacher's are still asked for.
  ///   - count: how many iterations are kept at most.
  ///   - iteration: that comes next.
  static func problem(
    with memory: Parameters, observationCount: Int, head: ActionHead, needsLessons: Bool, keeping count: Int,
    before iteration: Int
  ) -> String? {
    let numbers = Set(memory.names.map { $0.prefix { $0 != "." } })
    guard numbers.count <= count else {
      return "keeps experience of \(numbers.count) iterations, expected at most \(count)"
    }
    // As it is written, so that no number stands there twice.
    guard
      numbers.allSatisfy({ text in Int(text).map { $0 >= 0 && $0 < iteration && "\($0)" == text } ?? false })
    else { return "keeps experience of iterations that were not before this one" }
    for number in numbers.sorted() {
      func tensor(_ name: Name) -> Tensor? {
        memory.names.firstIndex(of: "\(number).\(name.rawValue)").map { memory[$0] }
      }
      let problem = "keeps experience of iteration \(number) that is not whole"
      guard let rewards = tensor(.rewards), rewards.rank == 3, rewards.shape.allSatisfy({ $0 > 0 }),
        let observations = tensor(.observations), let actions = tensor(.actions),
        let ends = tensor(.ends), ends.shape == rewards.shape,
        tensor(.logProbability)?.shape == rewards.shape
      else { return problem }
      let acted = rewards.shape + [head.actionCount]
      var seen = rewards.shape + [observationCount]
      seen[1] += 1
      guard observations.shape == seen, actions.shape == acted,
        (tensor(.lessons)?.shape ?? (needsLessons ? [] : acted)) == acted,
        ends.values.allSatisfy({ [0, 1, 2].contains($0) })
      else { return problem }
      guard case .choices(let choices) = head else { continue }
      for chosen in [actions, tensor(.lessons)].compactMap(\.self)
      where !chosen.values.allSatisfy({ $0 >= 0 && $0 < Float(choices) && $0 == $0.rounded() }) {
        return problem
      }
    }
    let names = numbers.count * 5 + memory.names.count { $0.hasSuffix(".\(Name.lessons.rawValue)") }
    return memory.count == names ? nil : "keeps more than the experience of iterations"
  }

  /// - Precondition: `problem(with:…)` finds nothing.
  init(_ memory: Parameters) {
    let numbers = Set(memory.names.compactMap { Int($0.prefix { $0 != "." }) }).sorted()
    iterations = numbers.map { number in
      func tensor(_ name: Name) -> Tensor { memory["\(number).\(name.rawValue)"] }
      let (rewards, observations, actions) = (tensor(.rewards), tensor(.observations), tensor(.actions))
      let (logProbability, ends) = (tensor(.logProbability), tensor(.ends))
      let lessons =
        memory.names.contains("\(number).\(Name.lessons.rawValue)") ? tensor(.lessons) : nil
      func part(_ tensor: Tensor, _ block: Int) -> [Float] {
        let size = tensor.values.count / rewards.shape[0]
        return Array(tensor.values[block * size..<(block + 1) * size])
      }
      let blocks = (0..<rewards.shape[0]).map { block in
        var lanes = Lanes(
          steps: rewards.shape[1], rows: rewards.shape[2], observationCount: observations.shape[3],
          actionCount: actions.shape[3])
        lanes.observations = part(observations, block)
        lanes.actions = part(actions, block)
        lanes.lessons = lessons.map { part($0, block) } ?? []
        lanes.rewards = part(rewards, block)
        lanes.end(part(ends, block))
        return RememberedLanes(lanes: lanes, logProbability: part(logProbability, block))
      }
      return (number, blocks)
    }
  }
}

extension Lanes {
  /// Sets where episodes (1) and trials (2) end, `[steps, rows]`, and what follows from it.
  fileprivate mutating func end(_ ends: [Float]) {
    ended = ends.map { $0 > 0 }
    trialEnded = ends.map { $0 == 2 }
    var (episode, time) = ([Int32](repeating: 0, count: rows), [Int32](repeating: 0, count: rows))
    for step in 0...steps {
      episodes += episode
      times += time
      guard step < steps else { break }
      for row in 0..<rows {
        let place = index(step, row)
        time[row] = ended[place] ? 0 : time[row] + 1
        episode[row] = trialEnded[place] ? 0 : episode[row] + (ended[place] ? 1 : 0)
      }
    }
  }
}
