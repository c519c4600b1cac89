/// A number of a scene: written in the file, or drawn with the task or with the episode.
struct Quantity: Sendable, Hashable {
  enum Source: Sendable, Hashable {
    case constant(Float)
    /// Index into the task's numbers.
    case task(Int)
    /// Index into the episode's numbers.
    case episode(Int)
  }

  var source: Source
  var factor: Float
  /// Of the source, before the factor.
  private var sourceSupport: ClosedRange<Float>

  init(_ value: Float) {
    source = .constant(value)
    factor = 1
    sourceSupport = value...value
  }

  init(_ source: Source, support: ClosedRange<Float>) {
    self.source = source
    factor = 1
    sourceSupport = support
  }

  static func * (factor: Float, quantity: Quantity) -> Quantity {
    var scaled = quantity
    scaled.factor *= factor
    return scaled
  }

  /// What it can be.
  var support: ClosedRange<Float> {
    let a = factor * sourceSupport.lowerBound
    let b = factor * sourceSupport.upperBound
    return min(a, b)...max(a, b)
  }

  var constant: Float? {
    guard case .constant(let value) = source else { return nil }
    return factor * value
  }

  func value(_ numbers: DrawnNumbers) -> Float {
    switch (source, numbers) {
    case (.constant(let value), _): factor * value
    case (.task(let i), .drawn(let task, _)): factor * task[i]
    case (.episode(let i), .drawn(_, let episode)): factor * episode[i]
    case (_, .smallest): factor * sourceSupport.lowerBound
    case (_, .largest): factor * sourceSupport.upperBound
    }
  }
}

/// What the numbers of a scene are taken from.
enum DrawnNumbers {
  case drawn(task: [Float], episode: [Float])
  /// Every drawn number at the lower end of its support, to check a family at its corners.
  case smallest
  case largest
}

/// A point of a scene.
struct QuantityPoint: Sendable, Hashable {
  var x: Quantity
  var y: Quantity

  static let zero = QuantityPoint(x: Quantity(0), y: Quantity(0))
}
