import Physics

/// The shared arm of the manipulation families: three revolute joints and a gripper. What moves it are servos on the
/// joints, or one on a point of the last link.
struct Hand {
  private let model: ArmModel
  private let joints: [Double]
  /// m, between the fingers' inner sides.
  let opening: Double
  private let fingerScale: Double
  private let stepSeconds: Double
  private let servo: PointServo?
  /// The servo's point as seen from the tool's, m along and across the last link.
  private let servoPoint: Planar

  /// - Parameters:
  ///   - firstJoint: of the arm, whose other joints and then the fingers' follow.
  ///   - tool: m, from the wrist to the point that is moved; the grip if nil.
  init(_ view: borrowing ExpertView, firstJoint: Int = 0, tool: Double? = nil) {
    let tool = tool ?? 0.196
    let (wrist, finger) = (firstJoint + 2, firstJoint + 3)
    model = ArmModel(view.world, firstJoint: firstJoint, links: 3, tool: tool)
    joints = (firstJoint...wrist).map { view.joint($0).position }
    opening = view.joint(finger).position + view.joint(finger + 1).position
    var scale = 1.0
    for actuator in view.world.actuators {
      if case .jointVelocity(let joint, let speed, _, _) = actuator, joint == finger { scale = Double(speed) }
    }
    fingerScale = scale
    stepSeconds = view.stepSeconds
    servo = view.world.pointServos.first { $0.links.first?.joint == firstJoint }
    let pivot = view.world.joints[wrist].anchorB
    servoPoint =
      servo.map { Planar(Double($0.point.x - pivot.x) - tool, Double($0.point.y - pivot.y)) } ?? Planar(0, 0)
  }

  /// Of the tool's point.
  var pose: Pose { model.pose(joints) }

  /// Moves the tool's point straight towards a pose.
  /// - Parameters:
  ///   - speed: m/s, at most.
  ///   - turn: rad/s, at most.
  ///   - gap: m, between the fingers' inner sides; below 0 they squeeze.
  func steer(to target: Pose, speed: Double, turn: Double = 3, gap: Double) -> [Float] {
    let now = pose
    let way = (target.position - now.position).limited(to: speed * stepSeconds)
    let limit = turn * stepSeconds
    let rotation = min(max(wrapped(target.angle - now.angle), -limit), limit)
    var action = servo.map { command($0, way, rotation) } ?? command(way, rotation)
    // All slow down together, so that the way stays straight.
    let largest = max(action.map { abs($0) }.max() ?? 1, 1)
    action = action.map { $0 / largest }
    action.append(min(max((gap - opening) / (2 * stepSeconds * fingerScale), -1), 1))
    return action.map { Float($0) }
  }

  /// What tells the joints to take the tool's point `way` further and turn it by `rotation` in a step.
  private func command(_ way: Planar, _ rotation: Double) -> [Double] {
    let now = pose
    let next = model.joints(for: Pose(now.position + way, now.angle + rotation))
    return zip(next, joints).enumerated().map { i, pair in
      wrapped(pair.0 - pair.1) / (stepSeconds * model.scales[i])
    }
  }

  /// The same of a servo on a point; where it is not told the turn, the direction stays as it is.
  private func command(_ servo: PointServo, _ way: Planar, _ rotation: Double) -> [Double] {
    func share(_ speed: Double, _ scale: Float) -> Double { scale == 0 ? 0 : speed / Double(scale) }
    guard case .told(let scale) = servo.direction else {
      return [way.x, way.y].map { share($0 / stepSeconds, servo.scale) }
    }
    let now = pose
    let next = Pose(now.position + way, now.angle + rotation)
    let velocity = (1 / stepSeconds) * (next.transform(servoPoint) - now.transform(servoPoint))
    return [
      share(velocity.x, servo.scale), share(velocity.y, servo.scale), share(rotation / stepSeconds, scale),
    ]
  }
}
