/// One of several choices, told by its number.
public struct Discrete: Sendable, Hashable {
  public let name: String
  /// What each choice is called, from number 0 on.
  public let choices: [String]
  public var count: Int { choices.count }

  /// - Precondition: there is a choice, and not more than a `Float` counts exactly.
  public init(_ name: String, choices: [String]) {
    precondition((1...1 << 24).contains(choices.count), "\(name) of \(choices.count) choices")
    self.name = name
    self.choices = choices
  }

  /// Choices that are called by their numbers.
  public init(_ name: String, count: Int) { self.init(name, choices: (0..<count).map(String.init)) }
}

/// What an agent can do: numbers within ranges, or one of several choices. In memory an action is `count` numbers
/// either way; a choice is one, whole, from 0 on.
public enum ActionSpace: Sendable, Hashable {
  case box(Box)
  case discrete(Discrete)

  /// Numbers of an action in memory.
  public var count: Int {
    switch self {
    case .box(let box): box.count
    case .discrete: 1
    }
  }

  /// Name, unit and range of each number.
  public var components: [Component] {
    switch self {
    case .box(let box): box.components
    case .discrete(let choice): [Component(choice.name, low: 0, high: Float(choice.count - 1))]
    }
  }

  /// Choices of a discrete action; nil for a box.
  public var choices: Int? {
    if case .discrete(let choice) = self { choice.count } else { nil }
  }

  /// Whether `action` is one of the space's, `[count]`.
  public func contains(_ action: [Float]) -> Bool {
    switch self {
    case .box(let box): box.contains(action)
    case .discrete(let choice): action.count == 1 && Self.isChoice(action[0], of: choice.count)
    }
  }

  static func isChoice(_ number: Float, of count: Int) -> Bool {
    number >= 0 && number < Float(count) && number == number.rounded()
  }

  /// Whether an environment takes all `actions` `[rows, count]`: boxes clamp whatever is finite, choices have to be
  /// there. Nothing is looked at in rows that `isRunning` leaves out.
  /// - Throws: what is wrong with the first that is refused.
  public func check(
    _ actions: Span<Float>, rows: Int, where isRunning: (Int) -> Bool = { _ in true }
  ) throws(EnvError) {
    let width = count
    guard actions.count == rows * width else {
      throw .wrongActionCount(got: actions.count, expected: rows * width)
    }
    let choices = choices
    for row in 0..<rows where isRunning(row) {
      for i in row * width..<(row + 1) * width {
        let number = actions[i]
        guard number.isFinite else {
          throw .nonFiniteAction(component: components[i - row * width].name, environment: row)
        }
        if let choices, !Self.isChoice(number, of: choices) {
          throw .noSuchChoice(
            component: components[0].name, got: number, choices: choices, environment: row)
        }
      }
    }
  }
}
