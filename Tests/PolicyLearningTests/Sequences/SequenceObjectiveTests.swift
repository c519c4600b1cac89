import Autodiff
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// What the laws of every objective do not say of a recurrent policy's.
@Suite struct SequenceObjectiveTests {
  private static let demand = ObjectiveDemand(comparesModels: true)

  /// The sequences that losses see are those that acted: what the network says of them is the action less its noise.
  @Test(arguments: SequenceProblem.Memory.allCases, [[], [6]])
  func lossesSeeWhatActed(_ kind: SequenceProblem.Memory, layers: [Int]) throws {
    let learner = SequenceProblem.learner(kind, layers: layers, sees: 2) {
      ($0.valueWeight, $0.imitation) = (0, 1)
    }
    let theta = SequenceProblem.parameters(learner)
    let told = try learner.objective(
      on: SequenceProblem.batch(OwnLessons(tasks: SequenceProblem.tasks)), at: theta, for: Self.demand)
    #expect(told.value < 1e-10, "\(told.value)")
    let taught = try learner.objective(
      on: SequenceProblem.batch(SequenceProblem.tasks), at: theta, for: Self.demand)
    #expect(taught.value > 0.1)
    let evaluate = try #require(told.valueAndDivergence)
    #expect(try evaluate(theta).value < 1e-10)
  }

  /// At the θ that gathered every ratio is 1.
  @Test func noClipIsFeltWhereDataWasGathered() throws {
    let learner = SequenceProblem.learner { $0.valueWeight = 0 }
    let theta = SequenceProblem.parameters(learner)
    let objective = try learner.objective(
      on: SequenceProblem.batch(SequenceProblem.tasks), at: theta, for: Self.demand)
    let gradientAt = try #require(objective.gradientAt)
    let there = try gradientAt(theta, ProximalTerms(clip: 0.2, innerDivergenceWeight: 0))
    #expect((there - objective.gradient).norm < 1e-5 * there.norm)
  }

  /// By episode of the trial, over all blocks; steps of all rows.
  @Test func measuresAreByEpisode() throws {
    var lanes = Lanes.row([1, 2, 3, 4, 5], ends: [0, 2, 4], episodes: 2, observationCount: 3)
    lanes.finished = [
      .init(episode: 0, totalReward: 1, success: true), .init(episode: 1, totalReward: 5, success: false),
      .init(episode: 0, totalReward: 9, success: false),
    ]
    let learner = SequenceProblem.learner()
    let objective = try learner.objective(
      on: SequenceProblem.batch(GivenLanes(lanes: lanes)), at: SequenceProblem.parameters(learner),
      for: Self.demand)
    #expect(
      objective.measures == [
        Measures(["return": 5, "success": 0.5]), Measures(["return": 5, "success": 0]),
      ])
    #expect(objective.amount == 15 && objective.blocks == 3)
  }

  /// Who asks for no gradient gets zeros, and the rest is as it was; who compares no models gets no functions.
  @Test func noMoreIsDoneThanAskedFor() throws {
    let learner = SequenceProblem.learner()
    let theta = SequenceProblem.parameters(learner)
    func objective(_ demand: ObjectiveDemand) throws -> Objective {
      try learner.objective(on: SequenceProblem.batch(SequenceProblem.tasks), at: theta, for: demand)
    }
    let (all, still, plain) = (
      try objective(Self.demand), try objective(ObjectiveDemand(comparesModels: true, descends: false)),
      try objective(ObjectiveDemand())
    )
    #expect(still.gradient.norm == 0 && all.gradient.norm > 0)
    #expect(still.value == all.value && still.gradient.names == theta.names && still.gradientAt != nil)
    #expect(plain.gradient.flattened() == all.gradient.flattened())
    #expect(plain.gradientAt == nil && plain.valueAndDivergence == nil)
  }

  /// A proximal update asks for none, and the report's length of the gradient is that of its first step.
  @Test func aReportTellsTheFirstStepsGradient() throws {
    let learner = SequenceProblem.learner()
    let theta = SequenceProblem.parameters(learner)
    var proximal = ProximalUpdate()
    proximal.minibatches = 2
    func norm(_ update: OuterUpdate) throws -> Float {
      try MetaTraining(
        learner, on: SequenceProblem.tasks, updates: [.model: update], tasksPerIteration: 2, threads: 1
      )
      .iterate(MetaState(parameters: theta), using: RandomStream(seed: 1)).report.gradientNorm
    }
    #expect(try norm(.proximal(proximal)) > 0)
    proximal.minibatches = 1
    let (one, adam) = (try norm(.proximal(proximal)), try norm(.adam(AdamUpdate())))
    #expect(abs(one - adam) < 1e-4 * adam)
  }

  @Test func whatIsNotFiniteEndsTheRun() throws {
    let learner = SequenceProblem.learner()
    let theta = SequenceProblem.parameters(learner)
    func objective(_ reward: Float) throws -> Objective {
      let lanes = Lanes.row([1, reward, 3], ends: [], episodes: 2, observationCount: 3)
      return try learner.objective(
        on: SequenceProblem.batch(GivenLanes(lanes: lanes)), at: theta, for: Self.demand)
    }
    #expect(throws: MetaLearningError.nonFinite(what: "advantage", iteration: 0, task: 0)) {
      _ = try objective(.infinity)
    }
    // Elsewhere, by the number of the block that was asked for.
    let gradientAt = try #require(objective(2).gradientAt)
    let far = theta.unflattened(theta.flattened().map { _ in .nan })
    let terms = ProximalTerms(clip: 0.2, innerDivergenceWeight: 0, blocks: [2])
    #expect(throws: MetaLearningError.nonFinite(what: "gradient", iteration: 0, task: 2)) {
      _ = try gradientAt(far, terms)
    }
  }

  @Test func callersMistakesTrap() async {
    // Imitation without a teacher.
    await #expect(processExitsWith: .failure) {
      var loss = SequenceLoss()
      loss.imitation = 1
      let learner = SequenceLearner(SequenceProblem.policy(.gru, for: ShownFamily()), loss: loss)
      let lanes = SequenceProblem.lanes(ShownFamily(), teacher: nil as ShownTeacher?)
      _ = try? learner.objective(
        on: SequenceProblem.batch(lanes), at: SequenceProblem.parameters(learner), for: ObjectiveDemand())
    }
    // Trials of more episodes than the policy's.
    await #expect(processExitsWith: .failure) {
      let learner = SequenceLearner(SequenceProblem.policy(.gru, for: ShownFamily()), loss: SequenceLoss())
      let lanes = SequenceProblem.lanes(ShownFamily(), steps: 20, episodes: 3, teacher: nil as ShownTeacher?)
      _ = try? learner.objective(
        on: SequenceProblem.batch(lanes), at: SequenceProblem.parameters(learner), for: ObjectiveDemand())
    }
  }
}

/// Lanes whose lessons are what the policy itself meant: its actions without their noise.
private struct OwnLessons: LearningTask, TaskFamily {
  let tasks: LaneTasks<ShownFamily, SequenceMapping, ShownTeacher>
  var block: LaneTask<ShownFamily, SequenceMapping, ShownTeacher>?
  static var gathersAfresh: Bool { true }

  func task(from split: Split, using stream: RandomStream) -> OwnLessons {
    OwnLessons(tasks: tasks, block: tasks.task(from: split, using: stream))
  }

  func gather(with mapping: SequenceMapping, for purpose: Purpose, using stream: RandomStream) throws -> Lanes
  {
    guard let block else { throw EnvError.episodeOver(environment: 0) }
    var lanes = try block.gather(with: mapping, for: purpose, using: stream)
    let deviation = mapping.deviation ?? 0
    for row in 0..<lanes.rows {
      var noise = stream.split(row).split("actions")
      for step in 0..<lanes.steps {
        let place = lanes.index(step, row)
        lanes.lessons[place] = lanes.actions[place] - deviation * noise.normal()
      }
    }
    return lanes
  }
}
