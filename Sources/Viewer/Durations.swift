/// How long something took, every time.
public struct Durations: Sendable {
  public private(set) var milliseconds: [Double] = []

  public init() {}

  public mutating func add(_ milliseconds: Double) { self.milliseconds.append(milliseconds) }

  /// - Parameter fraction: 0.5 is the median.
  public func quantile(_ fraction: Double) -> Double {
    guard !milliseconds.isEmpty else { return 0 }
    let index = Int((fraction * Double(milliseconds.count - 1)).rounded())
    return milliseconds.sorted()[index]
  }
}
