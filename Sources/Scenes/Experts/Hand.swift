import Physics

/// The shared arm of the manipulation families: three revolute joints and a gripper.
struct Hand {
  private let model: ArmModel
  private let joints: [Double]
  private let opening: Double
  private let fingerScale: Double
  private let stepSeconds: Double

  /// - Parameter tool: m, from the wrist to the point that is moved; the grip if nil.
  init(_ view: borrowing ExpertView, tool: Double? = nil) {
    model = ArmModel(view.world, links: 3, tool: tool ?? 0.196)
    joints = (0..<3).map { view.joint($0).position }
    opening = view.joint(3).position + view.joint(4).position
    var scale = 1.0
    for actuator in view.world.actuators {
      if case .jointVelocity(let joint, let speed, _) = actuator, joint == 3 { scale = Double(speed) }
    }
    fingerScale = scale
    stepSeconds = view.stepSeconds
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
    let next = model.joints(for: Pose(now.position + way, now.angle + rotation))
    var action = zip(next, joints).enumerated().map { i, pair in
      wrapped(pair.0 - pair.1) / (stepSeconds * model.scales[i])
    }
    // All joints slow down together, so that the way stays straight.
    let largest = max(action.map { abs($0) }.max() ?? 1, 1)
    action = action.map { $0 / largest }
    action.append(min(max((gap - opening) / (2 * stepSeconds * fingerScale), -1), 1))
    return action.map { Float($0) }
  }
}
