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

  /// Checks the settings and loads the environment.
  public init(_ configuration: RunConfiguration) throws {
    try configuration.validate()
    self.configuration = configuration
    family = try configuration.family()
    policy = GaussianPolicy(
      network: MLP(
        inputs: family.observationSpace.count, hidden: configuration.hidden,
        outputs: family.actionSpace.count,
        activation: configuration.activation == .tanh ? .tanh : .relu),
      normalization: configuration.normalizeObservations
        ? try Self.normalization(for: family, seed: configuration.seed) : nil)
  }

  /// What random actions meet on some training tasks.
  private static func normalization(
    for family: SceneFamily, seed: UInt64
  ) throws -> ObservationNormalization {
    let root = RandomStream(seed: seed).split("normalization")
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
  private func learner(iteration: Int) -> MetaLearner<PolicyTaskDistribution<SceneFamily>> {
    let scale = configuration.updateScale(iteration: iteration)
    var learner = MetaLearner(
      PolicyTaskDistribution(family, policy: policy, settings: configuration.taskSettings),
      maml: configuration.maml, update: configuration.metaUpdate(scale: scale),
      tasksPerIteration: configuration.tasksPerIteration, threads: configuration.threads)
    learner.rateUpdate = Adam(rate: configuration.rateRate * scale)
    return learner
  }

  private func file(_ state: MetaState, _ scores: PolicyFile.Scores?) -> PolicyFile {
    PolicyFile(
      policy: policy, parameters: state.parameters, rates: learned(state), environment: family.id,
      sceneHash: family.sceneHash,
      configuration: configuration, scores: scores)
  }

  /// α of each inner step, where they were learned.
  private func learned(_ state: MetaState) -> [Parameters]? {
    state.rates.map { $0.logRates.map { $0.map { $0.exp() } } }
  }

  /// Where training begins: fresh parameters, or those of a policy trained before.
  public func initialState(from file: PolicyFile? = nil, path: String = "") throws -> MetaState {
    if let file {
      guard file.policy == policy else {
        throw FileError.malformed(
          path: path,
          problem: "holds a policy \(describe(file.policy)), expected \(describe(policy)) for \(family.id)")
      }
      return MetaState(parameters: file.parameters, rates: initialRates(file.parameters))
    }
    let stream = RandomStream(seed: configuration.seed).split("initial parameters")
    let parameters = policy.initialParameters(
      logStd: configuration.initialLogStd, outputScale: configuration.outputScale, using: stream)
    return MetaState(parameters: parameters, rates: initialRates(parameters))
  }

  private func initialRates(_ parameters: Parameters) -> LearnedRates? {
    guard configuration.learnedRates != .fixed else { return nil }
    return LearnedRates(
      configuration.sizes(configuration.innerRates), for: parameters, granularity: configuration.learnedRates)
  }

  /// A fresh run in `folder`.
  public func run(
    in folder: RunFolder, from state: MetaState, observe: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> (result: TrainingResult, evaluation: Evaluation) {
    try folder.begin(configuration)
    return try run(in: folder, state, steps: 0, observe)
  }

  /// Goes on with the run in `folder` from its last checkpoint, to the result of a run that never stopped.
  public func resume(
    in folder: RunFolder, observe: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> (result: TrainingResult, evaluation: Evaluation) {
    var state = try initialState()
    var steps = 0
    if FileManager.default.fileExists(atPath: folder.checkpointPath) {
      let checkpoint = try Checkpoint(reading: folder.checkpointPath)
      guard checkpoint.policy.policy == policy, checkpoint.policy.sceneHash == family.sceneHash else {
        throw FileError.malformed(
          path: folder.checkpointPath,
          problem:
            "is of \(checkpoint.policy.environment) \(checkpoint.policy.sceneHash), expected \(family.id) \(family.sceneHash)"
        )
      }
      state = checkpoint.state
      steps = checkpoint.steps
    }
    try folder.trimMetrics(to: state.iteration)
    return try run(in: folder, state, steps: steps, observe)
  }

  private func run(
    in folder: RunFolder, _ initial: MetaState, steps initialSteps: Int,
    _ observe: (TrainingProgress) throws -> Void
  ) throws -> (result: TrainingResult, evaluation: Evaluation) {
    let clock = ContinuousClock()
    let start = clock.now
    let stream = RandomStream(seed: configuration.seed).split("training")
    let metrics = try MetricsLog(folder.metricsPath)
    var state = initial
    var steps = initialSteps
    var stepsHere = 0
    while state.iteration < configuration.iterations {
      let (next, report) = try learner(iteration: state.iteration).iterate(state, using: stream)
      state = next
      steps += report.steps
      stepsHere += report.steps
      let seconds = (clock.now - start) / .seconds(1)
      try metrics.append(iteration: state.iteration, report, seconds: seconds)
      if state.iteration % configuration.checkpointEvery == 0 {
        try Checkpoint(state, file(state, nil), steps: steps).write(to: folder.checkpointPath)
      }
      try observe(
        TrainingProgress(
          iteration: state.iteration, iterations: configuration.iterations, report: report, seconds: seconds,
          iterationsHere: state.iteration - initial.iteration))
    }
    let seconds = (clock.now - start) / .seconds(1)
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
        stepsPerSecond: Double(stepsHere) / max(seconds, 1e-9), return: evaluation.return,
        success: evaluation.success, curve: evaluation.curve, policy: folder.policyPath,
        digest: digest.finalize()),
      evaluation
    )
  }

  private func describe(_ policy: GaussianPolicy) -> String {
    ([policy.network.inputs] + policy.network.hidden + [policy.network.outputs]).map(String.init)
      .joined(separator: "-") + " \(policy.network.activation)"
  }
}
