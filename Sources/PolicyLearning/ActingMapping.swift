public import Gym

/// A mapping that acts. It makes the policy that steps through a set of environments, once for each set: a policy may
/// keep buffers, or look into the worlds that it acts in.
public protocol ActingMapping: Sendable {
  associatedtype Actor: Policy

  func actor<V: VectorEnv>(in env: V) throws -> Actor

  /// The same that draws nothing: each action is the likeliest one. Itself where there is no such thing.
  var likeliest: Self { get }
}

extension ActingMapping {
  public var likeliest: Self { self }
}

/// Which of their actions policies take in the episodes of a task.
public enum ActionChoice: Sendable, Hashable {
  /// Drawn, as in training.
  case drawn
  /// The likeliest where episodes are scored, drawn where a learner explores to adapt by them.
  case likeliestWhenScored
  /// The likeliest in all episodes.
  case likeliest
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
