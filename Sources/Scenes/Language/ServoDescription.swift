/// What commands from -1 to 1 ask of a servo towards a position, rad or m.
enum PositionSpan: Sendable {
  /// `scale` × command
  case scale(Quantity)
  /// From the lower to the upper position; the command counts `share` times.
  case range(Quantity, Quantity, share: Float = 1)

  /// As middle + scale × command.
  func values(_ numbers: DrawnNumbers) -> (middle: Float, scale: Float) {
    switch self {
    case .scale(let scale): return (0, scale.value(numbers))
    case .range(let low, let high, let share):
      let (low, high) = (low.value(numbers), high.value(numbers))
      return ((low + high) / 2, share * (high - low) / 2)
    }
  }

  static func * (factor: Float, span: PositionSpan) -> PositionSpan {
    switch span {
    case .scale(let scale): .scale(factor * scale)
    case .range(let low, let high, let share): .range(low, high, share: factor * share)
    }
  }
}

/// What `PointServo` says, before the task is drawn.
struct PointServoDescription: Sendable {
  enum Direction: Sendable {
    case free
    /// rad/s
    case told(Quantity)
    case kept
  }

  /// Of the point.
  var name: String
  var scale: Quantity
  var direction: Direction
  /// rad/s
  var speed: Quantity
  /// N m, one for each of `joints`.
  var limits: [Quantity]
  var body = 0
  var offset = QuantityPoint.zero
  /// From the ground on.
  var joints: [Int] = []

  /// What a third number of an action means; nil where it takes two.
  var turn: Quantity? {
    if case .told(let turn) = direction { turn } else { nil }
  }
}
