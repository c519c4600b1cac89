import Foundation
import Gym
import Physics
import Randomness
import Testing

@testable import Scenes

/// Several arms, and arms that stand on bodies.
@Suite("Arms") struct ArmsTests {
  /// An arm on a cart between springs, both drawn.
  static let cart = """
    name: carried
    horizon: 20
    simulation: {time_step: 0.01, substeps: 2, velocity_iterations: 20, gravity: [0, -9.81]}
    arm:
      mount: cart
      base: [{uniform: [-0.1, 0.1]}, 0.05]
      links: [{length: {uniform: [0.2, 0.4]}, radius: 0.02, mass: 0.5}, {length: 0.3, radius: 0.02, mass: 0.3}]
    bodies: [{name: cart, shape: {box: [0.4, 0.1]}, mass: {uniform: [1, 3]}}]
    joints: [{name: rail, type: prismatic, between: [ground, cart], at: [[0, 0.5], [0, 0]], axis: [1, 0], spring: {stiffness: 20, damping: 1}}]
    actuators: [{joint: shoulder, mode: torque, scale: 5}, {joint: rail, mode: velocity, scale: 1, torque: 20}]
    start: {shoulder: {uniform: [1, 2]}, elbow: 0.3, rail: {uniform: [-0.3, 0.3]}}
    task: {goal: {disc: {radius: 0.6}}}
    observe: [joint_cosines, joint_positions, joint_velocities, fingertip_position, cart_velocity, {touch: cart}]
    reward: [{distance: [fingertip, goal], weight: -1}, {control: squared, weight: -0.01}]
    """

  /// Two hands on a torso, which stands on a body that moves by itself, and a ball between them.
  static let torso = """
    name: torso
    horizon: 20
    simulation: {time_step: 0.01, substeps: 2, velocity_iterations: 30}
    arm:
      - name: torso
        mount: wagon
        links: [{joint: waist, length: 0.3, radius: 0.04, mass: 5}]
      - name: left
        mount: torso_link0
        base: [0.15, 0.1]
        links: [{length: 0.3, radius: 0.02, mass: 0.3}, {length: {uniform: [0.2, 0.3]}, radius: 0.02, mass: 0.2}]
        gripper: {finger: [0.08, 0.02], opening: 0.1, mass: 0.05}
      - name: right
        mount: torso_link0
        base: [0.15, -0.1]
        links: [{length: 0.3, radius: 0.02, mass: 0.3}, {length: 0.25, radius: 0.02, mass: 0.2}]
    bodies:
      - {name: wagon, type: kinematic, shape: {box: [0.2, 0.2]}, position: [0, 0], moves: {by: [0, {uniform: [0.1, 0.3]}], period: 2}}
      - {name: ball, shape: {circle: 0.06}, mass: 0.2, position: [0.9, 0]}
    actuators:
      - {joint: torso_waist, mode: velocity, scale: 1, torque: 50}
      - {point: left_grip, mode: velocity, scale: 0.5, torque: 20}
      - {point: right_fingertip, mode: velocity, scale: 0.5, torque: 20}
      - {joints: [left_left_finger, left_right_finger], name: gripper, mode: velocity, scale: 0.2, torque: 5}
    start: {left_shoulder: 0.4, left_elbow: {uniform: [-1, -0.6]}, right_shoulder: -0.4, right_elbow: 0.8, left_left_finger: 0.02}
    task: {goal: {disc: {radius: 0.5}}}
    observe: [joint_positions, joint_velocities, left_grip_position, right_fingertip_position, ball_position, {touch: right_link1}]
    reward: [{distance: [ball, goal], weight: -1}, {distance: [left_grip, right_fingertip], weight: -0.1}]
    """

  private static let links =
    "links: [{length: 0.5, radius: 0.03, density: 20}, {length: 0.4, radius: 0.03, density: 20}]"

  /// - Parameters:
  ///   - arm: what stands behind `arm:`.
  ///   - observe: names, with commas.
  ///   - more: bodies and joints.
  private static func scene(
    _ arm: String, actuators: String, start: String = "", observe: String, gravity: Float = 0,
    _ more: String = ""
  ) -> String {
    """
    name: arms
    horizon: 60
    simulation: {time_step: 0.01, substeps: 2, velocity_iterations: 40, gravity: [0, \(gravity)]}
    arm: \(arm)
    actuators: [\(actuators)]
    start: {\(start)}
    observe: [\(observe)]
    reward: [{control: squared, weight: 1}]
    \(more)
    """
  }

  private func family(_ text: String) throws -> SceneFamily { try SceneFiles().family(text) }

  /// Observations at the start and after each step of an episode with one action.
  private func play(_ text: String, _ action: [Float]) throws -> [[Float]] {
    let family = try family(text)
    var env = SceneEnv(family)
    let first = env.reset(seed: 0)
    return try [first] + (0..<family.horizon).map { _ in try env.step(action).observation }
  }

  private static func servo(_ joint: String, torque: Float = 5) -> String {
    "{joint: \(joint), mode: velocity, scale: 2, torque: \(torque)}"
  }

  @Test("a name stands before those of all parts of its arm, in the order of the list") func names() throws {
    let family = try family(Self.torso)
    #expect(
      family.bodyNames == [
        "torso_link0", "left_link0", "left_link1", "left_left_finger", "left_right_finger", "right_link0",
        "right_link1", "wagon", "ball",
      ])
    #expect(
      family.jointNames == [
        "torso_waist", "left_shoulder", "left_elbow", "left_left_finger", "left_right_finger",
        "right_shoulder", "right_elbow",
      ])
    #expect(family.taskNames.first == "arm[1].links[1].length")
    #expect(
      family.actionSpace.components.map(\.name) == [
        "torso_waist", "left_grip_x", "left_grip_y", "right_fingertip_x", "right_fingertip_y", "gripper",
      ])
    #expect(
      family.observationSpace.components.prefix(2).map(\.name) == [
        "angle(torso_waist)", "angle(left_shoulder)",
      ])
    let again = try SceneFamily(text: family.text, source: "text")
    #expect(again.sceneHash == family.sceneHash && again.bodyNames == family.bodyNames)
  }

  @Test("a list of one arm is that arm, whatever its name") func only() throws {
    func text(_ arm: String, _ prefix: String = "") -> String {
      Self.scene(
        arm, actuators: "\(Self.servo("\(prefix)shoulder")), \(Self.servo("\(prefix)elbow"))",
        start: "\(prefix)elbow: 1", observe: "joint_positions, joint_velocities, \(prefix)fingertip_position")
    }
    let plain = try play(text("{\(Self.links)}"), [1, -0.5])
    #expect(try play(text("[{\(Self.links)}]"), [1, -0.5]) == plain)
    #expect(try play(text("[{name: own, \(Self.links)}]", "own_"), [1, -0.5]) == plain)
    #expect(try play(text("{name: own, \(Self.links)}", "own_"), [1, -0.5]) == plain)
    #expect(plain[60] != plain[0])
  }

  private static let near = "{name: near, base: [0, 0], \(links)}"
  private static let far = "{name: far, base: [7, 3], \(links)}"

  @Test("two arms far apart move each as alone, to the bit", arguments: [Float(0), -9.81])
  func alone(_ gravity: Float) throws {
    func text(_ arm: String, _ names: String...) -> String {
      Self.scene(
        arm,
        actuators: names.flatMap { [Self.servo("\($0)_shoulder"), Self.servo("\($0)_elbow")] }
          .joined(separator: ", "),
        start: names.map { "\($0)_elbow: 1" }.joined(separator: ", "),
        observe: names.map {
          "{joint_positions: [\($0)_shoulder, \($0)_elbow]}, {joint_velocities: [\($0)_shoulder, \($0)_elbow]}"
        }.joined(separator: ", "), gravity: gravity)
    }
    let both = try play(text("[\(Self.near), \(Self.far)]", "near", "far"), [1, -0.5, -0.3, 0.8])
    let near = try play(text(Self.near, "near"), [1, -0.5])
    let far = try play(text(Self.far, "far"), [-0.3, 0.8])
    #expect(both == zip(near, far).map { $0 + $1 })
    #expect(near[60] != far[60])
  }

  @Test("links of one arm pass through each other, those of two arms push each other") func touching() throws
  {
    func text(_ arm: String, other: String) -> String {
      Self.scene(
        arm, actuators: Self.servo("a_shoulder"), start: "a_elbow: 3.0, b_shoulder: 0.6",
        observe: "{touch: a_link0}, {touch: \(other)}, {joint_positions: [b_shoulder]}")
    }
    // Folded back onto itself, it turns until it meets the other one.
    let a = "{name: a, base: [0, 0], \(Self.links)}"
    func b(_ more: String) -> String { "{name: b, base: [0, 0], \(more)\(Self.links)}" }
    let seen = try play(text("[\(a), \(b(""))]", other: "b_link0"), [1])
    #expect(seen[0] == [0, 0, 0.6])
    #expect(seen.contains { $0[0] == 1 && $0[1] == 1 })
    #expect(seen[60][2] > 0.8)
    let above = try play(text("[\(a), \(b("collides: false, "))]", other: "b_link0"), [1])
    #expect(above.allSatisfy { $0 == [0, 0, 0.6] })
  }

  @Test("an arm on a body that never moves is one on the ground") func still() throws {
    func text(_ arm: String, _ body: String = "") -> String {
      Self.scene(
        "{\(arm), \(Self.links)}", actuators: "\(Self.servo("shoulder")), \(Self.servo("elbow"))",
        start: "elbow: 1", observe: "joint_positions, joint_velocities, fingertip_position", gravity: -9.81,
        body.isEmpty ? "" : "bodies: [{name: stand, collides: false, shape: {box: [0.2, 0.1]}, \(body)}]")
    }
    let ground = try play(text("base: [0.3, 0.1]"), [1, -0.5])
    #expect(
      try play(text("mount: stand, base: [0.3, 0.1]", "type: static, position: [0, 0]"), [1, -0.5]) == ground)
    // To rounding: the engine takes joints of a kinematic body in another order, and adds the place of one that stands
    // elsewhere, turned by a quarter, to the base's.
    func isNear(_ seen: [[Float]], turned angle: Float) -> Bool {
      zip(seen, ground).allSatisfy { a, b in
        abs(a[0] + angle - b[0]) < 1e-4
          && (1..<6).allSatisfy { abs(a[$0] - b[$0]) < 1e-4 * max(1, abs(b[$0])) }
      }
    }
    for type in ["static", "kinematic"] {
      let same = try play(
        text("mount: stand, base: [0.3, 0.1]", "type: \(type), position: [0, 0]"), [1, -0.5])
      #expect(isNear(same, turned: 0))
      let quarter = "type: \(type), position: [1, -0.4], angle: 1.5707964"
      let turned = text("mount: stand, base: [0.5, 0.7]", quarter)
        .replacingOccurrences(of: "start: {", with: "start: {shoulder: -1.5707964, ")
      #expect(try isNear(play(turned, [1, -0.5]), turned: 1.5707964))
    }
  }

  private static func carried(_ action: String, _ rail: String) -> String {
    scene(
      "{mount: cart, base: [0.1, 0.05], \(links)}",
      actuators: "{joint: rail, mode: velocity, scale: 0.5, torque: 1000}, \(action)",
      start: "rail: 0.4, shoulder: 0.4, elbow: 1.2",
      observe: "cart_position, fingertip_position, {position: link0}, {joint_positions: [shoulder, elbow]}",
      """
      bodies: [{name: cart, shape: {box: [0.4, 0.1]}, mass: 50}]
      joints: [{name: rail, type: prismatic, between: [ground, cart], at: [[1, 0.5], [0, 0]], axis: [1, 0]\(rail)}]
      """)
  }

  @Test("the chain begins where a joint puts its mount, and goes with it") func moving() throws {
    let seen = try play(
      Self.carried("\(Self.servo("shoulder", torque: 500)), \(Self.servo("elbow", torque: 500))", ""),
      [1, 0, 0])
    let tip = Vector2(1.5 + 0.5 * cos(0.4) + 0.4 * cos(1.6), 0.55 + 0.5 * sin(0.4) + 0.4 * sin(1.6))
    for (i, now) in seen.enumerated() {
      let way = now[0] - 1.4
      #expect(abs(way - 0.5 * 0.02 * Float(i)) < 5e-3 && abs(now[1] - 0.5) < 1e-3)
      #expect(abs(now[2] - tip.x - way) < 0.01 && abs(now[3] - tip.y) < 0.01)
      #expect(abs(now[6] - 0.4) < 0.02 && abs(now[7] - 1.2) < 0.02)
    }
  }

  @Test("a hand moves as told beside what its mount does, by the joints of its arm alone") func hand() throws
  {
    let hand = "{point: fingertip, mode: velocity, scale: 0.5, torque: 500, speed: 20}"
    for way: Float in [-1, 0] {
      let seen = try play(Self.carried(hand, ""), [1, way, 0])
      for (i, now) in seen.enumerated() {
        let place = seen[0][2] + 0.5 * 0.02 * Float(i) * (1 + way)
        #expect(abs(now[2] - place) < 0.01 && abs(now[3] - seen[0][3]) < 0.01)
      }
    }
    let torso = try family(Self.torso)
    let servos = torso.world(for: torso.drawTask(from: .train, using: RandomStream(seed: 1))).pointServos
    #expect(servos.map { $0.links.map(\.joint) } == [[1, 2], [5, 6]])
  }

  @Test("what an arm does to a free mount, the mount feels") func recoil() throws {
    let text = Self.scene(
      "{mount: raft, \(Self.links)}", actuators: Self.servo("shoulder"), start: "shoulder: 0.5",
      observe: "raft_velocity, {velocity: link0}, {velocity: link1}, {angular_velocity: raft}",
      "bodies: [{name: raft, shape: {box: [0.4, 0.4]}, mass: 3, position: [0, 0]}]")
    let masses = try family(text).world(for: TaskDraw(names: [], numbers: [])).bodies.map(\.mass.mass)
    let seen = try play(text, [1])
    #expect(seen[60][4...].contains { abs($0) > 0.02 } && abs(seen[30][0]) + abs(seen[30][1]) > 0.02)
    for now in seen {
      for axis in 0..<2 {
        let momentum = masses[2] * now[axis] + masses[0] * now[2 + axis] + masses[1] * now[4 + axis]
        #expect(abs(momentum) < 2e-3)
      }
    }
  }

  @Test("the first link never touches its mount, the others do") func mountTouch() throws {
    let text = Self.scene(
      "{mount: stand, \(Self.links)}", actuators: Self.servo("elbow"), start: "shoulder: 0.2, elbow: 2.2",
      observe: "{touch: [link0, stand]}, {touch: [link1, stand]}, {joint_positions: [elbow]}",
      "bodies: [{name: stand, type: static, shape: {box: [0.3, 0.3]}, position: [0, 0]}]")
    let seen = try play(text, [1])
    #expect(seen.allSatisfy { $0[0] == 0 } && seen[0][1] == 0)
    #expect(seen[60][1] == 1 && seen[60][2] < 3.2)
  }

  @Test("an arm does not crowd the copy that carries it") func mountedOnACopy() throws {
    let text = """
      name: s
      horizon: 5
      arm: {mount: r0, links: [{length: 0.3, radius: 0.01, density: 100}]}
      actuators: [{joint: shoulder, mode: velocity, scale: 5, torque: 0.5}]
      bodies: [{name: r, shape: {circle: 0.05}, mass: 1, position: {disc: {radius: 0.5}}, repeat: 2, apart: 0.05}]
      task: {target: [3, 0]}
      observe: [fingertip_position]
      reward: [{distance: [fingertip, target], weight: -1}]
      """
    let family = try SceneFamily(text: text, source: "s")
    // The other copy keeps away from the arm.
    for seed: UInt64 in 0..<20 {
      let world = family.world(for: family.drawTask(from: .train, using: RandomStream(seed: seed)))
      let (base, other) = (world.bodies[1].position, world.bodies[2].position)
      let along = min(max(other.x - base.x, 0), 0.3)
      #expect((other - Vector2(base.x + along, base.y)).length > 0.05 + 0.05 + 0.01 - 1e-4)
    }
  }

  @Test("mounts may hang on other arms, in any order") func tree() throws {
    let text = Self.scene(
      "[{name: b, mount: a_link1, base: [0.2, 0], \(Self.links)}, {name: a, base: [1, 2], \(Self.links)}]",
      actuators: Self.servo("a_shoulder"),
      start: "a_shoulder: 0.5, a_elbow: 0.2, b_shoulder: 0.3, b_elbow: -0.4",
      observe: "a_fingertip_position, b_fingertip_position, {position: b_link0}")
    let first = try play(text, [0])[0]
    let end = Vector2(1 + 0.5 * cos(0.5) + 0.4 * cos(0.7), 2 + 0.5 * sin(0.5) + 0.4 * sin(0.7))
    let tip = end + Vector2(0.5 * cos(1.0) + 0.4 * cos(0.6), 0.5 * sin(1.0) + 0.4 * sin(0.6))
    for (seen, wanted) in zip(first, [end.x, end.y, tip.x, tip.y]) { #expect(abs(seen - wanted) < 1e-5) }
  }

  @Test("experts that know an arm on the ground do not know a carried one", arguments: ["reach", "push"])
  func experts(_ name: String) throws {
    let text = try SceneFamily(named: name).text
    let carried = text.replacingOccurrences(of: "arm: {base", with: "arm: {mount: stand, base")
    let stand = "{name: stand, type: static, shape: {circle: 0.05}, collides: false, position: [0, 0]}"
    let bodies =
      text.contains("bodies: [")
      ? carried.replacingOccurrences(of: "bodies: [", with: "bodies: [\(stand), ")
      : carried + "bodies: [\(stand)]\n"
    #expect(carried != text)
    let family = try SceneFamily(text: bodies, source: name)
    #expect(family.name == name && !family.hasExpert)
    #expect(try SceneFamily(named: name).hasExpert)
  }

  @Test("of two arms one alone does not bring the puck to the goal") func hiddenFromOne() throws {
    let family = try SceneFamily(named: "two-arms")
    let reach: Float = 0.5 + 0.4 + 0.1 + 0.8 * 0.12
    for seed: UInt64 in 0..<200 {
      let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
      let goal = try #require(family.goals(for: task).first).offset
      let puck = family.world(for: task, seed: seed).bodies[family.bodyNames.count - 1].position
      let bases = family.world(for: task).joints.filter { $0.bodyA == nil }.map(\.anchorA)
      #expect((goal - bases[0]).length > reach + 0.2 && (goal - bases[1]).length < reach)
      #expect((puck - bases[1]).length > reach + 0.04 && (puck - bases[0]).length < reach)
    }
  }
}
