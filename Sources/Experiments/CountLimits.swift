/// How many of a thing one may ask for, on the command line and in settings: more would run for years or out of
/// memory.
public enum CountLimits {
  public static let threads = 1...1024
  public static let iterations = 1...10_000_000
  public static let tasks = 1...100_000
  /// Of one task, at one stage.
  public static let episodes = 1...10_000
  public static let adaptSteps = 0...100
  /// Examples, or steps, that attention looks at: of a task, and examples of a sequence in training.
  static let attended = 1000
  static let attendedInTraining = 200
  /// Steps of all lanes in an iteration.
  static let laneSteps = 10_000_000
  public static let seeds = 1...1000
}

/// `1 step`, `2 steps`.
public func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(count) " + (count == 1 ? singular : plural ?? singular + "s")
}
