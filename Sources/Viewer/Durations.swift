import Foundation

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

  public var summary: String {
    String(format: "median %.1f ms, 99 %% within %.1f ms", quantile(0.5), quantile(0.99))
  }
}

/// How long the frames of a window took to make, waiting apart.
public struct FrameTimes: Sendable {
  public var all = Durations()
  /// Those that were made while an adaptation ran beside them.
  public var adapting = Durations()
}
