/// What a rank and the others told each other, and how long it worked and waited.
public struct RankTally: Sendable, Hashable, Codable {
  public var exchanges = 0
  /// To each other rank.
  public var sentBytes = 0
  /// From all others.
  public var receivedBytes = 0
  /// In tasks, by the clock.
  public var workSeconds = 0.0
  /// Tasks worked on, the sum of what each took, and of its square.
  public var tasks = 0
  public var taskSeconds = 0.0
  public var squaredTaskSeconds = 0.0
  /// In exchanges, by the clock: for the others to be done, and for their words to come.
  public var waitSeconds = 0.0

  public init() {}

  mutating func note(sent: Int, received: [Int], worked: Double, tasks seconds: [Double], waited: Double) {
    exchanges += 1
    sentBytes += sent
    receivedBytes += received.reduce(0, +) - sent
    workSeconds += worked
    tasks += seconds.count
    taskSeconds += seconds.reduce(0, +)
    squaredTaskSeconds += seconds.reduce(0) { $0 + $1 * $1 }
    waitSeconds += waited
  }

  /// What came since.
  public static func - (a: RankTally, b: RankTally) -> RankTally {
    var tally = a
    tally.exchanges -= b.exchanges
    tally.sentBytes -= b.sentBytes
    tally.receivedBytes -= b.receivedBytes
    tally.workSeconds -= b.workSeconds
    tally.tasks -= b.tasks
    tally.taskSeconds -= b.taskSeconds
    tally.squaredTaskSeconds -= b.squaredTaskSeconds
    tally.waitSeconds -= b.waitSeconds
    return tally
  }
}
