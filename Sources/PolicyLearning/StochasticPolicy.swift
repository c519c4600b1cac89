public import Autodiff
public import Gym
public import Learning
public import Randomness

/// A model of actions: what policy gradients differentiate. Losses and trust regions know its distribution by its laws
/// alone.
public protocol StochasticPolicy: Sendable {
  associatedtype Actions: Distribution
  associatedtype Actor: Policy & ActingMapping

  /// Names of its tensors, in order.
  var tensorNames: [String] { get }
  /// Tensors whose step sizes are not to be learned where others' are.
  var fixedRates: [String] { get }

  /// - Parameter logStd: where the policy has a deviation, its logarithm before training.
  func initialParameters(logStd: Float, outputScale: Float, using stream: RandomStream) -> Parameters

  /// The distribution of actions given `observations` `[rows, observation]`.
  func callAsFunction(_ observations: Tensor, _ parameters: Parameters) -> Actions

  /// Actions as trajectories hold them, `[rows, action]`, as draws of the distribution.
  func draws(_ actions: Tensor) -> Actions.Sample

  /// The policy with fixed parameters, ready to act.
  func actor(_ parameters: Parameters) -> Actor
}

extension StochasticPolicy where Actions.Sample == Tensor {
  /// Themselves.
  public func draws(_ actions: Tensor) -> Tensor { actions }
}

extension GaussianPolicy: StochasticPolicy {
  public var tensorNames: [String] { layout.map(\.name) }

  /// The noise: learned, its step size grows until the last inner step does nothing but silence the policy, to steps
  /// of 20 while the others fall to 0.01, and the meta-gradient through it explodes.
  public var fixedRates: [String] { [Self.logStdName] }

  public func actor(_ parameters: Parameters) -> GaussianActor { GaussianActor(self, parameters) }
}

extension CategoricalPolicy: StochasticPolicy {
  public var tensorNames: [String] { layout.map(\.name) }
  public var fixedRates: [String] { [] }

  /// - Parameter logStd: of no use, choices have no deviation.
  public func initialParameters(logStd: Float, outputScale: Float, using stream: RandomStream) -> Parameters {
    initialParameters(outputScale: outputScale, using: stream)
  }

  /// The numbers of the choices.
  public func draws(_ actions: Tensor) -> [Int] {
    precondition(actions.rank == 2 && actions.shape[1] == 1, "choices \(actions.shape), expected [rows, 1]")
    return actions.values.map { Int($0) }
  }

  public func actor(_ parameters: Parameters) -> CategoricalActor { CategoricalActor(self, parameters) }
}
