import Foundation

/// Round numbers along an axis.
struct Axis {
  /// What the axis spans: its data with a margin, never empty.
  let range: ClosedRange<Double>
  /// Distance of two ticks: 1, 2 or 5 times a power of ten.
  let step: Double
  let ticks: [Double]

  /// - Parameter count: about how many ticks there shall be.
  init(_ values: [Double], count: Int = 5, margin: Double = 0.04, wholeNumbers: Bool = false) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    // Also wide enough that neighbouring numbers of its size differ.
    let least = max(abs(low), abs(high), 1e-6) * 1e-6
    if high - low < least {
      low -= 0.5
      high += 0.5
    }
    let pad = margin * (high - low)
    let range = low - pad...high + pad
    let raw = (range.upperBound - range.lowerBound) / Double(count)
    let power = pow(10, floor(log10(raw)))
    var step = ([1, 2, 5].first { $0 * power >= raw } ?? 10) * power
    if wholeNumbers { step = max(1, step) }
    self.range = range
    self.step = step
    let first = Int((range.lowerBound / step).rounded(.up))
    let last = Int((range.upperBound / step).rounded(.down))
    ticks = first > last ? [] : (first...last).map { Double($0) * step }
  }

  /// Where a value lies, from 0 at the low end to 1.
  func position(_ value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// With as many decimals as the step needs; minus as a sign of its own.
  func label(_ tick: Double) -> String {
    let decimals = max(0, Int(-floor(log10(step) + 1e-9)))
    let text = String(format: "%.\(decimals)f", tick == 0 ? 0 : tick)
    return text.replacingOccurrences(of: "-", with: "−")
  }
}
