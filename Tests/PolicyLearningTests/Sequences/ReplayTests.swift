import Autodiff
import Foundation
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// Trials of earlier iterations, kept and learned from again.
@Suite struct ReplayTests {
  private static let demand = ObjectiveDemand(comparesModels: true)
  /// Of a deviation that stays.
  private let learner: SequenceLearner = {
    var (policy, loss) = (SequenceProblem.policy(.gru, for: ShownFamily()), SequenceLoss())
    policy.deviation = DeviationSchedule(from: 0.3, to: 0.3, over: 0)
    loss.replay = 2
    return SequenceLearner(policy, loss: loss)
  }()
  private var theta: Parameters { SequenceProblem.parameters(learner) }

  private func objective(
    _ learner: SequenceLearner, at theta: Parameters, memory: Parameters = Parameters([]), iteration: Int = 0,
    seed: UInt64 = 7
  ) throws -> Objective {
    var batch = SequenceProblem.batch(SequenceProblem.tasks, seed: seed)
    (batch.memory, batch.iteration) = (memory, iteration)
    return try learner.objective(on: batch, at: theta, for: Self.demand)
  }

  private func gather(_ block: Int) throws -> Lanes {
    try SequenceProblem.tasks.task(from: .train, using: RandomStream(seed: 1).split(block))
      .gather(with: learner.mapping(nil, theta), for: .query, using: RandomStream(seed: 2).split(block))
  }

  @Test func lanesComeBackAsTheyWere() throws {
    var replay = Replay()
    let blocks = try (0..<8).map { block in
      let lanes = try gather(block)
      return RememberedLanes(
        lanes: lanes, logProbability: noise(lanes.steps * lanes.rows, seed: UInt64(block)))
    }
    for iteration in 0..<4 {
      replay.append([blocks[2 * iteration], blocks[2 * iteration + 1]], iteration: 9 + iteration, keeping: 3)
    }
    let memory = replay.tensors
    #expect(
      Replay.problem(
        with: memory, observationCount: 3, head: learner.policy.head, needsLessons: true, keeping: 3,
        before: 13)
        == nil)
    let found = Replay(memory).iterations
    #expect(found.map(\.number) == [10, 11, 12], "in the order of numbers, not of letters")
    for (one, other) in zip(found.flatMap(\.blocks), blocks[2...]) {
      #expect(one.logProbability == other.logProbability)
      let (lanes, want) = (one.lanes, other.lanes)
      #expect(lanes.steps == want.steps && lanes.rows == want.rows)
      #expect(lanes.observations == want.observations && lanes.actions == want.actions)
      #expect(lanes.lessons == want.lessons && !lanes.lessons.isEmpty && lanes.rewards == want.rewards)
      #expect(lanes.ended == want.ended && lanes.trialEnded == want.trialEnded)
      #expect(lanes.episodes == want.episodes && lanes.times == want.times)
    }
  }

  /// What the θ that gathers has gathered before counts as what it gathers now.
  @Test func trialsOfTheSamePolicyCountLikeNewOnes() throws {
    let first = try objective(learner, at: theta)
    let again = try objective(learner, at: theta, memory: first.memory, iteration: 1)
    #expect(first.blocks == 3 && again.blocks == 6)
    #expect(abs(again.value - first.value) < 1e-5 * abs(first.value))
    let gradientAt = try #require(again.gradientAt)
    func gradient(_ blocks: [Int]) throws -> Parameters {
      try gradientAt(theta, ProximalTerms(clip: 0.2, innerDivergenceWeight: 0, blocks: blocks))
    }
    let (new, old) = (try gradient([0, 1, 2]), try gradient([3, 4, 5]))
    #expect((new - old).norm < 1e-4 * new.norm && new.norm > 0)
    // Figures are of what was gathered now.
    #expect(again.measures == first.measures && again.amount == first.amount)
  }

  /// Of the last two iterations; of a learner that replays nothing, none.
  @Test func theLatestIterationsAreKept() throws {
    var memory = Parameters([])
    for iteration in 0..<4 {
      memory = try objective(
        learner, at: theta, memory: memory, iteration: iteration, seed: UInt64(iteration)
      ).memory
      #expect(learner.problem(ofMemory: memory, before: iteration + 1) == nil)
      #expect(Replay(memory).iterations.map(\.number) == Array(max(0, iteration - 1)...iteration))
    }
    #expect(try objective(SequenceProblem.learner(), at: theta).memory.count == 0)
  }

  /// The loop hands on what is kept, and it counts.
  @Test func theLoopHandsTrialsOn() throws {
    let training = MetaTraining(
      learner, on: SequenceProblem.tasks, updates: [.model: .proximal(ProximalUpdate())],
      tasksPerIteration: 2, threads: 1)
    let first = try training.iterate(MetaState(parameters: theta), using: RandomStream(seed: 1)).state
    let second = try training.iterate(first, using: RandomStream(seed: 1)).state
    #expect(Replay(second.memory).iterations.map(\.number) == [0, 1])
    var forgetful = first
    forgetful.memory = Parameters([])
    let other = try training.iterate(forgetful, using: RandomStream(seed: 1)).state
    #expect(other.parameters.flattened() != second.parameters.flattened())
  }

  /// Steps of another policy are weighted by how much likelier they are now, never above 1, in their advantages and in
  /// what the value function learns.
  @Test func stepsOfAnotherPolicyAreWeighted() throws {
    let lanes = try gather(0)
    let batch = learner.batch(lanes)
    let new = learner.judged(batch, lanes, theta, 0.3)
    let ratios = noise(lanes.steps * lanes.rows, seed: 4).map { 1 + 0.5 * min(max($0, -1), 1) }
    let old = zip(new.logProbability.values, ratios).map { $0 - log($1) }
    let replayed = learner.judged(batch, lanes, theta, 0.3, old: old)
    #expect(zip(replayed.weights, ratios).allSatisfy { abs($0 - min(1, $1)) < 1e-5 })
    #expect(Set(ratios.map { $0 < 1 }) == [true, false] && new.weights.isEmpty)
    #expect(replayed.logProbability.values == new.logProbability.values)
    #expect(replayed.advantages != new.advantages && replayed.returns != new.returns)
    var batches = [new, replayed]
    learner.standardize(&batches)
    // Shifted and scaled as one, then weighted.
    let all = new.advantages + replayed.advantages
    let mean = all.reduce(0, +) / Float(all.count)
    let scale = batches[0].advantages[0] / (new.advantages[0] - mean)
    for (i, advantage) in batches[1].advantages.enumerated() {
      let want = (replayed.advantages[i] - mean) * scale * replayed.weights[i]
      #expect(abs(advantage - want) < 1e-3 * max(1, abs(want)))
    }
  }

  /// What is known of trials of another policy is what their loss says, and its gradient that of all of them.
  @Test func trialsOfAnotherPolicyAreJudgedAsTheirLossSays() throws {
    let other = theta.adding(theta.unflattened(noise(theta.elementCount, seed: 6)), scaledBy: 0.1)
    let memory = try objective(learner, at: other, seed: 8).memory
    let told = try objective(learner, at: theta, memory: memory, iteration: 1)
    let evaluate = try #require(told.valueAndDivergence)
    let value = try evaluate(theta).value
    #expect(abs(value - told.value) < 1e-4 * abs(value), "\(told.value), not \(value)")
    let gradientAt = try #require(told.gradientAt)
    let gradient = try gradientAt(theta, ProximalTerms(clip: .infinity, innerDivergenceWeight: 0))
    #expect((told.gradient - gradient).norm < 1e-5 * gradient.norm)
  }

  /// Where θ makes a bad action far likelier than it was, a new one pulls back, and a replayed one, whose ratio is
  /// bounded, does not.
  @Test func ratiosOfReplayedStepsAreBounded() throws {
    var loss = learner.loss
    loss.valueWeight = 0
    let learner = SequenceLearner(self.learner.policy, loss: loss)
    // The same action, once better and once worse than expected: the better one is clipped.
    var lanes = Lanes.row([1, -1], ends: [0, 1], episodes: 1, observationCount: 3)
    lanes.actions = [-2, -2]
    var batch = SequenceProblem.batch(GivenLanes(lanes: lanes), count: 1)
    (batch.memory, batch.iteration) = (
      try learner.objective(on: batch, at: theta, for: Self.demand).memory, 1
    )
    let gradientAt = try #require(learner.objective(on: batch, at: theta, for: Self.demand).gradientAt)
    let far = Parameters(
      zip(theta.names, theta.tensors).map { ($0, $0 == "head.head.bias" ? $1 - 0.5 : $1) })
    func norm(_ block: Int) throws -> Float {
      try gradientAt(far, ProximalTerms(clip: 0.2, innerDivergenceWeight: 0, blocks: [block])).norm
    }
    #expect(try norm(0) > 0 && norm(1) == 0)
  }

  /// Every tensor of a checkpoint that is not what it should be is found.
  @Test func whatIsNotWholeIsRefused() throws {
    let memory = try objective(learner, at: theta).memory
    func problem(_ entries: [(String, Tensor)]) -> String? {
      learner.problem(ofMemory: Parameters(entries), before: 3)
    }
    let entries = Array(zip(memory.names, memory.tensors))
    let taught = SequenceProblem.learner { ($0.replay, $0.imitation) = (2, 4) }
    #expect(problem(entries) == nil)
    for (place, entry) in entries.enumerated() {
      var other = entries
      other[place].1 = Tensor(Array(entry.1.values.dropLast()))
      #expect(problem(other) != nil, "\(entry.0)")
      // Lessons are asked for only in imitation.
      let others = entries.filter { $0.0 != entry.0 }
      #expect((problem(others) == nil) == (entry.0 == "0.lessons"), "without \(entry.0)")
      #expect(taught.problem(ofMemory: Parameters(others), before: 3) != nil, "without \(entry.0)")
    }
    let ends = try #require(entries.firstIndex { $0.0 == "0.ends" })
    var other = entries
    other[ends].1 = entries[ends].1 + 0.5
    #expect(problem(other) != nil)
    #expect(problem(entries + [("0.more", Tensor([1]))]) != nil)
    // Numbers that are none, that stand there twice, or that are yet to come.
    for prefix in ["x", "+", "0", "-"] {
      #expect(problem(entries.map { (prefix + $0.0, $0.1) }) != nil, "\(prefix)")
    }
    #expect(problem(entries.map { ("3" + $0.0.dropFirst(), $0.1) }) != nil)
    #expect(problem(entries.map { ("2" + $0.0.dropFirst(), $0.1) }) == nil)
    #expect(problem((0..<3).flatMap { i in entries.map { ("\(i)" + $0.0.dropFirst(), $0.1) } }) != nil)
    #expect(SequenceProblem.learner().problem(ofMemory: memory, before: 3) != nil)
    // A choice that there is not.
    let choices = ActionHead.choices(2)
    func chosen(_ action: Float) -> String? {
      let shape = [1, 2, 1]
      return Replay.problem(
        with: Parameters([
          ("0.observations", .zeros([1, 3, 1, 3])), ("0.actions", Tensor([0, action], shape: [1, 2, 1, 1])),
          ("0.rewards", .zeros(shape)), ("0.ends", .zeros(shape)), ("0.logProbability", .zeros(shape)),
        ]), observationCount: 3, head: choices, needsLessons: false, keeping: 1, before: 1)
    }
    #expect(chosen(1) == nil && chosen(2) != nil && chosen(0.5) != nil && chosen(-1) != nil)
  }
}
