import Learning
import MetaLearning
import PolicyLearning

/// A configuration with a value that no run can use.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  case badValue(key: String, value: String, expected: String)
  case unknownKey(key: String, hint: String?)
  /// A name that is none of `names`.
  case unknownName(key: String, value: String, names: [String])
  case malformed(source: String, problem: String)
  /// Parts that do not go together.
  case impossible(String)

  public var description: String {
    switch self {
    case .badValue(let key, let value, let expected): "\(key): is \(value), expected \(expected)"
    case .unknownKey(let key, let hint): "\(key): no such setting" + (hint.map { "; \($0)" } ?? "")
    case .unknownName(let key, let value, let names):
      "\(key): is \(value), expected \(oneOf(names))"
        + (nearest(to: value, among: names).map { "; did you mean \($0)?" } ?? "")
    case .malformed(let source, let problem): "\(source): \(problem)"
    case .impossible(let problem): problem
    }
  }
}

extension RunConfiguration {
  /// Refuses names that no `config.yaml` can hold: YAML knows no unprintable characters.
  func checkCharacters() throws(ConfigurationError) {
    for (key, text) in [("environment", environment)]
      + learner.adapting.patterns.map({ ("learner.adapting", $0) })
    {
      let isUnprintable = text.unicodeScalars.contains {
        $0.properties.generalCategory == .control || $0.value & 0xFFFE == 0xFFFE || $0.value == 0xFEFF
      }
      guard isUnprintable else { continue }
      throw .badValue(
        key: key, value: text.debugDescription, expected: "a name without unprintable characters")
    }
  }

  /// Refuses values outside their ranges, and parts that do not go together.
  public func validate() throws(ConfigurationError) {
    try checkCharacters()
    let ranges = SettingRanges()
    try ranges.count("threads", threads, CountLimits.threads)
    if algorithm == .scratch {
      try ranges.check(iterations == 0, "iterations", iterations, "0 for scratch, which does not train")
    } else {
      try ranges.count("iterations", iterations, CountLimits.iterations)
    }
    try ranges.count("checkpointEvery", checkpointEvery, CountLimits.iterations)
    try ranges.count("tasks.perIteration", tasks.perIteration, 1...10_000)
    try ranges.count("tasks.episodes", tasks.episodes, CountLimits.episodes)
    try ranges.count("tasks.shots", tasks.shots, CountLimits.episodes)
    try ranges.count("tasks.query", tasks.query, CountLimits.episodes)
    if let curriculum = tasks.curriculum { try validate(curriculum, ranges) }
    if algorithm.takesGradientSteps, let problem = learner.problem { throw .impossible(problem) }
    if let trial { try validate(trial, ranges) }
    if let rateUpdate { try ranges.positive("rateUpdate.rate", rateUpdate.rate) }
    try ranges.check(
      learner.learnedRates == .fixed || rateUpdate != nil, "rateUpdate", "missing",
      "an update of the step sizes that learner.learnedRates=\(learner.learnedRates.rawValue) learns")
    try ranges.count("schedule.over", schedule.over, 0...10_000_000)
    try ranges.check(
      schedule.final > 0 && schedule.final <= 1, "schedule.final", schedule.final, "a number in (0, 1]")
    try validateEvaluation(ranges)
    try validateUpdate(ranges)
    try validateModel(ranges)
    if let advantages { try validate(advantages, ranges) }
    try validateKind()
  }

  private func validate(_ curriculum: Curriculum, _ ranges: SettingRanges) throws(ConfigurationError) {
    guard hasEpisodes else {
      throw .impossible(
        "tasks.curriculum proposes tasks by what episodes came to; \(environment) has examples")
    }
    try ranges.check(
      curriculum.share >= 0 && curriculum.share <= 1, "tasks.curriculum.share", curriculum.share,
      "a number in [0, 1]")
    try ranges.count("tasks.curriculum.candidates", curriculum.candidates, 2...1000)
    try ranges.count("tasks.curriculum.neighbours", curriculum.neighbours, 2...1000)
    try ranges.count("tasks.curriculum.memory", curriculum.memory, curriculum.neighbours...100_000)
  }

  private func validateEvaluation(_ ranges: SettingRanges) throws(ConfigurationError) {
    try ranges.count("evaluation.tasks", evaluation.tasks, CountLimits.tasks)
    try ranges.count("evaluation.steps", evaluation.steps, CountLimits.adaptSteps)
    try ranges.count("evaluation.episodes", evaluation.episodes, CountLimits.episodes)
    try ranges.count("evaluation.shots", evaluation.shots, CountLimits.episodes)
    try ranges.count("evaluation.query", evaluation.query, CountLimits.episodes)
    try ranges.count("evaluation.every", evaluation.every, 0...10_000_000)
    try ranges.count("evaluation.patience", evaluation.patience, 0...10_000_000)
    try ranges.check(
      evaluation.patience == 0 || evaluation.every > 0, "evaluation.patience", evaluation.patience,
      "0, or evaluation.every above 0")
    try ranges.check(
      !evaluation.keepBest || evaluation.every > 0, "evaluation.keepBest", evaluation.keepBest,
      "false, or evaluation.every above 0")
    try ranges.check(
      !evaluation.keepBest || evaluation.every <= iterations || iterations == 0, "evaluation.every",
      evaluation.every, "at most the \(iterations) iterations, where evaluation.keepBest needs a score")
  }

  private func validateUpdate(_ ranges: SettingRanges) throws(ConfigurationError) {
    switch update {
    case .adam(let own):
      try ranges.positive("update.rate", own.rate)
      try ranges.fromZero("update.weightDecay", own.weightDecay)
      try ranges.fromZero("update.maxGradientNorm", own.maxGradientNorm)
    case .sgd(let own):
      try ranges.positive("update.rate", own.rate)
      try ranges.check(
        own.momentum >= 0 && own.momentum < 1, "update.momentum", own.momentum, "a number in [0, 1)")
      try ranges.fromZero("update.maxGradientNorm", own.maxGradientNorm)
    case .rmsProp(let own):
      try ranges.positive("update.rate", own.rate)
      try ranges.check(
        own.smoothing >= 0 && own.smoothing < 1, "update.smoothing", own.smoothing, "a number in [0, 1)")
      try ranges.fromZero("update.maxGradientNorm", own.maxGradientNorm)
    case .proximal(let own):
      try ranges.positive("update.rate", own.rate)
      try ranges.positive("update.maxGradientNorm", own.maxGradientNorm)
      try ranges.count("update.epochs", own.epochs, 1...1000)
      try ranges.count("update.minibatches", own.minibatches, 1...10_000)
      try ranges.check(own.clip > 0 && own.clip < 1, "update.clip", own.clip, "a number in (0, 1)")
      try ranges.fromZero("update.innerDivergenceWeight", own.innerDivergenceWeight)
    case .trustRegion(let own):
      try ranges.positive("update.maxDivergence", own.maxDivergence)
      try ranges.count("update.curvatureTasks", own.curvatureTasks, 1...10_000)
      try ranges.count(
        "update.conjugateGradient.iterations", own.conjugateGradient.iterations, 1...1000)
      try ranges.fromZero("update.conjugateGradient.tolerance", own.conjugateGradient.tolerance)
      try ranges.fromZero("update.damping", own.damping)
      try ranges.count("update.lineSearchSteps", own.lineSearchSteps, 1...1000)
      try ranges.check(
        own.backtrack > 0 && own.backtrack < 1, "update.backtrack", own.backtrack, "a number in (0, 1)")
    }
  }

  private func validate(
    _ advantages: AdvantageSettings, _ ranges: SettingRanges
  ) throws(ConfigurationError) {
    try ranges.check(
      advantages.discount > 0 && advantages.discount <= 1, "advantages.discount", advantages.discount,
      "a number in (0, 1]")
    try ranges.check(
      advantages.lambda >= 0 && advantages.lambda <= 1, "advantages.lambda", advantages.lambda,
      "a number in [0, 1]")
    try ranges.check(
      advantages.baseline.ridge >= 0 && advantages.baseline.ridge.isFinite, "advantages.baseline.ridge",
      advantages.baseline.ridge, "a number from 0 up")
  }

  /// What the kind of the tasks needs, and what it cannot serve.
  private func validateKind() throws(ConfigurationError) {
    if EnvironmentName(environment).isMapping {
      if algorithm.needsEpisodes {
        throw .impossible("\(algorithm.rawValue) needs episodes; \(environment) has examples")
      }
      let wanted = Self.defaults(for: environment, algorithm: algorithm).model.kind
      guard model.kind == wanted, case .squaredError = loss, tasks.shots != nil, tasks.query != nil,
        evaluation.shots != nil, evaluation.query != nil
      else {
        throw .impossible(
          "\(environment) has examples, expected model.kind=\(wanted) and loss.kind=squared-error for "
            + algorithm.rawValue)
      }
      guard case .squaredError(let own) = loss, algorithm.needsExamples else { return }
      try checkLanes(SettingRanges())
      try SettingRanges().check(
        evaluation.steps <= 1, "evaluation.steps", evaluation.steps,
        "0 or 1: \(algorithm.rawValue) takes examples in once")
      if algorithm == .attention { try checkAttention() }
      guard own == RegressionLoss() else {
        throw .impossible(
          "\(algorithm.rawValue) learns from examples as they are, expected loss.* at its defaults")
      }
    } else if algorithm.needsExamples {
      throw .impossible("\(algorithm.rawValue) needs examples; \(environment) has episodes")
    } else if algorithm.learnsOverTrials {
      let remembers =
        switch model {
        case .recurrent, .attention: true
        case .gaussianMLP, .categoricalMLP, .mlp: false
        }
      guard remembers, case .trial(let own) = loss, trial != nil, evaluation.episodes != nil else {
        throw .impossible(
          "\(algorithm.rawValue) learns over trials, expected model.kind=recurrent or attention and "
            + "loss.kind=trial")
      }
      guard own.imitation > 0 || algorithm != .distill else {
        throw .badValue(
          key: "loss.imitation", value: "0", expected: "iterations that imitate, or --algorithm rl2")
      }
    } else {
      // Whether an action is numbers or a choice is known to whoever opens the family.
      let usual = Self.defaults(for: environment).model.kind
      let acts =
        switch model {
        case .gaussianMLP, .categoricalMLP: true
        case .mlp, .recurrent, .attention: false
        }
      guard acts, case .policyGradient = loss, tasks.episodes != nil, evaluation.episodes != nil,
        advantages != nil
      else {
        throw .impossible(
          "\(environment) has episodes, expected model.kind=\(usual) and loss.kind=policy-gradient")
      }
    }
  }
}
