import Physics

/// Finds joint positions that put the fingertip on the target, near the present ones, and goes there. Where an actuator
/// or the target becomes another, it looks anew, from where the arm is then.
struct ReachExpert: Expert {
  private var goal: [Double]?
  /// rad: it looks anew, too, where a joint that does not work has been dragged so far by the others.
  private let slip: Double

  init(slip: Double = .infinity) { self.slip = slip }

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let links = view.world.joints.count
    let model = ArmModel(view.world, links: links)
    let joints = (0..<links).map { view.joint($0).position }
    let hasSlipped = goal.map { goal in
      (0..<links).contains { model.scales[$0] == 0 && abs(goal[$0] - joints[$0]) > slip }
    }
    if view.hasChanged || hasSlipped ?? false { goal = nil }
    let wanted = goal ?? JointSearch(model: model, start: joints, target: view.point("target")).best
    goal = wanted
    let gain = 10.0  // 1/s
    return (0..<links).map { i in
      guard model.scales[i] != 0 else { return 0 }
      return Float(min(max(gain * (wanted[i] - joints[i]) / model.scales[i], -1), 1))
    }
  }
}

/// Joint positions that reach a point with the joints that still work: a grid, then Gauss-Newton from its best
/// candidates, and of those that arrive the one whose slowest joint is there first.
struct JointSearch {
  let model: ArmModel
  let start: [Double]
  let target: Planar

  private func error(_ joints: [Double]) -> Double { (model.pose(joints).position - target).length }

  private func seconds(_ joints: [Double]) -> Double {
    var longest = 0.0
    for i in joints.indices where model.scales[i] != 0 {
      longest = max(longest, abs(joints[i] - start[i]) / abs(model.scales[i]))
    }
    return longest
  }

  var best: [Double] {
    let live = start.indices.filter { model.scales[$0] != 0 }
    let half = live.count > 3 ? 4 : 6
    var candidates = [start]
    for joint in live {
      candidates = candidates.flatMap { candidate in
        (-half..<half).map { k in
          var turned = candidate
          turned[joint] = start[joint] + Double(k) * Double.pi / Double(half)
          return turned
        }
      }
    }
    let ranked = candidates.sorted { error($0) < error($1) }.prefix(24).map { refine($0, live) }
    let arrived = ranked.filter { error($0) < 1e-4 }
    return arrived.min { seconds($0) < seconds($1) } ?? ranked.min { error($0) < error($1) } ?? start
  }

  /// Damped least squares on the live joints.
  private func refine(_ candidate: [Double], _ live: [Int]) -> [Double] {
    var joints = candidate
    for _ in 0..<60 {
      let pose = model.pose(joints)
      let rest = target - pose.position
      if rest.length < 1e-6 { break }
      let columns = live.map { column(joints, $0, tip: pose.position) }
      // (J Jᵀ + λ) f = rest, step = Jᵀ f.
      var (a, b, c) = (1e-6, 0.0, 1e-6)
      for column in columns {
        a += column.x * column.x
        b += column.x * column.y
        c += column.y * column.y
      }
      let determinant = a * c - b * b
      let force = Planar((c * rest.x - b * rest.y) / determinant, (a * rest.y - b * rest.x) / determinant)
      for (joint, column) in zip(live, columns) { joints[joint] += min(max(column.dot(force), -0.3), 0.3) }
    }
    return joints
  }

  /// How the tip moves when one joint turns.
  private func column(_ joints: [Double], _ joint: Int, tip: Planar) -> Planar {
    var pivot = model.base
    var angle = 0.0
    for i in 0..<joint {
      angle += joints[i]
      pivot = pivot + model.lengths[i] * Planar(angle: angle)
    }
    return (tip - pivot).normal
  }
}

/// Goes straight to the goal, and stops there.
struct NavigateExpert: Expert {
  func act(_ view: borrowing ExpertView) -> [Float] {
    let way = view.point("goal") - view.pose("robot").position
    let gain = 1 / view.stepSeconds
    return view.world.actuators.map { actuator in
      switch actuator {
      case .bodyVelocityX(_, let scale, let drift): Self.command(gain * way.x, scale, drift)
      case .bodyVelocityY(_, let scale, let drift): Self.command(gain * way.y, scale, drift)
      case .jointVelocity, .jointTorque, .jointPosition, .point: 0
      }
    }
  }

  /// What makes the wanted speed, m/s, as near as it can be.
  private static func command(_ speed: Double, _ scale: Float, _ drift: Float) -> Float {
    scale == 0 ? 0 : Float(min(max((speed - Double(drift)) / Double(scale), -1), 1))
  }
}
