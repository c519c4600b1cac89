public import Gym

/// A mapping that acts. It makes the policy that steps through a set of environments, once for each set: a policy may
/// keep buffers, or look into the worlds that it acts in.
public protocol ActingMapping: Sendable {
  associatedtype Actor: Policy

  func actor<V: VectorEnv>(in env: V) throws -> Actor
}

extension GaussianActor: ActingMapping {
  public func actor<V: VectorEnv>(in env: V) -> GaussianActor { self }
}

extension CategoricalActor: ActingMapping {
  public func actor<V: VectorEnv>(in env: V) -> CategoricalActor { self }
}

extension RandomPolicy: ActingMapping {
  public func actor<V: VectorEnv>(in env: V) -> RandomPolicy { self }
}

extension ZeroPolicy: ActingMapping {
  public func actor<V: VectorEnv>(in env: V) -> ZeroPolicy { self }
}
