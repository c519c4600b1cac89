public import Autodiff

/// A rule that turns gradients into new parameters: two pure functions and a state between them.
public protocol Optimizer: Sendable {
  /// Of what the state holds, in order: `mean`, `square`.
  static var momentNames: [String] { get }

  /// The step size; a schedule sets it before each update.
  var rate: Float { get set }

  /// The parameters and the state after one descent step along `gradient`.
  func update(
    _ parameters: Parameters, gradient: Parameters, state: OptimizerState
  ) -> (parameters: Parameters, state: OptimizerState)
}

/// What an optimizer remembers between updates.
public struct OptimizerState: Sendable {
  /// Running sums over the gradients, each shaped as the parameters.
  public var moments: [Moment]
  /// Updates so far.
  public var count: Int

  public struct Moment: Sendable {
    public let name: String
    public var values: Parameters

    public init(name: String, values: Parameters) {
      self.name = name
      self.values = values
    }
  }

  public init(moments: [Moment], count: Int = 0) {
    self.moments = moments
    self.count = count
  }

  public var allFinite: Bool { moments.allSatisfy(\.values.allFinite) }

  /// After one more update.
  func next(_ values: [Parameters]) -> OptimizerState {
    OptimizerState(
      moments: zip(moments, values).map { Moment(name: $0.name, values: $1) }, count: count + 1)
  }
}

extension Optimizer {
  /// The state before the first update.
  public func initialState(for parameters: Parameters) -> OptimizerState {
    OptimizerState(moments: Self.momentNames.map { .init(name: $0, values: parameters.zeros()) })
  }
}

extension Parameters {
  /// The same direction, shortened to a Euclidean norm of at most `limit` over all values
  /// (Pascanu, Mikolov and Bengio 2013).
  public func clipped(toNorm limit: Float) -> Parameters {
    precondition(limit > 0, "clipped: norm \(limit), expected a positive one")
    let norm = norm
    return norm > limit ? self * (limit / norm) : self
  }
}
