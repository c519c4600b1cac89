/// One number that rules look at.
enum Measure: Sendable {
  case distance(Int, Int)
  /// The larger of the two coordinates' distances.
  case largestOffset(Int, Int)
  /// The first point's coordinate minus the second's, m.
  case x(Int, Int)
  case y(Int, Int)
  /// m/s
  case speed(Int)
  /// rad or m
  case jointPosition(Int)
  /// N
  case sensor(Int)

  var unit: String {
    switch self {
    case .distance, .largestOffset, .x, .y: "m"
    case .speed: "m/s"
    case .jointPosition: "rad or m"
    case .sensor: "N"
    }
  }
}

struct RewardTerm: Sendable {
  enum Kind: Sendable {
    case measure(Measure)
    /// How much the measure has fallen in this step.
    case progress(Measure)
    /// 1 up to `within`, then falling to a tenth at `margin` beyond it.
    case tolerance(Measure, within: Quantity, margin: Quantity)
    /// 1 while a contact sensor reports any force.
    case touch(Int)
    /// 1 while the success rule holds.
    case success
    /// 1 after every step.
    case always
    /// Sum of the squares of the clamped action.
    case squaredControl
  }

  var kind: Kind
  var weight: Quantity
  /// The term is 0 where one of them does not hold.
  var gate: [Condition] = []
}

/// A measure below or above a bound, after a step or over several of them.
struct Condition: Sendable {
  var measure: Measure
  var isAbove: Bool
  var bound: Quantity
  /// After how many steps in a row, the last among them.
  var held = 1
  /// Once it has held so, it holds to the end of the episode.
  var isLasting = false
}
