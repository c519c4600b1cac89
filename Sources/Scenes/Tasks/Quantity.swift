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
  /// The number is factor × source + addend.
  var factor: Float
  var addend: Float = 0
  /// Of the source, before the factor.
  private var sourceSupport: ClosedRange<Float>
  /// What the source's number chooses from; empty if it is the value itself.
  private var cases: [Float] = []
  /// Of the source, where it is one of some values.
  private var choices: [Float] = []

  init(_ value: Float) {
    source = .constant(value)
    factor = 1
    sourceSupport = value...value
  }

  /// - Parameter choices: what the source is one of; empty for all of a range.
  init(_ source: Source, support: ClosedRange<Float>, choices: [Float] = []) {
    self.source = source
    factor = 1
    sourceSupport = support
    self.choices = choices
  }

  /// The element of `cases` whose number the source draws.
  init(cases: [Float], _ source: Source) {
    self.source = source
    factor = 1
    sourceSupport = (cases.min() ?? 0)...(cases.max() ?? 0)
    self.cases = cases
  }

  static func * (factor: Float, quantity: Quantity) -> Quantity {
    var scaled = quantity
    scaled.factor *= factor
    scaled.addend *= factor
    return scaled
  }

  static func + (quantity: Quantity, addend: Float) -> Quantity {
    var moved = quantity
    moved.addend += addend
    return moved
  }

  /// What it can be.
  var support: ClosedRange<Float> {
    let (a, b) = (scaled(sourceSupport.lowerBound), scaled(sourceSupport.upperBound))
    return min(a, b)...max(a, b)
  }

  var constant: Float? {
    guard case .constant(let value) = source else { return nil }
    return scaled(value)
  }

  func value(_ numbers: DrawnNumbers) -> Float { scaled(source(numbers)) }

  /// What it is where its source has this value.
  func scaled(_ value: Float) -> Float { factor * value + addend }

  /// What it is in each of its cases; empty where it has none.
  var drawnCases: [Float] { cases.map(scaled) }

  /// What a function makes of it.
  /// - Precondition: it is fixed, or has cases.
  func mapped(_ function: (Float) -> Float) -> Quantity {
    if let constant { return Quantity(function(constant)) }
    precondition(!cases.isEmpty, "a function of a number that is drawn")
    return Quantity(cases: drawnCases.map(function), source)
  }

  /// Which number of the task has to be what for the quantity to have a value; nil where no single one decides.
  func taskNumber(for value: Float) -> (index: Int, number: Float)? {
    guard case .task(let index) = source, cases.isEmpty, factor != 0 else { return nil }
    return (index, (value - addend) / factor)
  }

  /// The most frequent of its cases or choices, the first of several; where it has none, the middle of its support.
  private var nominal: Float {
    let cases = cases.isEmpty ? choices : cases
    let counts = cases.map { value in cases.count { $0 == value } }
    guard let most = counts.max(), let first = counts.firstIndex(of: most) else {
      return (sourceSupport.lowerBound + sourceSupport.upperBound) / 2
    }
    return cases[first]
  }

  private func source(_ numbers: DrawnNumbers) -> Float {
    switch (source, numbers) {
    case (.constant(let value), _): value
    case (.task(let i), .drawn(let task, _)): cases.isEmpty ? task[i] : cases[Int(task[i])]
    case (.episode(let i), .drawn(_, let episode)): cases.isEmpty ? episode[i] : cases[Int(episode[i])]
    case (_, .smallest): sourceSupport.lowerBound
    case (_, .nominal): nominal
    case (_, .largest): sourceSupport.upperBound
    }
  }
}

/// What the numbers of a scene are taken from.
enum DrawnNumbers {
  case drawn(task: [Float], episode: [Float])
  /// Every drawn number at the lower end of its support, to check a family at its corners.
  case smallest
  /// Every drawn number in the middle of its support, or its most frequent case or choice, each by itself: of the body
  /// that one would guess, which need not be that of any task.
  case nominal
  case largest
}

/// A point of a scene.
struct QuantityPoint: Sendable, Hashable {
  var x: Quantity
  var y: Quantity

  static let zero = QuantityPoint(x: Quantity(0), y: Quantity(0))
}
