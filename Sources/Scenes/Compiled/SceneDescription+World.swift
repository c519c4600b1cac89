import Foundation
import Physics

extension SceneDescription {
  /// Some pair of bodies can touch. If none can, no shape crosses into the engine.
  var hasContacts: Bool {
    for (i, a) in bodies.enumerated() where a.collides {
      for b in bodies[(i + 1)...] where b.collides {
        let apart = a.group != b.group || a.group == 0
        if apart, a.kind == .dynamic || b.kind == .dynamic { return true }
      }
    }
    return false
  }

  /// The world at the start of an episode.
  func world(_ numbers: DrawnNumbers) -> WorldDefinition {
    let positions = start.map { $0.value(numbers) }
    let hasContacts = hasContacts
    var definition = WorldDefinition(
      gravity: simulation.gravity.value(numbers), timeStep: simulation.timeStep,
      substeps: simulation.substeps,
      velocityIterations: simulation.velocityIterations, positionIterations: simulation.positionIterations)
    definition.bodies = bodies.map { $0.definition(numbers, collides: hasContacts && $0.collides) }
    placeBodies(of: &definition, numbers, positions)
    definition.joints = joints.map { $0.definition(numbers) }
    definition.actuators = actuators.flatMap { $0.definitions(numbers) }
    return definition
  }

  /// Joint by joint, the second body is put where the joint's position wants it.
  private func placeBodies(
    of definition: inout WorldDefinition, _ numbers: DrawnNumbers, _ positions: [Float]
  ) {
    var placed = bodies.map { $0.position != nil }
    for (joint, position) in zip(joints, positions) where !placed[joint.bodyB] {
      placed[joint.bodyB] = true
      let parent = joint.bodyA.map { definition.bodies[$0] } ?? BodyDefinition(.static)
      var anchorA = joint.anchorA.value(numbers)
      var angle = parent.angle
      switch joint.kind {
      case .revolute: angle += position
      case .prismatic(let axis): anchorA = anchorA + position * axis
      case .weld: break
      }
      let anchor = parent.position + Self.rotate(anchorA, by: parent.angle)
      definition.bodies[joint.bodyB].angle = angle
      definition.bodies[joint.bodyB].position = anchor - Self.rotate(joint.anchorB.value(numbers), by: angle)
    }
  }

  private static func rotate(_ v: Vector2, by angle: Float) -> Vector2 {
    let c = Float(Foundation.cos(Double(angle)))
    let s = Float(Foundation.sin(Double(angle)))
    return Vector2(c * v.x - s * v.y, s * v.x + c * v.y)
  }
}

extension QuantityPoint {
  func value(_ numbers: DrawnNumbers) -> Vector2 { Vector2(x.value(numbers), y.value(numbers)) }
}

extension BodyDescription {
  func shape(_ numbers: DrawnNumbers) -> Shape {
    switch outline {
    case .circle(let radius): .circle(center: .zero, radius: radius.value(numbers))
    case .box(let width, let height): .box(width: width.value(numbers), height: height.value(numbers))
    case .capsule(let length, let radius):
      .capsule(length: length.value(numbers), radius: radius.value(numbers))
    case .polygon(let corners): .polygon(corners)
    case .segment(let a, let b): .segment(a, b)
    }
  }

  fileprivate func definition(_ numbers: DrawnNumbers, collides: Bool) -> BodyDefinition {
    let shape = shape(numbers)
    let mass =
      switch weight {
      case .density(let density): MassProperties(of: shape, density: density.value(numbers))
      case .mass(let mass): MassProperties(of: shape, mass: mass.value(numbers))
      }
    let surface = Surface(
      friction: friction.value(numbers), restitution: restitution.value(numbers), group: group)
    return BodyDefinition(
      kind, position: position?.value(numbers) ?? .zero, angle: angle.value(numbers), mass: mass,
      colliders: collides ? [Collider(shape, surface: surface)] : [],
      linearDamping: linearDamping.value(numbers),
      angularDamping: angularDamping.value(numbers))
  }
}

extension JointDescription {
  fileprivate func definition(_ numbers: DrawnNumbers) -> JointDefinition {
    var limits: ClosedRange<Float>?
    if let lower, let upper { limits = lower.value(numbers)...upper.value(numbers) }
    let kind: JointDefinition.Kind =
      switch kind {
      case .revolute: .revolute
      case .prismatic(let axis): .prismatic(axis: axis)
      case .weld: .weld
      }
    return JointDefinition(
      kind, bodyA: bodyA, bodyB: bodyB, anchorA: anchorA.value(numbers), anchorB: anchorB.value(numbers),
      limits: limits, friction: friction.value(numbers))
  }
}

extension ActuatorDescription {
  fileprivate func definitions(_ numbers: DrawnNumbers) -> [ActuatorDefinition] {
    switch self {
    case .jointVelocity(let joint, let scale, let limit):
      [.jointVelocity(joint: joint, scale: scale.value(numbers), limit: limit.value(numbers))]
    case .jointTorque(let joint, let scale):
      [.jointTorque(joint: joint, scale: scale.value(numbers))]
    case .jointPosition(let joint, let scale, let gain, let speed, let limit):
      [
        .jointPosition(
          joint: joint, scale: scale.value(numbers), gain: gain.value(numbers), speed: speed.value(numbers),
          limit: limit.value(numbers))
      ]
    case .bodyVelocity(let body, let scale):
      [
        .bodyVelocityX(body: body, scale: scale.value(numbers)),
        .bodyVelocityY(body: body, scale: scale.value(numbers)),
      ]
    }
  }
}
