/// What the engine of lanes does not have.
public enum LaneObstacle: Sendable, Hashable {
  /// Of a body that is no link of a chain, does not turn freely, or touches something.
  case body(Int)
  /// Of a joint that is none of a chain, does not turn, or has a spring.
  case joint(Int)
  /// Of one that drives something else than a joint, or has backlash.
  case actuator(Int)
  case sensor(Int)
}

extension WorldDefinition {
  /// The first thing that keeps it from being stepped in lanes: they have chains of dynamic bodies on revolute joints,
  /// from the ground on, which touch nothing. Joint i holds body i to the one before it, or to the ground.
  public var laneObstacle: LaneObstacle? {
    // What is sensed touches something for that alone.
    guard sensors.isEmpty else { return .sensor(0) }
    for (i, joint) in joints.enumerated() {
      guard joint.kind == .revolute, joint.spring == nil, joint.bodyB == i,
        [nil, i - 1].contains(joint.bodyA)
      else { return .joint(i) }
    }
    // Bodies that are no links come last, and are what links touch.
    for (i, body) in bodies.enumerated().reversed() {
      guard
        joints.indices.contains(i), body.kind == .dynamic, !body.fixedRotation, body.colliders.isEmpty,
        body.dragForce == 0, body.dragTorque == 0
      else { return .body(i) }
    }
    for (i, actuator) in actuators.enumerated() {
      switch actuator {
      case .jointVelocity(_, _, _, backlash: 0), .jointTorque,
        .jointPosition(_, _, _, _, _, _, backlash: 0):
        break
      default: return .actuator(i)
      }
    }
    return nil
  }
}
