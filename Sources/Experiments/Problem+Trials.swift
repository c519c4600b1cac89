import Files
import Gym
import Learning
import MetaLearning
import Models
import PolicyLearning

// Problems of learners that adapt as they act.

/// What the settings of every model with a memory say of a policy.
private protocol MemorySettings {
  var critic: [Int] { get }
  var token: TokenFeatures { get }
  var outputScale: Float { get }
  var head: SequenceHead { get }
  /// - Parameter generated: the first numbers of an input, where they are read with generated weights.
  func network(inputs: Int, outputs: Int, generated: Int?) -> SequenceNetwork
}

extension RecurrentSettings: MemorySettings {
  func network(inputs: Int, outputs: Int, generated: Int?) -> SequenceNetwork {
    .recurrent(
      SequenceShape(
        kind: cell, inputs: inputs, encoder: encoder, hidden: memory, head: hidden, outputs: outputs,
        generated: generated))
  }
}

extension AttentionSettings: MemorySettings {
  func network(inputs: Int, outputs: Int, generated: Int?) -> SequenceNetwork {
    .attention(
      AttentionShape(
        inputs: inputs, encoder: encoder, width: width, heads: heads, blocks: blocks, inner: inner,
        window: window, head: hidden, outputs: outputs,
        generated: generated))
  }
}

extension RunConfiguration {
  /// nil where the model has none.
  private var memory: (any MemorySettings)? {
    switch model {
    case .recurrent(let own): own
    case .attention(let own): own
    case .gaussianMLP, .categoricalMLP, .mlp: nil
    }
  }

  /// - Parameter base: the family as it poses its tasks.
  func trialProblem<Family: ActingFamily>(on base: Family) throws -> any Problem {
    guard let trial, let memory, case .trial(let loss) = loss else {
      throw ConfigurationError.impossible("\(environment) has no trials by these settings")
    }
    guard trial.steps >= base.horizon else {
      throw ConfigurationError.badValue(
        key: "trial.steps", value: "\(trial.steps)",
        expected: "at least the \(base.horizon) steps of an episode of \(base.id)")
    }
    guard tasks.curriculum == nil || trial.steps >= trial.episodes * base.horizon else {
      throw ConfigurationError.badValue(
        key: "trial.steps", value: "\(trial.steps)",
        expected: "at least the \(trial.episodes * base.horizon) steps of a trial, whose last episode tells "
          + "tasks.curriculum what came of its task")
    }
    try checkReplay(loss, trial, on: base)
    let family = observed(base)
    let seen = try RandomExperience(of: base.revealed, scenes: base.trainingScenes)
    let count = family.observationSpace.count
    let head = ActionHead(base.actionSpace)
    let pictures = family.observationSpace.pictures.map(\.range)
    try checkPictures(base, trial, isGenerated: memory.head == .hypernetwork)
    let inputs = SequencePolicy.tokenCount(observations: count, head: head, features: memory.token)
    let policy = SequencePolicy(
      memory.network(
        inputs: inputs, outputs: head.width, generated: memory.head == .hypernetwork ? count : nil),
      critic: memory.critic, head: head,
      features: memory.token,
      normalization: seen.normalization.part(where: { $0 < count }), pictures: pictures,
      context: seen.normalization.part(where: { place in !pictures.contains { $0.contains(place) } }),
      rewardScale: Self.rewardScale(size: seen.rewardSize),
      deviation: DeviationSchedule(
        from: trial.deviation[0], to: trial.deviation[1], over: max(schedule.over - loss.imitation, 0)),
      episodes: trial.episodes, horizon: base.horizon)
    var description = LearnerDescription.TrialPolicy(policy: policy, loss: loss)
    description.outputScale = memory.outputScale
    guard loss.imitation > 0 else {
      return problem(description, on: base, as: family, trial, teacher: RandomPolicy?.none)
    }
    guard base.knownPolicies.contains(.expert) else {
      throw ConfigurationError.impossible(
        "\(environment): has no expert to imitate, expected loss.imitation=0")
    }
    func taught(by teacher: some ActingMapping) -> any Problem {
      problem(description, on: base, as: family, trial, teacher: teacher)
    }
    return taught(by: try base.mapping(of: .expert))
  }

  /// Refuses what pictures make too large for a machine.
  private func checkPictures(
    _ base: some ActingFamily, _ trial: TrialSettings, isGenerated: Bool
  ) throws {
    guard !base.observationSpace.pictures.isEmpty else { return }
    guard !isGenerated else {
      throw ConfigurationError.badValue(
        key: "model.head", value: SequenceHead.hypernetwork.rawValue,
        expected:
          "\(SequenceHead.perceptron.rawValue), since \(environment) shows pictures, for which a weight of each "
          + "number would be generated")
    }
    // Of the observations of an iteration, which are kept twice.
    let most = 500_000_000 / ((trial.steps + 1) * base.revealed.observationSpace.count)
    guard tasks.perIteration <= most else {
      throw ConfigurationError.badValue(
        key: "tasks.perIteration", value: "\(tasks.perIteration)",
        expected:
          "at most \(most) lanes of \(trial.steps) steps, each of \(base.observationSpace.count) numbers")
    }
  }

  /// Refuses to keep more of earlier iterations than a checkpoint holds beside all else.
  private func checkReplay(_ loss: SequenceLoss, _ trial: TrialSettings, on base: some ActingFamily) throws {
    let actions = base.actionSpace.count * (loss.imitation > 0 ? 2 : 1)
    // What is seen, done and taught; reward, end and log-probability of a step.
    let numbers =
      tasks.perIteration * (trial.steps + 1) * (base.revealed.observationSpace.count + actions + 3)
    let most = Safetensors.maximumFile / 4 / 2 / numbers
    guard loss.replay > most else { return }
    throw ConfigurationError.badValue(
      key: "loss.replay", value: "\(loss.replay)",
      expected: "at most \(most) iterations of \(tasks.perIteration) lanes of \(trial.steps) steps")
  }

  /// Rewards times this are numbers near 1; where random actions find next to none, as they are.
  private static func rewardScale(size: Float) -> Float { size > 0.1 ? min(1 / size, 10) : size > 0 ? 10 : 1 }

  private func problem<Family: ActingFamily, Teacher: ActingMapping>(
    _ description: LearnerDescription.TrialPolicy, on base: Family, as family: Family, _ trial: TrialSettings,
    teacher: Teacher?
  ) -> any Problem {
    let lanes = LaneSettings(
      rows: TrialSettings.lanesPerBlock, steps: trial.steps, episodes: trial.episodes)
    let learner = description.makeLearner()
    var problem = LearningProblem(
      description: .trialPolicy(description), id: family.id, summary: family.summary, base: base,
      policyFamily: family, learner: learner,
      training: LaneTasks(base.revealed, lanes, teacher: teacher, for: SequenceMapping.self),
      heldOut: { $0.heldOut(family, for: learner) })
    problem.tasksPerBlock = TrialSettings.lanesPerBlock
    return problem
  }
}
