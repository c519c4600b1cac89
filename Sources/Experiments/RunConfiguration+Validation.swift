import MetaLearning

/// A configuration with a value that no run can use.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  case badValue(key: String, value: String, expected: String)
  /// A value that is none of the names there are.
  case unknownName(key: String, value: String, names: [String])
  case unknownKey(key: String, nearest: String?)
  case malformed(source: String, problem: String)

  public var description: String {
    switch self {
    case .badValue(let key, let value, let expected): "\(key): is \(value), expected \(expected)"
    case .unknownName(let key, let value, let names):
      "\(key): is \(value), expected \(oneOf(names))"
        + (nearest(to: value, among: names).map { "; did you mean \($0)?" } ?? "")
    case .unknownKey(let key, let nearest):
      "\(key): no such setting" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .malformed(let source, let problem): "\(source): \(problem)"
    }
  }
}

extension RunConfiguration {
  /// Refuses values outside their ranges.
  public func validate() throws(ConfigurationError) {
    func check(_ ok: Bool, _ key: String, _ value: Any, _ expected: String) throws(ConfigurationError) {
      guard ok else { throw .badValue(key: key, value: "\(value)", expected: expected) }
    }
    func positive(_ key: String, _ value: Int, _ most: Int) throws(ConfigurationError) {
      try check(value >= 1 && value <= most, key, value, "an integer from 1 to \(most)")
    }
    func count(_ key: String, _ value: Int, _ range: ClosedRange<Int>) throws(ConfigurationError) {
      try positive(key, value, range.upperBound)
    }
    func positive(_ key: String, _ value: Float) throws(ConfigurationError) {
      try check(value > 0 && value.isFinite, key, value, "a positive number")
    }
    try count("threads", threads, CountLimits.threads)
    if algorithm == .scratch {
      try check(iterations == 0, "iterations", iterations, "0 for scratch, which does not train")
    } else {
      try count("iterations", iterations, CountLimits.iterations)
    }
    try positive("tasksPerIteration", tasksPerIteration, 10_000)
    try count("episodesPerTask", episodesPerTask, CountLimits.episodes)
    try check(
      (1...100).contains(innerRates.count) && innerRates.allSatisfy { $0 >= 0 && $0.isFinite }, "innerRates",
      innerRates, "1 to 100 step sizes, none negative")
    try check(
      learnedRates == .fixed || innerRates.allSatisfy { $0 > 0 }, "innerRates", innerRates,
      "positive step sizes to begin learning from (or learnedRates=fixed)")
    try check(
      stageWeights.isEmpty
        || stageWeights.count == innerRates.count + 1
          && stageWeights.allSatisfy({ $0 >= 0 && $0.isFinite }) && stageWeights.contains { $0 > 0 },
      "stageWeights", stageWeights, "nothing, or one weight for 0, 1, … \(innerRates.count) inner steps")
    try positive("rateRate", rateRate)
    try check(discount > 0 && discount <= 1, "discount", discount, "a number in (0, 1]")
    try check(lambda >= 0 && lambda <= 1, "lambda", lambda, "a number in [0, 1]")
    try check(
      baselineRidge >= 0 && baselineRidge.isFinite, "baselineRidge", baselineRidge, "a number from 0 up")
    try check(
      hidden.count <= 16 && hidden.allSatisfy { (1...4096).contains($0) }, "hidden", hidden,
      "at most 16 sizes from 1 to 4096")
    try check(abs(initialLogStd) <= 10, "initialLogStd", initialLogStd, "a number in [-10, 10]")
    try check(outputScale >= 0 && outputScale.isFinite, "outputScale", outputScale, "a number from 0 up")
    try positive("metaRate", metaRate)
    try check(
      finalUpdateScale > 0 && finalUpdateScale <= 1, "finalUpdateScale", finalUpdateScale,
      "a number in (0, 1]")
    try positive("maxGradientNorm", maxGradientNorm)
    try positive("epochs", epochs, 1000)
    try check(clip > 0 && clip < 1, "clip", clip, "a number in (0, 1)")
    try check(
      innerDivergenceWeight >= 0 && innerDivergenceWeight.isFinite, "innerDivergenceWeight",
      innerDivergenceWeight, "a number from 0 up")
    try check(
      algorithm != .reptile || update == .adam, "update", update.rawValue,
      "adam, since reptile has no outer loss for another update")
    try positive("maxDivergence", maxDivergence)
    try positive("curvatureTasks", curvatureTasks, 10_000)
    try positive("conjugateGradientIterations", conjugateGradientIterations, 1000)
    try check(damping >= 0 && damping.isFinite, "damping", damping, "a number from 0 up")
    try positive("lineSearchSteps", lineSearchSteps, 1000)
    try check(backtrack > 0 && backtrack < 1, "backtrack", backtrack, "a number in (0, 1)")
    try count("evaluationTasks", evaluationTasks, CountLimits.tasks)
    try count("evaluationEpisodes", evaluationEpisodes, CountLimits.episodes)
    try check(
      CountLimits.adaptSteps.contains(evaluationSteps), "evaluationSteps", evaluationSteps, "0 to 100")
    try check(
      evaluationRates.count <= 100 && evaluationRates.allSatisfy { $0 >= 0 && $0.isFinite },
      "evaluationRates", evaluationRates, "at most 100 step sizes, none negative")
    try positive("checkpointEvery", checkpointEvery, 10_000_000)
  }
}
