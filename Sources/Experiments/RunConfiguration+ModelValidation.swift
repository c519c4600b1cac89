import MetaLearning
import PolicyLearning

// Whether models, and the trials of those that remember, can be what the settings say.

extension RunConfiguration {
  func validateModel(_ ranges: SettingRanges) throws(ConfigurationError) {
    let hidden =
      switch model {
      case .gaussianMLP(let own): own.hidden
      case .categoricalMLP(let own): own.hidden
      case .mlp(let own): own.hidden
      case .recurrent(let own): own.hidden
      case .attention(let own): own.hidden
      }
    try ranges.check(
      hidden.count <= 16 && hidden.allSatisfy { (1...4096).contains($0) }, "model.hidden", hidden,
      "at most 16 sizes from 1 to 4096")
    if case .gaussianMLP(let own) = model {
      try ranges.check(
        abs(own.initialLogStd) <= 10, "model.initialLogStd", own.initialLogStd, "a number in [-10, 10]")
      try ranges.fromZero("model.outputScale", own.outputScale)
    }
    switch model {
    case .attention(let own):
      try validateMemory(
        encoder: own.encoder, critic: own.critic, token: own.token, outputScale: own.outputScale, ranges)
      try ranges.count("model.width", own.width, 1...4096)
      try ranges.count("model.blocks", own.blocks, 1...16)
      try ranges.count("model.inner", own.inner, (algorithm.learnsOverTrials ? 1 : 0)...4096)
      try ranges.count("model.window", own.window, 1...CountLimits.attended)
      try ranges.check(
        own.heads > 0 && own.width.isMultiple(of: own.heads), "model.heads", own.heads,
        "a divisor of model.width, \(own.width)")
    case .recurrent(let own):
      try validateMemory(
        encoder: own.encoder, critic: own.critic, token: own.token, outputScale: own.outputScale, ranges)
      try ranges.count("model.memory", own.memory, 1...1024)
    case .gaussianMLP, .categoricalMLP, .mlp: break
    }
    if case .trial(let own) = loss, let problem = own.problem { throw .impossible(problem) }
    if case .categoricalMLP(let own) = model { try ranges.fromZero("model.outputScale", own.outputScale) }
    if case .squaredError(let own) = loss {
      try ranges.fromZero("loss.inputNoise", own.inputNoise)
      try ranges.fromZero("loss.adversary", own.adversary)
      try ranges.check(
        own.dropout >= 0 && own.dropout < 1, "loss.dropout", own.dropout, "a number in [0, 1)")
    }
  }

  /// What models with a memory have in common.
  private func validateMemory(
    encoder: [Int], critic: [Int], token: TokenFeatures, outputScale: Float, _ ranges: SettingRanges
  ) throws(ConfigurationError) {
    for (key, sizes) in [("encoder", encoder), ("critic", critic)] {
      try ranges.check(
        sizes.count <= 16 && sizes.allSatisfy { (1...4096).contains($0) }, "model.\(key)", sizes,
        "at most 16 sizes from 1 to 4096")
    }
    try ranges.check(
      token.reward || !token.change, "model.token.change", token.change, "false, where model.token.reward is")
    try ranges.fromZero("model.outputScale", outputScale)
  }

  func validate(_ trial: TrialSettings, _ ranges: SettingRanges) throws(ConfigurationError) {
    try ranges.count("trial.episodes", trial.episodes, 1...1000)
    try ranges.count("trial.steps", trial.steps, 1...100_000)
    try ranges.check(
      trial.deviation.count == 2 && trial.deviation.allSatisfy { $0 > 0 && $0.isFinite }, "trial.deviation",
      trial.deviation, "two positive numbers, the first and the last")
    // What is gathered stays in memory until it has been learned from.
    try ranges.check(
      tasks.perIteration * trial.steps <= CountLimits.laneSteps, "trial.steps", trial.steps,
      "at most \(CountLimits.laneSteps) steps together in the lanes of tasks.perIteration")
    try checkLanes(ranges)
  }

  /// Attention looks from every example at every other.
  func checkAttention() throws(ConfigurationError) {
    let ranges = SettingRanges()
    let length = (tasks.shots ?? 0) + (tasks.query ?? 0)
    try ranges.check(
      length <= CountLimits.attendedInTraining, "tasks.shots", tasks.shots ?? 0,
      "at most \(CountLimits.attendedInTraining) examples together with tasks.query for attention")
    try ranges.check(
      (evaluation.shots ?? 0) <= CountLimits.attended, "evaluation.shots", evaluation.shots ?? 0,
      "at most \(CountLimits.attended) examples for attention")
  }

  func checkLanes(_ ranges: SettingRanges) throws(ConfigurationError) {
    try ranges.check(
      tasks.perIteration.isMultiple(of: TrialSettings.lanesPerBlock), "tasks.perIteration",
      tasks.perIteration, "a multiple of \(TrialSettings.lanesPerBlock), which are worked on in one product")
  }
}
