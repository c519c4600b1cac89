package import Gym
import PolicyLearning
package import Scenes

/// A vector environment that does what another one does, and notes or shows it.
package protocol WrappedVectorEnv: VectorEnv {
  associatedtype Base: VectorEnv
  var base: Base { get }
}

extension FilmedVectorEnv: WrappedVectorEnv {}

extension VectorEnv {
  /// The environment within all wrappings, where it is of the kind that is asked for.
  package func unwrapped<Inner: VectorEnv>(as type: Inner.Type) -> Inner? {
    if let own = self as? Inner { return own }
    guard let wrapped = self as? any WrappedVectorEnv else { return nil }
    return wrapped.base.unwrapped(as: type)
  }
}

/// A policy that looks into the environments of one kind that it acts in: into their tasks, or only at their number.
struct InsightMapping<Inner: VectorEnv, Actor: Policy>: ActingMapping {
  let make: @Sendable (Inner) throws -> Actor

  func actor<V: VectorEnv>(in env: V) throws -> Actor {
    guard let inner = env.unwrapped(as: Inner.self) else {
      preconditionFailure("a policy for \(Inner.self) in \(V.self)")
    }
    return try make(inner)
  }
}
