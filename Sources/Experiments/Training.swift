import Autodiff
import Files
import Foundation
import Learning
public import MetaLearning
public import Models
import Randomness
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

/// Meta-trains a learner on a family of tasks.
public struct Training: Sendable {
  public let configuration: RunConfiguration
  /// Who works on its tasks. Every rank has a training of its own and calls it alike; the first writes the files.
  public let workers: Workers
  let problem: any Problem
  /// What other settings make of the same tasks: of a family that is at hand, where there is one.
  let makeProblem: ProblemMaker

  typealias ProblemMaker = @Sendable (RunConfiguration, (any ActingFamily)?) throws -> any Problem

  /// Checks the settings and loads the environment.
  /// - Parameters:
  ///   - base: the environment's family, where it is at hand, also one that no catalogue has; nil for what the settings
  ///     name.
  ///   - workers: threads of this process unless given, as many as the settings say.
  public init(
    _ configuration: RunConfiguration, on base: (any ActingFamily)? = nil, workers: Workers? = nil
  ) throws {
    try self.init(configuration, base: base, workers: workers) { try $0.problem(on: $1) }
  }

  /// A run on a family of examples that is a Swift type, also one that no catalogue has.
  /// - Parameter configuration: its environment is `mapping/` and the family's name.
  public init(
    _ configuration: RunConfiguration, on family: some ExampleFamily, workers: Workers? = nil
  ) throws {
    let name = EnvironmentName.mappingPrefix + family.name
    guard configuration.environment == name else {
      throw ConfigurationError.badValue(
        key: "environment", value: configuration.environment, expected: name)
    }
    try self.init(configuration, base: nil, workers: workers) { configuration, _ in
      try MappingCatalogue.open(family, configuration)
    }
  }

  init(
    _ configuration: RunConfiguration, base: (any ActingFamily)?, workers: Workers?,
    _ makeProblem: @escaping ProblemMaker
  ) throws {
    try configuration.validate()
    let problem = try makeProblem(configuration, base)
    self.workers = workers ?? Workers(threads: configuration.threads)
    self.configuration = configuration
    self.problem = problem
    self.makeProblem = makeProblem
    if let record = problem.record, record.text.utf8.count > SceneFamily.textLimit {
      throw FileError.malformed(
        path: configuration.environment,
        problem: "has more than \(SceneFamily.textLimit) bytes with what it extends, expected less"
      )
    }
    if let impossible = problem.description.problem {
      if case .attention(let settings) = configuration.model {
        throw ConfigurationError.badValue(
          key: "model.width", value: "\(settings.width)",
          expected: "a smaller one, or less of model.blocks or model.window: the model \(impossible)")
      }
      throw ConfigurationError.badValue(
        key: "model.hidden", value: "\(problem.description.hidden)",
        expected: "a smaller model: it \(impossible)")
    }
    if configuration.evaluation.every > 0, let family = problem.policyFamily, !family.hasValidationTasks {
      throw ConfigurationError.badValue(
        key: "evaluation.every", value: "\(configuration.evaluation.every)",
        expected: "0: \(family.name) has too few different tasks for some to be kept for validation")
    }
    if let curriculum = configuration.tasks.curriculum, let family = problem.base {
      try Self.check(curriculum, on: family)
    }
    if let refusal = problem.refusal(of: configuration.update) {
      throw ConfigurationError.badValue(
        key: "update.kind", value: configuration.update.kind, expected: refusal)
    }
  }

  /// Refuses a curriculum that could propose nothing, or know no success.
  private static func check(
    _ curriculum: Curriculum, on family: some ActingFamily
  ) throws(ConfigurationError) {
    guard !family.taskRanges.isEmpty else {
      throw .impossible(
        "tasks.curriculum: all tasks of \(family.name) are the same, there is none to propose")
    }
    guard family.hasSuccess || curriculum.kind != .success else {
      throw .badValue(
        key: "tasks.curriculum.kind", value: curriculum.kind.rawValue,
        expected: "progress, which returns tell of: \(family.name) does not say what success is")
    }
  }

  /// The learner that is trained.
  public var learner: LearnerDescription { problem.description }
  /// Registry id of the tasks.
  public var environment: String { problem.id }
  public var summary: String { problem.summary }
  /// The family that the policy acts in, as it observes it; nil where tasks have no episodes.
  public var policyFamily: (any ActingFamily)? { problem.policyFamily }
  /// The same where its tasks are of one scene.
  public var policyScene: SceneFamily? { problem.policyFamily?.sceneFamily }

  /// Of the final scores.
  var evaluationSettings: EvaluationSettings {
    var settings = configuration.evaluationSettings
    settings.workers = workers
    return settings
  }

  func file(_ state: MetaState) -> PolicyFile {
    var file = PolicyFile(
      learner: learner, parameters: state.parameters, environment: environment,
      algorithm: configuration.algorithm.rawValue, seed: configuration.seed,
      settings: "")
    // Threads decide nothing: the file is the same for any number of them.
    var settings = configuration
    settings.threads = 1
    file.settings = JSONText.encode(settings)
    file.scene = problem.record?.text
    file.sceneHash = policyFamily?.record?.hash
    return file
  }

  /// A fresh run in `folder`.
  /// - Throws: `TrainingError` where the run ends early and can go on; other errors where it cannot begin.
  public func run(
    in folder: RunFolder, from state: MetaState,
    observe: (TrainingProgress) throws -> Void = { _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> TrainedRun {
    let lock = workers.isFirst ? try folder.begin(configuration, scene: problem.record?.text) : nil
    defer { withExtendedLifetime(lock) {} }
    let start = Checkpoint(state, file(state), amount: 0, elapsed: ElapsedTime())
    if workers.isFirst { try folder.checkpoints.write(start) }
    return try explainingFailures(in: folder) { try run(in: folder, start, shouldStop, observe) }
  }

  /// Goes on with the run in `folder` to the result of a run that never stopped.
  /// - Parameter last: where from; the last good checkpoint unless given.
  public func resume(
    in folder: RunFolder, from last: LastCheckpoint? = nil,
    observe: (TrainingProgress) throws -> Void = { _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> TrainedRun {
    let checkpoint = try (last ?? lastCheckpoint(in: folder)).checkpoint
    var lock: FolderLock?
    defer { withExtendedLifetime(lock) {} }
    if workers.isFirst {
      // Before anything is trained: a run that is to end with its best state must have it.
      try checkBest(checkpoint, in: folder)
      lock = try folder.goOn(configuration)
      try folder.checkpoints.setAside(after: checkpoint.state.iteration)
    }
    return try explainingFailures(in: folder) { try run(in: folder, checkpoint, shouldStop, observe) }
  }

  private func run(
    in folder: RunFolder, _ initial: Checkpoint, _ shouldStop: @escaping StopCondition,
    _ observe: (TrainingProgress) throws -> Void
  ) throws -> TrainedRun {
    let start = ElapsedTime.now
    let told = workers.traffic
    /// Scores on validation tasks do not count: they are no part of what the steps took.
    var validating = ElapsedTime()
    func elapsedHere() -> ElapsedTime { .now - start - validating }
    let stream = RandomStream(seed: configuration.seed).split("training")
    var current = initial
    let log =
      workers.isFirst
      ? try RunLog(in: folder, after: current.state.iteration, seconds: initial.elapsed.clock) : nil
    func writeCheckpoint() throws {
      try workers.agree(
        on: current.state.digest, "another state after iteration \(current.state.iteration)")
      guard workers.isFirst else { return }
      current.policy = file(current.state)
      current.elapsed = initial.elapsed + elapsedHere()
      try folder.checkpoints.write(current)
    }
    while current.state.iteration < configuration.iterations, !isOutOfPatience(current) {
      guard let (next, report) = try iterate(current.state, using: stream, unless: shouldStop) else {
        try writeCheckpoint()
        throw TrainingError.stopped(
          folder: folder.path, iteration: current.state.iteration, iterations: configuration.iterations)
      }
      current.state = next
      current.amount += report.amount
      let seconds = elapsedHere().clock
      let iteration = current.state.iteration
      if configuration.isLogged(iteration) {
        try log?.append(iteration: iteration, report, seconds: initial.elapsed.clock + seconds)
      }
      if configuration.evaluation.every > 0, iteration % configuration.evaluation.every == 0 {
        let before = ElapsedTime.now
        try validate(&current, in: folder, log)
        validating = validating + (.now - before)
      }
      if iteration % configuration.checkpointEvery == 0 || iteration == configuration.iterations
        || isOutOfPatience(current)
      {
        try writeCheckpoint()
      }
      try observe(
        TrainingProgress(
          iteration: iteration, iterations: configuration.iterations, report: report, seconds: seconds,
          iterationsHere: iteration - initial.state.iteration))
    }
    let elapsed = initial.elapsed + elapsedHere()
    return try finish(current, in: folder, elapsed, RankFigures(workers, since: told))
  }

  /// Scores the final mapping, or the best, on held-out tasks and writes what a run ends with.
  private func finish(
    _ last: Checkpoint, in folder: RunFolder, _ elapsed: ElapsedTime, _ ranks: RankFigures?
  ) throws -> TrainedRun {
    let final = try final(last, in: folder)
    let theta = final.parameters
    let evaluation = try problem.evaluate(theta, evaluationSettings)
    var policy = file(final)
    policy.scores = JSONText.encode(evaluation.curve)
    if workers.isFirst {
      try policy.write(to: folder.policyPath)
      try AtomicFile.write(
        evaluation.csvHeading + evaluation.csv(policy: configuration.algorithm.rawValue),
        to: folder.scoresPath)
    }
    var digest = Digest()
    digest.update(theta.flattened())
    return TrainedRun(
      result: TrainingResult(
        configuration, environment: environment, iterations: last.state.iteration, amount: last.amount,
        elapsed: elapsed, evaluation, best: last.best, ranks: ranks, policy: folder.policyPath,
        digest: digest.finalize()),
      evaluation: evaluation, folder: folder, policy: policy)
  }
}

/// What a run came to.
public struct TrainedRun: Sendable {
  public var result: TrainingResult
  public var evaluation: Evaluation
  public var folder: RunFolder
  public var policy: PolicyFile
}
