/// Something that breaks or burdens an arm, which its policy has to find out.
public enum SceneAlteration: Sendable, Hashable {
  /// An actuator, in the order of `actuatorNames`, does so much of what it is told: 1 all of it, 0 nothing, less
  /// than 0 the opposite.
  case actuator(Int, scale: Float)
  /// A body, in the order of `bodyNames`, has so many times its mass.
  case mass(body: Int, factor: Float)
}

extension SceneFamily {
  /// What moves the arm, in the order of the file.
  public var actuatorNames: [String] {
    zip(scene.description.actuators, scene.description.actuatorNames).map { actuator, given in
      switch actuator {
      case .jointVelocity(let joint, _, _), .jointTorque(let joint, _), .jointPosition(let joint, _, _, _, _):
        given ?? scene.description.joints[joint].name
      case .bodyVelocity(let body, _, _): given ?? scene.description.bodies[body].name
      }
    }
  }

  /// The same tasks in an altered world. Its `sceneHash` stays, so that policies for the family may be tried on it.
  /// - Throws: where the altered world cannot be simulated.
  /// - Precondition: actuators and bodies exist.
  public func altered(by alterations: [SceneAlteration]) throws(SceneError) -> SceneFamily {
    var description = scene.description
    for alteration in alterations {
      switch alteration {
      case .actuator(let i, let scale):
        description.actuators[i].scale(by: scale)
        for (k, follower) in description.followers.enumerated() where follower.leader == i {
          description.followers[k].actuator.scale(by: scale)
        }
      case .mass(let body, let factor):
        switch description.bodies[body].weight {
        case .density(let density): description.bodies[body].weight = .density(factor * density)
        case .mass(let mass): description.bodies[body].weight = .mass(factor * mass)
        }
      }
    }
    let altered = CompiledScene(description)
    try Self.check(altered, path: name)
    return SceneFamily(altered)
  }
}

extension ActuatorDescription {
  /// Multiplies what a command of 1 asks for.
  fileprivate mutating func scale(by factor: Float) {
    switch self {
    case .jointVelocity(let joint, let scale, let limit):
      self = .jointVelocity(joint: joint, scale: factor * scale, limit: limit)
    case .jointTorque(let joint, let scale): self = .jointTorque(joint: joint, scale: factor * scale)
    case .jointPosition(let joint, let scale, let gain, let speed, let limit):
      self = .jointPosition(joint: joint, scale: factor * scale, gain: gain, speed: speed, limit: limit)
    case .bodyVelocity(let body, let scale, let drift):
      self = .bodyVelocity(body: body, scale: factor * scale, drift: drift)
    }
  }
}
