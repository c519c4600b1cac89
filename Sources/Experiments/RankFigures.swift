public import MetaLearning

/// What processes that share a run told each other in its iterations, how long they worked and waited.
public struct RankFigures: Sendable, Hashable, Codable {
  /// Of processes.
  public var count: Int
  /// Of each.
  public var threads: [Int]
  public var exchanges: Int
  /// That each told every other one.
  public var sentBytes: [Int]
  /// In tasks, by the clock; and in exchanges: for the others, and for what they told.
  public var workSeconds: [Double]
  public var waitSeconds: [Double]
  /// Tasks that each worked on, once for each time that they were asked; the sum of the seconds that each took, and of
  /// their squares.
  public var tasks: [Int]
  public var taskSeconds: [Double]
  public var squaredTaskSeconds: [Double]

  /// - Parameter start: what had been told before the iterations.
  /// - Returns: nil where there is one process.
  init?(_ workers: Workers, since start: RankTally) throws {
    guard !workers.isAlone else { return nil }
    let own = workers.traffic - start
    let all = try workers.gather(own)
    count = all.count
    threads = try workers.gather(workers.threads)
    exchanges = own.exchanges
    sentBytes = all.map(\.sentBytes)
    workSeconds = all.map(\.workSeconds)
    waitSeconds = all.map(\.waitSeconds)
    tasks = all.map(\.tasks)
    taskSeconds = all.map(\.taskSeconds)
    squaredTaskSeconds = all.map(\.squaredTaskSeconds)
  }
}
