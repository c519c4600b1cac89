package import Gym
import PolicyLearning
package import Scenes

/// A family's scripted expert, which looks into the worlds that it acts in. It does not adapt.
package struct ExpertMapping: ActingMapping {
  package init() {}

  /// - Throws: when no expert knows the scene.
  package func actor<V: VectorEnv>(in env: V) throws -> ExpertPolicy {
    guard let backed = env as? any SceneBacked else {
      preconditionFailure("an expert in environments that are no scenes")
    }
    return try ExpertPolicy(backed.scene)
  }
}

/// A vector environment with a scene's behind it, which an expert can look into.
package protocol SceneBacked: VectorEnv {
  var scene: SceneVectorEnv { get }
}

extension SceneVectorEnv: SceneBacked {
  package var scene: SceneVectorEnv { self }
}

extension FilmedVectorEnv: SceneBacked {}
