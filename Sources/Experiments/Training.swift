import Autodiff
import Foundation
import Gym
public import Learning
public import MetaLearning
public import Scenes

/// What a training run tells whoever watches it, once an iteration.
public struct TrainingProgress: Sendable {
  public var iteration: Int
  public var iterations: Int
  public var report: IterationReport
  /// Since the run, or its resumption, began.
  public var seconds: Double
  /// Iterations done since then.
  public var iterationsHere: Int
}

/// The result of a training run: what `sim-train --json` prints.
public struct TrainingResult: Sendable, Codable {
  public var env: String
  public var algorithm: Algorithm
  public var seed: UInt64
  public var iterations: Int
  public var environmentSteps: Int
  /// That all iterations took, pauses apart; the evaluation does not count.
  public var seconds: Double
  public var stepsPerSecond: Double
  public var `return`: BeforeAfter
  public var success: BeforeAfter
  /// Return and success after 0, 1, … adaptation steps.
  public var curve: [StageScore]
  /// Path of the trained policy.
  public var policy: String
  /// SHA-256 over the final parameters.
  public var digest: String
}

/// Meta-trains a policy on a family of scenes.
public struct Training: Sendable {
  public let configuration: RunConfiguration
  public let family: SceneFamily
  public let policy: GaussianPolicy
  /// The family as its scene poses it, without what an oracle sees.
  let base: SceneFamily

  /// Checks the settings and loads the environment.
  /// - Parameter base: the environment, where it is at hand; nil for what the settings name.
  public init(_ configuration: RunConfiguration, on base: SceneFamily? = nil) throws {
    try configuration.validate()
    self.configuration = configuration
    self.base = try base ?? SceneFamily(named: configuration.environment)
    family = configuration.observed(self.base)
    guard self.base.text.utf8.count <= SceneFamily.textLimit else {
      throw FileError.malformed(
        path: configuration.environment,
        problem: "has more than \(SceneFamily.textLimit) bytes with what it extends, expected a smaller scene"
      )
    }
    policy = GaussianPolicy(
      network: MLP(
        inputs: family.observationSpace.count, hidden: configuration.hidden,
        outputs: family.actionSpace.count,
        activation: configuration.activation == .tanh ? .tanh : .relu),
      normalization: configuration.normalizeObservations
        ? try Self.normalization(for: family) : nil)
  }

  /// What random actions meet on some training tasks: the environment's own, the same for every seed, so that a
  /// run may begin from the policy of another.
  private static func normalization(for family: SceneFamily) throws -> ObservationNormalization {
    let root = RandomStream(seed: 0).split("normalization")
    var policy = RandomPolicy(actionSpace: family.actionSpace)
    let episodes = try (0..<20).map { i in
      let stream = root.split(i)
      let env = family.makeVectorEnv(
        for: family.drawTask(from: .train, using: stream.split("task")), count: 5)
      return try rollout(&policy, in: env, streams: (0..<5).map { stream.split("episodes").split($0) })
    }
    return ObservationNormalization(of: Array(episodes.joined()), count: family.observationSpace.count)
  }

  /// The learner of one iteration.
  func learner(
    iteration: Int, unless shouldStop: @escaping StopCondition
  ) -> MetaLearner<StoppableTasks<PolicyTaskDistribution<SceneFamily>>> {
    let scale = configuration.updateScale(iteration: iteration)
    var learner = MetaLearner(
      StoppableTasks(
        base: PolicyTaskDistribution(family, policy: policy, settings: configuration.taskSettings),
        shouldStop: shouldStop),
      maml: configuration.maml, update: configuration.metaUpdate(scale: scale),
      tasksPerIteration: configuration.tasksPerIteration, threads: configuration.threads)
    learner.rateUpdate = Adam(rate: configuration.rateRate * scale)
    // The noise's own step size stays as it is: learned, it grows until the last inner step does nothing but silence
    // the policy, to steps of 20 while the others fall to 0.01, and the meta-gradient through it explodes.
    learner.learnsRates = policy.layout.map { $0.name != GaussianPolicy.logStdName }
    return learner
  }

  private func file(_ state: MetaState, _ scores: PolicyFile.Scores?) -> PolicyFile {
    PolicyFile(
      policy: policy, parameters: state.parameters, rates: learned(state), environment: family.id,
      sceneHash: family.sceneHash,
      configuration: configuration, scores: scores, scene: base.text)
  }

  /// α of each inner step, where they were learned.
  private func learned(_ state: MetaState) -> [Parameters]? {
    state.rates.map { $0.logRates.map { $0.map { $0.exp() } } }
  }

  /// A fresh run in `folder`.
  /// - Throws: `TrainingError` where the run ends early and can go on; other errors where it cannot begin.
  public func run(
    in folder: RunFolder, from state: MetaState,
    observe: (TrainingProgress) throws -> Void = { _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> (result: TrainingResult, evaluation: Evaluation) {
    let lock = try folder.begin(configuration, scene: base.text)
    defer { withExtendedLifetime(lock) {} }
    let start = Checkpoint(state, file(state, nil), steps: 0, seconds: 0)
    try folder.checkpoints.write(start)
    return try explainingFailures(in: folder) { try run(in: folder, start, shouldStop, observe) }
  }

  /// Goes on with the run in `folder` to the result of a run that never stopped.
  /// - Parameter last: where from; the last good checkpoint unless given.
  public func resume(
    in folder: RunFolder, from last: LastCheckpoint? = nil,
    observe: (TrainingProgress) throws -> Void = { _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> (result: TrainingResult, evaluation: Evaluation) {
    let checkpoint = try (last ?? lastCheckpoint(in: folder)).checkpoint
    let lock = try folder.goOn(configuration)
    defer { withExtendedLifetime(lock) {} }
    try folder.checkpoints.setAside(after: checkpoint.state.iteration)
    return try explainingFailures(in: folder) {
      try run(in: folder, checkpoint, shouldStop, observe)
    }
  }

  private func run(
    in folder: RunFolder, _ initial: Checkpoint, _ shouldStop: @escaping StopCondition,
    _ observe: (TrainingProgress) throws -> Void
  ) throws -> (result: TrainingResult, evaluation: Evaluation) {
    let clock = ContinuousClock()
    let start = clock.now
    func secondsHere() -> Double { (clock.now - start) / .seconds(1) }
    let stream = RandomStream(seed: configuration.seed).split("training")
    var state = initial.state
    var steps = initial.steps
    let log = try RunLog(in: folder, after: state.iteration, seconds: initial.seconds)
    func writeCheckpoint() throws {
      try folder.checkpoints.write(
        Checkpoint(state, file(state, nil), steps: steps, seconds: initial.seconds + secondsHere()))
    }
    while state.iteration < configuration.iterations {
      guard let (next, report) = try iterate(state, using: stream, unless: shouldStop) else {
        try writeCheckpoint()
        throw TrainingError.stopped(
          folder: folder.path, iteration: state.iteration, iterations: configuration.iterations)
      }
      state = next
      steps += report.steps
      let seconds = secondsHere()
      try log.append(iteration: state.iteration, report, seconds: initial.seconds + seconds)
      if state.iteration % configuration.checkpointEvery == 0 || state.iteration == configuration.iterations {
        try writeCheckpoint()
      }
      try observe(
        TrainingProgress(
          iteration: state.iteration, iterations: configuration.iterations, report: report, seconds: seconds,
          iterationsHere: state.iteration - initial.state.iteration))
    }
    let seconds = initial.seconds + secondsHere()
    let learner = configuration.learner(policy, state.parameters, learned: learned(state))
    let evaluation = try evaluate(learner, on: family, configuration.evaluationSettings)
    try file(state, PolicyFile.Scores(return: evaluation.return, success: evaluation.success))
      .write(to: folder.policyPath)
    try AtomicFile.write(
      "policy,task,steps,return,success\n" + evaluation.csv(policy: configuration.algorithm.rawValue),
      to: folder.scoresPath)
    try writeReport(in: folder, learner, evaluation)
    var digest = Digest()
    for parameters in [state.parameters] + (state.rates?.logRates ?? []) {
      digest.update(parameters.flattened())
    }
    return (
      TrainingResult(
        env: family.id, algorithm: configuration.algorithm, seed: configuration.seed,
        iterations: configuration.iterations, environmentSteps: steps, seconds: seconds,
        stepsPerSecond: Double(steps) / max(seconds, 1e-9), return: evaluation.return,
        success: evaluation.success, curve: evaluation.curve, policy: folder.policyPath,
        digest: digest.finalize()),
      evaluation
    )
  }

  func describe(_ policy: GaussianPolicy) -> String {
    ([policy.network.inputs] + policy.network.hidden + [policy.network.outputs]).map(String.init)
      .joined(separator: "-") + " \(policy.network.activation)"
  }
}
