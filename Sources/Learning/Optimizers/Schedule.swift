import Foundation

/// A figure, most often a step size, as a function of how many updates lie behind.
public typealias Schedule = @Sendable (Int) -> Float

/// The same at all times.
public func constant(_ value: Float) -> Schedule { { _ in value } }

/// In equal steps from one value to another, which is reached after `updates` and then kept.
public func linearRamp(from start: Float, to end: Float, over updates: Int) -> Schedule {
  precondition(updates > 0, "linearRamp over \(updates) updates")
  return { start + (end - start) * Float(min(max($0, 0), updates)) / Float(updates) }
}

/// Half a cosine from one value to another, which is reached after `updates` and then kept (Loshchilov and
/// Hutter 2017, eq. 5).
public func cosineDecay(from start: Float, to end: Float = 0, over updates: Int) -> Schedule {
  precondition(updates > 0, "cosineDecay over \(updates) updates")
  return { update in
    let done = Float(min(max(update, 0), updates)) / Float(updates)
    return end + (start - end) * 0.5 * (1 + cos(.pi * done))
  }
}

/// Multiplied by `factor` once in `every` updates, smoothly.
public func exponentialDecay(from start: Float, factor: Float, every updates: Int) -> Schedule {
  precondition(updates > 0 && factor > 0, "exponentialDecay by \(factor) every \(updates) updates")
  return { start * pow(factor, Float($0) / Float(updates)) }
}

/// `first` until update `boundary`, from there on `second`, which counts its updates from the boundary.
public func sequence(_ first: @escaping Schedule, until boundary: Int, then second: @escaping Schedule)
  -> Schedule
{
  { $0 < boundary ? first($0) : second($0 - boundary) }
}
