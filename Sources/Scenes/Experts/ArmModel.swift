import Physics

/// The kinematics of an arm that stands on the ground, read from its world: a chain of revolute joints.
struct ArmModel {
  let base: Planar
  /// m, from joint to joint; the last to the tool's point.
  let lengths: [Double]
  /// rad/s (of velocity servos) or N m that an action of 1 means, by joint; 0 for a dead or absent one.
  let scales: [Double]

  /// - Parameters:
  ///   - firstJoint: that of its base; the others follow.
  ///   - tool: m, from the last joint to the point that is to be moved; the link's end if nil.
  init(_ world: WorldDefinition, firstJoint: Int = 0, links: Int, tool: Double? = nil) {
    let own = world.joints[firstJoint..<firstJoint + links]
    base = Planar(Double(world.joints[firstJoint].anchorA.x), Double(world.joints[firstJoint].anchorA.y))
    lengths = own.indices.map { i in
      if i == own.endIndex - 1, let tool { return tool }
      return -2 * Double(own[i].anchorB.x)
    }
    var scales = [Double](repeating: 0, count: links)
    for actuator in world.actuators {
      switch actuator {
      case .jointVelocity(let joint, let scale, _, _) where own.indices.contains(joint):
        scales[joint - firstJoint] = Double(scale)
      case .jointTorque(let joint, let scale) where own.indices.contains(joint):
        scales[joint - firstJoint] = Double(scale)
      default: break
      }
    }
    self.scales = scales
  }

  /// Where the tool's point is, and the direction of the last link.
  func pose(_ joints: [Double]) -> Pose {
    var position = base
    var angle = 0.0
    for (joint, length) in zip(joints, lengths) {
      angle += joint
      position = position + length * Planar(angle: angle)
    }
    return Pose(position, angle)
  }

  /// The joints of three links for a pose, with the elbow bent to the right; as near as the arm reaches.
  func joints(for pose: Pose) -> [Double] {
    let wrist = pose.position - lengths[2] * Planar(angle: pose.angle) - base
    let (a, b) = (lengths[0], lengths[1])
    let distance = min(max(wrist.length, abs(a - b) + 1e-3), a + b - 1e-3)
    let elbow = -arcCosine((distance * distance - a * a - b * b) / (2 * a * b))
    let shoulder = wrist.angle - arcTangent(b * sine(elbow), a + b * cosine(elbow))
    return [shoulder, elbow, wrapped(pose.angle - shoulder - elbow)]
  }
}
