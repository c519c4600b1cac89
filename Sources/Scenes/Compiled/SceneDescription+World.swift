import Foundation
import Physics

extension SceneDescription {
  /// Some pair of bodies can touch. If none can, no shape crosses into the engine.
  var hasContacts: Bool {
    let hasRays = sensors.contains { if case .ray = $0 { true } else { false } }
    if hasRays { return true }
    for (i, a) in bodies.enumerated() where a.collides {
      for b in bodies[(i + 1)...] where b.collides {
        let apart = a.group != b.group || a.group == 0
        if apart, a.kind == .dynamic || b.kind == .dynamic { return true }
      }
    }
    return false
  }

  /// Itself with fixed shapes instead of those that tasks choose from, so often that each occurs.
  var everyShape: [SceneDescription] {
    (0..<(bodies.map(\.outlines.count).max() ?? 1)).map { k in
      var fixed = self
      for i in bodies.indices where bodies[i].outlines.count > 1 {
        fixed.bodies[i].outlines = [bodies[i].outlines[min(k, bodies[i].outlines.count - 1)]]
        fixed.bodies[i].outline = Quantity(0)
      }
      return fixed
    }
  }

  /// Itself, and itself after each change alone.
  var everyChange: [SceneDescription] {
    [self]
      + changes.map { change in
        var changed = self
        changed[change.number] = change.value
        return changed
      }
  }

  /// The world at the start of an episode.
  func world(_ numbers: DrawnNumbers) -> WorldDefinition {
    let positions = start.map { $0.value(numbers) }
    let hasContacts = hasContacts
    var definition = WorldDefinition(
      gravity: simulation.gravity.value(numbers), timeStep: simulation.timeStep,
      substeps: simulation.substeps,
      velocityIterations: simulation.velocityIterations, positionIterations: simulation.positionIterations,
      engine: simulation.engine)
    definition.bodies = bodies.map { $0.definition(numbers, collides: hasContacts && $0.collides) }
    placeBodies(of: &definition, numbers, positions)
    definition.joints = joints.map { $0.definition(numbers, definition.bodies) }
    for actuator in actuators + followers.map(\.actuator) {
      definition.actuators += actuator.definitions(numbers, servo: definition.pointServos.count)
      if case .point(let servo) = actuator { definition.pointServos.append(servo.definition(numbers)) }
    }
    definition.sensors = sensors.map(\.definition)
    return definition
  }

  /// Joint by joint, the second body is put where the joint's position wants it.
  private func placeBodies(
    of definition: inout WorldDefinition, _ numbers: DrawnNumbers, _ positions: [Float]
  ) {
    for i in placingJoints {
      let (joint, position) = (joints[i], positions[i])
      let parent = joint.bodyA.map { definition.bodies[$0] } ?? BodyDefinition(.static)
      var anchorA = joint.anchorA.value(numbers)
      var angle = parent.angle
      switch joint.kind {
      case .revolute: angle += position
      case .prismatic(let axis): anchorA = anchorA + position * axis
      case .weld, .distance: break
      }
      let anchor = parent.position + Self.rotate(anchorA, by: parent.angle)
      definition.bodies[joint.bodyB].angle = angle
      definition.bodies[joint.bodyB].position = anchor - Self.rotate(joint.anchorB.value(numbers), by: angle)
    }
  }

  /// Those whose second body has no place of its own, nor an earlier joint that puts it: each after the one that puts
  /// its first body. What hangs on bodies that nothing puts comes last.
  var placingJoints: [Int] {
    var placed = bodies.map { $0.position != nil }
    var rest = joints.indices.filter { i in
      guard joints[i].places, !placed[joints[i].bodyB] else { return false }
      placed[joints[i].bodyB] = true
      return true
    }
    for i in rest { placed[joints[i].bodyB] = false }
    var ordered: [Int] = []
    while true {
      let count = ordered.count
      rest.removeAll { i in
        guard joints[i].bodyA.map({ placed[$0] }) ?? true else { return false }
        placed[joints[i].bodyB] = true
        ordered.append(i)
        return true
      }
      if ordered.count == count { return ordered + rest }
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
  func shapes(_ numbers: DrawnNumbers) -> [Shape] {
    outlines[Int(outline.value(numbers))].map { $0.shape(numbers) }
  }

  /// kg, about the body's origin; of its parts together.
  func mass(_ numbers: DrawnNumbers) -> MassProperties {
    let shapes = shapes(numbers)
    let unit = MassProperties(sum: shapes.map { MassProperties(of: $0, density: 1) })
    switch weight {
    case .density(let density) where shapes.count == 1:
      return MassProperties(of: shapes[0], density: density.value(numbers))
    case .mass(let mass) where shapes.count == 1:
      return MassProperties(of: shapes[0], mass: mass.value(numbers))
    case .density(let density):
      let scale = density.value(numbers)
      return MassProperties(mass: scale * unit.mass, inertia: scale * unit.inertia, center: unit.center)
    case .mass(let mass):
      let scale = mass.value(numbers) / unit.mass
      return MassProperties(mass: scale * unit.mass, inertia: scale * unit.inertia, center: unit.center)
    }
  }

  /// m, from the body's origin. Outlines but polygons have it at the origin, a body with polygons is the same for all
  /// tasks, and the engine takes what no force moves by its origin.
  var centerOfMass: Vector2 { kind == .dynamic ? mass(.smallest).center : .zero }

  fileprivate func definition(_ numbers: DrawnNumbers, collides: Bool) -> BodyDefinition {
    let mass = kind == .dynamic ? mass(numbers) : MassProperties(mass: 1, inertia: 1)
    let surface = Surface(
      friction: friction.value(numbers), restitution: restitution.value(numbers), group: group)
    var definition = BodyDefinition(
      kind, position: position?.value(numbers) ?? .zero, angle: angle.value(numbers), mass: mass,
      colliders: collides ? shapes(numbers).map { Collider($0, surface: surface) } : [],
      linearDamping: linearDamping.value(numbers), angularDamping: angularDamping.value(numbers))
    if let motion = motion?.value(numbers) {
      definition.position = definition.position + motion.start
      definition.motion = motion
    }
    let coefficient = tableFriction.value(numbers)
    if kind == .dynamic, coefficient > 0 {
      // A disc that turns on the spot rubs at 2/3 of its radius, that is 0.94 of its radius of gyration.
      let squared = mass.center.x * mass.center.x + mass.center.y * mass.center.y
      let gyration = max(mass.inertia / mass.mass - squared, 0).squareRoot()
      definition.dragForce = coefficient * mass.mass * 9.81
      definition.dragTorque = 0.94 * gyration * definition.dragForce
    }
    return definition
  }
}

extension BodyDescription.Outline {
  func shape(_ numbers: DrawnNumbers) -> Shape {
    switch self {
    case .circle(let radius): .circle(center: .zero, radius: radius.value(numbers))
    case .box(let width, let height): .box(width: width.value(numbers), height: height.value(numbers))
    case .capsule(let length, let radius):
      .capsule(length: length.value(numbers), radius: radius.value(numbers))
    case .polygon(let corners): .polygon(corners)
    case .segment(let a, let b): .segment(a, b)
    }
  }
}

extension SensorDescription {
  fileprivate var definition: SensorDefinition {
    switch self {
    case .contactForce(let body, let other): .contactForce(body: body, other: other)
    case .ray(let body, let origin, let angle, let range):
      .ray(body: body, origin: origin, angle: angle, range: range)
    }
  }
}

extension JointDescription {
  /// Its position says where the second body is.
  var places: Bool {
    if case .distance = kind { false } else { true }
  }

  /// Its bodies do not turn against each other: they keep the angle of the start.
  private var keepsAngle: Bool {
    switch kind {
    case .weld, .prismatic: true
    case .revolute, .distance: false
    }
  }

  /// - Parameter bodies: as they stand at the start.
  fileprivate func definition(_ numbers: DrawnNumbers, _ bodies: [BodyDefinition]) -> JointDefinition {
    var limits: ClosedRange<Float>?
    if let lower, let upper { limits = lower.value(numbers)...upper.value(numbers) }
    let kind: JointDefinition.Kind =
      switch kind {
      case .revolute: .revolute
      case .prismatic(let axis): .prismatic(axis: axis)
      case .weld: .weld
      case .distance(let length, let stiffness, let damping):
        .distance(
          length: length.value(numbers), stiffness: stiffness.value(numbers), damping: damping.value(numbers))
      }
    // The engine's spring works between limits only.
    if case .distance(_, let stiffness, _) = self.kind, limits == nil, stiffness.support.upperBound > 0 {
      limits = Limits.size
    }
    let angle = bodies[bodyB].angle - (bodyA.map { bodies[$0].angle } ?? 0)
    return JointDefinition(
      kind, bodyA: bodyA, bodyB: bodyB, anchorA: anchorA.value(numbers), anchorB: anchorB.value(numbers),
      referenceAngle: keepsAngle ? angle : 0, limits: limits, friction: friction.value(numbers),
      spring: spring.map {
        JointSpring(
          stiffness: $0.stiffness.value(numbers), damping: $0.damping.value(numbers),
          rest: $0.rest.value(numbers))
      })
  }
}

extension ActuatorDescription {
  /// - Parameter servo: the number of its point servo, if it is one.
  fileprivate func definitions(_ numbers: DrawnNumbers, servo: Int) -> [ActuatorDefinition] {
    switch self {
    case .jointVelocity(let joint, let scale, let limit, let backlash):
      [
        .jointVelocity(
          joint: joint, scale: scale.value(numbers), limit: limit.value(numbers),
          backlash: backlash.value(numbers))
      ]
    case .jointTorque(let joint, let scale):
      [.jointTorque(joint: joint, scale: scale.value(numbers))]
    case .jointPosition(let joint, let span, let gain, let speed, let limit, let backlash):
      [
        .jointPosition(
          joint: joint, scale: span.values(numbers).scale, middle: span.values(numbers).middle,
          gain: gain.value(numbers), speed: speed.value(numbers), limit: limit.value(numbers),
          backlash: backlash.value(numbers))
      ]
    case .bodyVelocity(let body, let scale, let drift):
      [
        .bodyVelocityX(body: body, scale: scale.value(numbers), drift: drift.x.value(numbers)),
        .bodyVelocityY(body: body, scale: scale.value(numbers), drift: drift.y.value(numbers)),
      ]
    case .point: Array(repeating: .point(servo: servo), count: componentCount)
    }
  }
}

extension PointServoDescription {
  fileprivate func definition(_ numbers: DrawnNumbers) -> PointServo {
    let direction: PointServo.Direction =
      switch direction {
      case .free: .free
      case .told(let turn): .told(scale: turn.value(numbers))
      case .kept: .kept
      }
    return PointServo(
      body: body, point: offset.value(numbers), scale: scale.value(numbers), direction: direction,
      speed: speed.value(numbers),
      links: zip(joints, limits).map { PointServo.Link(joint: $0, limit: $1.value(numbers)) })
  }
}
