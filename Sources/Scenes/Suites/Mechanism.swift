import Randomness

/// What holds a body of a scene that no actuator drives, by a joint. The scene's joints say it, and no file claims it.
///
/// A body that no joint holds is free: it lies on a table, on a floor or in a hole.
public enum Mechanism: String, Sendable, Codable, CaseIterable {
  /// Turns about a point (a revolute joint).
  case pivot
  /// Moves along a line (a prismatic joint).
  case slide
  /// Stays at a distance (a distance joint).
  case rod
  /// Returns by itself (a joint of any kind with stiffness).
  case spring
}

extension SceneFamily {
  /// In the order of `Mechanism`; none where all is free. Joints of arms and grippers, and those that actuators drive,
  /// are what handles, not what is handled.
  public var mechanisms: [Mechanism] {
    let found = ([scene] + scene.heldOut).reduce(into: Set()) { $0.formUnion($1.description.mechanisms) }
    return Mechanism.allCases.filter(found.contains)
  }

  /// Whether the tasks of a split have one.
  func hasMechanism(_ mechanism: Mechanism, in split: Split) -> Bool {
    scene.variant(for: split).description.mechanisms.contains(mechanism)
  }

  /// As in "slide, spring".
  var mechanismText: String {
    mechanisms.isEmpty ? "free" : mechanisms.map(\.rawValue).joined(separator: ", ")
  }
}

extension SceneDescription {
  fileprivate var mechanisms: Set<Mechanism> {
    let all = actuators + followers.map(\.actuator)
    let driven = Set(
      all.flatMap { actuator -> [Int] in
        if case .point(let servo) = actuator { servo.joints } else { actuator.joint.map { [$0] } ?? [] }
      })
    let moved = Set(
      all.compactMap { actuator -> Int? in
        if case .bodyVelocity(let body, _, _) = actuator { body } else { nil }
      })
    return joints.indices.reduce(into: []) { found, i in
      let joint = joints[i]
      // Bodies of an arm share a negative group. What hangs on a link is not the arm's.
      let isOfAnArm =
        bodies[joint.bodyB].group < 0 && (joint.isBase || joint.bodyA.map { bodies[$0].group < 0 } ?? true)
      let isMoved = ([joint.bodyA, joint.bodyB] as [Int?]).contains { $0.map(moved.contains) ?? false }
      guard !driven.contains(i), !isOfAnArm, !isMoved else { return }
      var stiffness = joint.spring?.stiffness
      switch joint.kind {
      case .revolute: found.insert(.pivot)
      case .prismatic: found.insert(.slide)
      case .weld: break
      case .distance(_, let own, _):
        found.insert(.rod)
        stiffness = own
      }
      if let stiffness, stiffness.support.upperBound > 0 { found.insert(.spring) }
    }
  }
}
