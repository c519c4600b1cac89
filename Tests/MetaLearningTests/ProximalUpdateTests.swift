import Autodiff
import Learning
import Randomness
import Synchronization
import Testing

@testable import MetaLearning

/// Epochs of minibatches, on an objective whose blocks have gradients of their own.
@Suite struct ProximalUpdateTests {
  private let theta = Parameters([("a", Tensor([1, 2])), ("b", Tensor([3]))])

  /// What an update asked for.
  private final class Questions: Sendable {
    private let asked = Mutex<[[Int]?]>([])
    func ask(_ blocks: [Int]?) { asked.withLock { $0.append(blocks) } }
    var all: [[Int]?] { asked.withLock { $0 } }
  }

  /// Block i pulls towards i: the gradient is θ − the mean of the blocks' numbers.
  private func objective(_ questions: Questions, blocks: Int, seed: UInt64 = 1) -> Objective {
    var objective = Objective(
      value: 0, gradient: theta.zeros(), measures: [Measures()], amount: 1)
    objective.blocks = blocks
    objective.stream = RandomStream(seed: seed)
    objective.gradientAt = { other, terms in
      questions.ask(terms.blocks)
      let used = terms.blocks ?? Array(0..<blocks)
      let mean = Float(used.reduce(0, +)) / Float(used.count)
      return other.map { ($0 - mean) * terms.clip }
    }
    return objective
  }

  private func update(minibatches: Int, epochs: Int = 3) -> ProximalUpdate {
    var update = ProximalUpdate()
    (update.minibatches, update.epochs, update.rate, update.clip) = (minibatches, epochs, 0.1, 0.2)
    return update
  }

  private func asked(_ minibatches: Int, blocks: Int, seed: UInt64 = 1) throws -> [[Int]] {
    let questions = Questions()
    _ = try update(minibatches: minibatches).update(
      theta, objective(questions, blocks: blocks, seed: seed), state: nil)
    return try questions.all.map { try #require($0) }
  }

  @Test(arguments: [2, 3, 4, 7, 9])
  func everyBlockIsUsedOnceAnEpoch(minibatches: Int) throws {
    let parts = try asked(minibatches, blocks: 7)
    let count = min(minibatches, 7)
    try #require(parts.count == 3 * count)
    var epochs: [[[Int]]] = []
    for epoch in 0..<3 {
      let own = Array(parts[epoch * count..<(epoch + 1) * count])
      #expect(own.flatMap { $0 }.sorted() == Array(0..<7))
      #expect(own.allSatisfy { $0 == $0.sorted() })
      let sizes = own.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "parts of \(sizes)")
      epochs.append(own)
    }
    #expect(Set(epochs).count == 3, "drawn anew in every epoch")
  }

  @Test func theOrderIsThatOfTheObjectivesStream() throws {
    #expect(try asked(3, blocks: 8) == asked(3, blocks: 8))
    #expect(try asked(3, blocks: 8) != asked(3, blocks: 8, seed: 2))
  }

  /// Steps of Adam along shortened gradients of all data: with one minibatch, or one block, to the bit.
  @Test(arguments: [(1, 7), (4, 1)])
  func oneMinibatchIsAllTheData(minibatches: Int, blocks: Int) throws {
    let questions = Questions()
    let objective = objective(questions, blocks: blocks)
    var update = update(minibatches: minibatches)
    update.maxGradientNorm = 0.3
    let step = try update.update(theta, objective, state: nil)
    #expect(questions.all == [nil, nil, nil])
    let (adam, gradientAt) = (Adam(rate: update.rate), try #require(objective.gradientAt))
    var (want, moments) = (theta, adam.initialState(for: theta))
    for _ in 0..<3 {
      let gradient = try gradientAt(
        want, ProximalTerms(clip: update.clip, innerDivergenceWeight: update.innerDivergenceWeight))
      let next = adam.update(want, gradient: gradient.clipped(toNorm: 0.3), state: moments)
      (want, moments) = (next.parameters, next.state)
    }
    #expect(step.parameters.flattened() == want.flattened())
    #expect(step.state.count == moments.count)
    #expect(
      step.state.moments.map { $0.values.flattened() } == moments.moments.map { $0.values.flattened() })
  }

  /// Each step is along its own part's gradient; the length told is the first one's, before it is shortened.
  @Test func everyMinibatchIsAStep() throws {
    let questions = Questions()
    let objective = objective(questions, blocks: 4)
    var update = update(minibatches: 4, epochs: 2)
    update.maxGradientNorm = 0.1
    let step = try update.update(theta, objective, state: nil)
    #expect(step.state.count == 8)
    let first = try #require(questions.all.first)
    let gradientAt = try #require(objective.gradientAt)
    let gradient = try gradientAt(
      theta, ProximalTerms(clip: update.clip, innerDivergenceWeight: 0, blocks: first))
    #expect(step.gradientNorm == gradient.norm && gradient.norm > 0.1)
    let outcome = try OuterUpdate.proximal(update)(theta, nil, objective)
    #expect(outcome.gradientNorm == step.gradientNorm)
    #expect(outcome.parameters.flattened() == step.parameters.flattened())
  }
}
