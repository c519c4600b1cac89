import Foundation
import Gym
import Physics
import Randomness
import Testing

@testable import Scenes

/// Actuators of a point: what they take, what they do, and that experts drive arms by them.
@Suite("Hand control") struct HandControlTests {
  static let links =
    "arm: {links: [{length: 0.5, radius: 0.03, density: 20}, {length: 0.4, radius: 0.03, density: 20}, {length: 0.3, radius: 0.03, density: 20}]}"

  /// An arm with these actuators of its end and more lines.
  private static func arm(_ keys: String, point: String = "fingertip", _ more: String = "") -> String {
    """
    name: arm
    horizon: 30
    simulation: {time_step: 0.01, substeps: 2, velocity_iterations: 40}
    \(links)
    actuators: [{point: \(point), mode: velocity, \(keys)}]
    start: {shoulder: 0.4, elbow: 1.2, wrist: -0.9}
    observe: [fingertip_position, joint_velocities, {rotation: link2}]
    reward: [{control: squared, weight: 1}]
    \(more)
    """
  }

  /// Everything at once.
  static let drawn = """
    name: drawn
    horizon: 15
    \(links)
    actuators:
      - point: tool
        mode: velocity
        scale: {uniform: [0.3, 1]}
        turn: {uniform: [1, 3]}
        torque: [{uniform: [3, 30]}, 20, {choice: [1, 10]}]
        speed: {uniform: [1, 4]}
        lag: 0.05
        noise: 0.1
    start: {shoulder: {uniform: [0, 1]}, elbow: 1.2, wrist: -0.9}
    task: {tool: {body: link2, at: [{uniform: [0, 0.1]}, 0.05]}, goal: {disc: {radius: 1}}}
    observe: [joint_positions, joint_velocities, tool_position]
    reward: [{distance: [tool, goal], weight: -1}, {control: squared, weight: -0.1}]
    """

  private func family(_ text: String) throws -> SceneFamily { try SceneFiles().family(text) }

  /// Observations after each step of an episode in which the action stays.
  private func play(_ family: SceneFamily, _ action: [Float]) throws -> [[Float]] {
    var env = SceneEnv(family)
    let first = env.reset(seed: 0)
    return try [first] + (0..<family.horizon).map { _ in try env.step(action).observation }
  }

  @Test("a point takes two numbers, or three with its turn") func numbers() throws {
    func table(_ keys: String) throws -> [String] {
      try family(Self.arm(keys)).actionSpace.components.map { "\($0.name) \($0.unit)" }
    }
    #expect(try table("scale: 0.5, torque: 9") == ["fingertip_x 0.5 m/s", "fingertip_y 0.5 m/s"])
    #expect(
      try table("scale: 1, turn: 0, torque: 9, name: hand") == ["hand_x m/s", "hand_y m/s"])
    #expect(
      try table("scale: 1, turn: 3, torque: [9, 8, 7]")
        == ["fingertip_x m/s", "fingertip_y m/s", "fingertip_turn 3 rad/s"])
    let drawn = try family(Self.drawn)
    #expect(drawn.actuatorNames == ["tool"] && drawn.actionSpace.count == 3)
    #expect(
      drawn.taskNames.prefix(5)
        == [
          "actuators[0].scale", "actuators[0].turn", "actuators[0].speed", "actuators[0].torque[0]",
          "actuators[0].torque[2]",
        ])
    #expect(drawn.describe().contains("tool_x, tool_y, tool_turn: a lag of 0.05 s, noise of deviation 0.1"))
  }

  @Test("what the file says reaches the engine") func world() throws {
    let family = try family(Self.drawn)
    let task = family.drawTask(from: .train, using: RandomStream(seed: 3))
    let numbers = Dictionary(uniqueKeysWithValues: zip(task.names, task.numbers))
    let servo = try #require(family.world(for: task).pointServos.first)
    #expect(servo.body == 2 && servo.links.map(\.joint) == [0, 1, 2])
    #expect(servo.point == Vector2(numbers["task.tool.at.x"] ?? numbers["task.tool.at[0]"] ?? .nan, 0.05))
    #expect(servo.scale == numbers["actuators[0].scale"] && servo.speed == numbers["actuators[0].speed"])
    #expect(servo.direction == .told(scale: numbers["actuators[0].turn"] ?? .nan))
    #expect(servo.links[0].limit == numbers["actuators[0].torque[0]"] && servo.links[1].limit == 20)
    #expect(servo.links[2].limit == numbers["actuators[0].torque[2]"])
    let plain = try self.family(Self.arm("scale: 1, turn: 0, torque: 9"))
    let kept = try #require(
      plain.world(for: plain.drawTask(from: .train, using: RandomStream(seed: 0))).pointServos.first)
    #expect(kept.direction == .kept && kept.speed == 5 && kept.links.map(\.limit) == [9, 9, 9])
  }

  @Test("a step takes the point as far as the action says, and the cost counts the action") func moves()
    throws
  {
    let family = try family(Self.arm("scale: 0.5, turn: 2, torque: 200"))
    let seen = try play(family, [-0.6, 0.8, 0.5])
    for (i, now) in seen.enumerated() {
      let way = 0.5 * 0.02 * Float(i)
      #expect(abs(now[0] - seen[0][0] + 0.6 * way) < 0.004 && abs(now[1] - seen[0][1] - 0.8 * way) < 0.004)
    }
    let turn = atan2(seen[30][6], seen[30][5]) - atan2(seen[0][6], seen[0][5])
    #expect(abs(turn - 0.6) < 0.01)
    var env = SceneEnv(family)
    _ = env.reset(seed: 0)
    #expect(try env.step([-0.6, 0.8, 5]).result.reward == 0.36 + 0.64 + 1)
  }

  @Test("a scale below 0 reverses; points of welded bodies and origins are moved, too") func others() throws {
    let plain = try play(family(Self.arm("scale: 0.5, turn: 2, torque: 200")), [-0.6, 0.8, 0.5])
    let reversed = try play(family(Self.arm("scale: -0.5, turn: 2, torque: 200")), [0.6, -0.8, 0.5])
    #expect(plain == reversed)
    let held = Self.arm(
      "scale: 0.5, torque: 200", point: "pen",
      """
      bodies: [{name: pen, shape: {box: [0.1, 0.02]}, mass: 0.05}]
      joints: [{name: hold, type: weld, between: [link2, pen], at: [[0.2, 0], [0, 0]]}]
      """
    ).replacingOccurrences(of: "{rotation: link2}", with: "pen_position")
    let seen = try play(family(held), [-1, 0])
    let (before, after) = (Array(seen[0].suffix(2)), Array(seen[30].suffix(2)))
    #expect(abs(after[0] - before[0] + 0.3) < 0.005 && abs(after[1] - before[1]) < 0.005)
    let origin = try play(family(Self.arm("scale: 0.5, torque: 200", point: "link1")), [0, 0.2])
    #expect(origin[30] != origin[0])
  }

  @Test("a choice tells all its numbers; a broken actuator moves less, an altered one otherwise")
  func scaled()
    throws
  {
    let text = Self.arm("scale: 0.5, turn: 2, torque: 200")
    let plain = try family(text)
    let half = try play(plain, [-0.3, 0.4, 0.25])
    let choosing = try family(
      text + "\nchoices: [{name: stay, command: [0, 0, 0]}, {name: go, command: [-0.3, 0.4, 0.25]}]")
    #expect(try play(choosing, [1]) == half)
    let altered = try plain.altered(by: [.actuator(0, scale: 0.5)])
    #expect(try play(altered, [-0.6, 0.8, 0.5]) == half)
    #expect(altered.actuatorStrengths(for: TaskDraw(names: [], numbers: [])) == [1])
    let env = SceneVectorEnv(plain, tasks: [TaskDraw(names: [], numbers: [])])
    env.actuatorScales = [0.5]
    var step = env.makeStep()
    env.reset(seeds: [0], into: &step)
    let action: [Float] = [-0.6, 0.8, 0.5]
    try env.step(action.span, into: &step)
    #expect(step.observations == half[1])
  }

  /// Every second family of those with the shared arm, and what its expert's tool is: fingertips, the grip, a peg.
  @Test("experts solve families whose joints are told", arguments: ["push", "grasp", "drawer", "insert"])
  func experts(_ name: String) throws {
    let files = try SceneFiles()
    for file in ["push", name] {
      let url = DocumentTests.folder.appendingPathComponent("\(file).yaml")
      var text = try String(contentsOf: url, encoding: .utf8)
      if file == "push" {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let hand = try #require(lines.firstIndex { $0.hasPrefix("  - {point: grip, ") })
        text = lines.enumerated().map { i, line in
          i != hand
            ? String(line)
            : [("shoulder", 2, 60), ("elbow", 3, 40), ("wrist", 4, 20)].map { joint, scale, torque in
              "  - {joint: \(joint), mode: velocity, scale: \(scale), torque: \(torque)}"
            }.joined(separator: "\n")
        }.joined(separator: "\n")
      }
      try files.write(text, as: "\(file).yaml")
    }
    let family = try SceneFamily(loading: files.folder.appendingPathComponent("\(name).yaml").path)
    #expect(family.actionSpace.components.map(\.name) == ["shoulder", "elbow", "wrist", "gripper"])
    #expect(try ExpertTests.success(family, tasks: 40) { try ExpertPolicy($0) } >= 0.95)
  }

  @Test("an expert wants the hand's last link driven, and the gripper after it") func needs() throws {
    let text = try SceneFamily(named: "grasp").text
    func hasExpert(_ actuators: String) throws -> Bool {
      let rest = text.split(separator: "\n").drop { !$0.hasPrefix("actuators:") }.dropFirst()
        .drop { $0.hasPrefix(" ") || $0.hasPrefix("-") }
      let head = text.split(separator: "\n").prefix { !$0.hasPrefix("actuators:") }
      let lines = head + ["actuators:"] + actuators.split(separator: "\n") + rest
      return try SceneFamily(text: lines.joined(separator: "\n"), source: "grasp").hasExpert
    }
    let gripper = "  - {joints: [left_finger, right_finger], mode: velocity, scale: 0.2, torque: 20}"
    func point(_ name: String, _ turn: String = "turn: 0, ") -> String {
      "  - {point: \(name), mode: velocity, scale: 1, \(turn)torque: 60}"
    }
    #expect(try hasExpert("\(point("grip"))\n\(gripper)"))
    #expect(try hasExpert("\(point("fingertip", "turn: 2, "))\n\(gripper)"))
    #expect(try !hasExpert("\(gripper)\n\(point("grip"))"))
    #expect(try !hasExpert("\(point("link1", ""))\n\(gripper)"))
    #expect(try !hasExpert(point("grip")))
  }
}
