import Gym
import Randomness
import TestSupport
import Testing

@testable import Scenes

/// Arms of which a task may have fewer links than the file names.
@Suite struct LinkCountTests {
  /// An arm of up to three links with given lines in place of some.
  private static func text(count: String, links: Int = 3, servo: String = "") -> String {
    let names = ["a", "b", "c"].prefix(links)
    return """
      name: chain
      horizon: 20
      simulation: {gravity: [0, -1]}
      arm:
        count: \(count)
        links: [\(names.map { "{joint: \($0), length: 0.1, radius: 0.01, density: 100}" }.joined(separator: ", "))]
      actuators: [\(names.map { "{joint: \($0), mode: velocity, scale: 3, torque: 0.5\(servo)}" }.joined(separator: ", "))]
      start: {a: 0.4\(links > 1 ? ", b: 0.7" : "")}
      task: {target: {disc: {radius: 0.2}}}
      observe: [joint_mask, joint_cosines, joint_sines, joint_positions, joint_velocities, fingertip_position]
      reward: [{distance: [fingertip, target], weight: -1}, {joint_position: \(names.last ?? "a"), weight: 1}]
      """
  }

  private func family(_ text: String) throws -> SceneFamily { try SceneFamily(text: text, source: "chain") }

  /// One with so many links.
  private func task(_ family: SceneFamily, links: Int) throws -> TaskDraw {
    let choices: [Float] = [1, 2, 3]
    return try #require(
      (0..<50).lazy.map { family.drawTask(from: .train, using: RandomStream(seed: 3).split($0)) }
        .first { Int(choices[Int($0.numbers[0])]) == links })
  }

  @Test("a link that is lacking is observed as nothing, and moves nothing", arguments: 1...3)
  func mask(_ links: Int) throws {
    let family = try family(Self.text(count: "{choice: [1, 2, 3]}"))
    #expect(family.observationSpace.components.prefix(3).map(\.name) == ["mask(a)", "mask(b)", "mask(c)"])
    let task = try task(family, links: links)
    #expect(family.words(for: task).first.map { "\($0.name) \($0.value)" } == "arm.count \(links)")
    // The arm that has no others moves as this one does.
    let plain = try SceneFamily(
      text: Self.text(count: "\(links)", links: links), source: "chain")
    var env = SceneEnv(family, task: task)
    var alone = SceneEnv(plain, task: plain.drawTask(from: .train, using: RandomStream(seed: 3)))
    var (seen, wanted) = (env.reset(seed: 1), alone.reset(seed: 1))
    for step in 0..<20 {
      for term in 0..<5 {
        for joint in 0..<3 {
          let number = seen[3 * term + joint]
          if joint >= links {
            #expect(number == 0, "\(term) of joint \(joint)")
          } else {
            #expect(
              abs(number - wanted[links * term + joint]) < 2e-4, "\(term) of joint \(joint), step \(step)")
          }
        }
      }
      for axis in 0..<2 { #expect(abs(seen[15 + axis] - wanted[5 * links + axis]) < 1e-3) }
      let action: [Float] = [0.8, -0.5, step < 10 ? 1 : -1]
      seen = try env.step(action).observation
      wanted = try alone.step(Array(action.prefix(links))).observation
    }
  }

  @Test("test tasks may have other numbers of links") func heldOut() throws {
    let text = Self.text(count: "{case: [1, 3]}")
    let arm = text.split(separator: "\n").filter { $0.hasPrefix("  ") }.joined(separator: "\n  ")
    let family = try family(
      "\(text)\ntest:\n  arm:\n  \(arm.replacing("[1, 3]", with: "[2, 2]"))")
    for (split, masks) in [(Split.train, [[1, 0, 0], [1, 1, 1]]), (.test, [[1, 1, 0]])]
      as [(Split, [[Float]])]
    {
      for k in 0..<5 {
        var env = SceneEnv(family, task: family.drawTask(from: split, using: RandomStream(seed: 4).split(k)))
        #expect(masks.contains(Array(env.reset(seed: 0).prefix(3))))
      }
    }
  }

  @Test("what a link cannot be that a task may lack is said")
  func refused() {
    let links = Self.text(count: "{choice: [1, 3]}")
    let bad: [(String, String)] = [
      (
        links.replacing("{joint: c, length: 0.1,", with: "{joint: c, length: {uniform: [0.1, 0.2]},"),
        "chain:6: arm.links[2]: a link that a task may lack, expected a length, a radius and a density that are not drawn"
      ),
      (
        Self.text(count: "{choice: [1, 3]}", servo: ", backlash: 0").replacing(
          "joint: c, mode: velocity, scale: 3", with: "joint: c, mode: velocity, scale: {uniform: [1, 3]}"),
        "chain:7: actuators[2]: draws the strength of c, which a task may lack, expected fixed numbers"
      ),
      (Self.text(count: "4"), "chain:5: arm.count: 4 links, expected at most the 3 that the arm lists"),
      (
        Self.text(count: "{choice: [1, 4]}"),
        "chain:5: arm.count.choice[1]: 4 links, expected at most the 3 that the arm lists"
      ),
      (
        links.replacing(
          "  links:", with: "  gripper: {finger: [0.1, 0.02], opening: 0.1, density: 10}\n  links:"),
        "chain:6: arm.gripper: a gripper on a link that a task may lack, expected an arm without count"
      ),
      (
        links.replacing("mode: velocity, scale: 3, torque: 0.5", with: "mode: torque, scale: 3")
          + "\nchanges: [{at: 3, actuator: c, scale: 1}]",
        "chain:12: changes[0].scale: changes the strength of c, which a task may lack, expected a joint of all tasks"
      ),
      (
        links
          + "\nbodies: [{name: ball, shape: {circle: 0.02}, density: 1}]"
          + "\njoints: [{name: hook, between: [link2, ball], at: [[0, 0], [0, 0]]}]",
        "chain:13: joints[0].between[0]: link2 is a link that a task may lack, expected one of all tasks"
      ),
    ]
    for (text, message) in bad {
      #expect {
        _ = try SceneFamily(text: text, source: "chain")
      } throws: {
        if "\($0)" != message { print($0) }
        return "\($0)" == message
      }
    }
  }
}
