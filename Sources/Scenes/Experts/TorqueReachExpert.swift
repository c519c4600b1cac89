import Physics

/// Two links under torque control: joint positions from a search, then a servo that knows the arm's inertia.
///
/// M(q) q̈ + c(q, q̇) = τ with M and c of a planar chain of two rods; the wanted q̈ is that of a critically damped
/// spring, and both torques are scaled back together where one is out of range.
struct TorqueReachExpert: Expert {
  private var goal: [Double]?

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let model = ArmModel(view.world, links: 2)
    let joints = (0..<2).map { view.joint($0).position }
    let speeds = (0..<2).map { view.joint($0).speed }
    let wanted = goal ?? JointSearch(model: model, start: joints, target: view.point("target")).best
    goal = wanted
    let rate = 14.0  // 1/s
    let acceleration = (0..<2).map { rate * rate * (wanted[$0] - joints[$0]) - 2 * rate * speeds[$0] }
    let torque = Self.torque(view.world, model, joints, speeds, acceleration)
    return (0..<2).map { Float(min(max(torque[$0] / model.scales[$0], -1), 1)) }
  }

  private static func torque(
    _ world: WorldDefinition, _ model: ArmModel, _ q: [Double], _ v: [Double], _ a: [Double]
  ) -> [Double] {
    let mass = world.bodies[0...1].map { Double($0.mass.mass) }
    let inertia = world.bodies[0...1].map { Double($0.mass.inertia) }
    let half = model.lengths.map { $0 / 2 }
    let l = model.lengths[0]
    let h = mass[1] * l * half[1]
    let m22 = inertia[1] + mass[1] * half[1] * half[1]
    let m12 = m22 + h * cosine(q[1])
    let m11 = inertia[0] + mass[0] * half[0] * half[0] + m22 + mass[1] * l * l + 2 * h * cosine(q[1])
    let s = h * sine(q[1])
    return [
      m11 * a[0] + m12 * a[1] - s * v[1] * (2 * v[0] + v[1]),
      m12 * a[0] + m22 * a[1] + s * v[0] * v[0],
    ]
  }
}
