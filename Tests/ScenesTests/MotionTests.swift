import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

/// Bodies that move by themselves.
@Suite("Moving by itself") struct MotionTests {
  /// A belt with a parcel, and a gate before an arm, most of their numbers drawn.
  static let drawn = """
    name: crossing
    horizon: 30
    simulation: {time_step: 0.01, substeps: 2, gravity: [0, -9.81]}
    arm: {links: [{length: 0.5, radius: 0.05, mass: 1}]}
    bodies:
      - {name: gate, type: kinematic, shape: {box: [0.1, 0.3]}, position: [1, {uniform: [0, 0.3]}], moves: {by: {disc: {radius: 0.5}}, period: {uniform: [0.3, 2]}, phase: {uniform: [0, 1]}}}
      - {name: belt, type: kinematic, shape: {box: [4, 0.1]}, position: [0, -1], moves: {velocity: [{uniform: [0.1, 0.5]}, 0]}}
      - {name: parcel, shape: {box: [0.2, 0.2]}, mass: 1, friction: 0.9, position: [0, -0.82]}
    actuators: [{joint: shoulder, mode: torque, scale: 6}]
    task: {goal: {disc: {radius: 0.5}}}
    observe: [joint_cosines, gate_position, gate_velocity, belt_position, belt_velocity, parcel_position]
    reward: [{distance: [fingertip, goal], weight: -1}, {speed: gate, weight: -0.1}]
    """

  /// The same without contacts: rows share an engine world.
  static let free = """
    name: free
    horizon: 25
    simulation: {time_step: 0.01, substeps: 3}
    bodies:
      - {name: post, type: kinematic, shape: {circle: 0.1}, collides: false, position: [{uniform: [0, 3]}, 0.3], moves: {by: {disc: {radius: 2}}, period: {uniform: [0.3, 2]}, phase: {uniform: [0, 1]}, velocity: [{uniform: [-1, 1]}, 0.2]}}
      - {name: cart, shape: {circle: 0.1}, mass: 1, collides: false, position: [0, 0]}
    actuators: [{body: cart, mode: velocity, scale: 1}]
    task: {goal: [0, 0]}
    observe: [post_position, post_velocity, cart_position]
    reward: [{distance: [cart, post], weight: -1}]
    """

  /// A body `mover` with these keys, beside a cart that may be driven.
  private static func mover(_ keys: String, besides others: String = "", horizon: Int = 100) -> String {
    """
    name: mover
    horizon: \(horizon)
    simulation: {time_step: 0.0078125, substeps: 8, gravity: [0, -9.81]}
    bodies:
      - {name: cart, type: kinematic, shape: {circle: 0.1}, position: [50, 0]}
      - {name: mover, type: kinematic, shape: {box: [4, 0.1]}, \(keys)}
    \(others)
    actuators: [{body: cart, mode: velocity, scale: 1}]
    task: {goal: [0, 0]}
    observe: [mover_position, mover_velocity\(others.isEmpty ? "" : ", parcel_position, parcel_velocity")]
    reward: [{distance: [mover, goal], weight: -1}]
    """
  }

  /// Observations at the start and after each step, `[time][component]`.
  private func play(_ family: SceneFamily, _ task: TaskDraw) throws -> [[Float]] {
    var env = SceneEnv(family, task: task)
    var seen = [env.reset(seed: 0)]
    let action = Array(repeating: Float(1), count: family.actionSpace.count)
    for _ in 0..<family.horizon { seen.append(try env.step(action).observation) }
    return seen
  }

  private func play(_ text: String) throws -> [[Float]] {
    let family = try SceneFiles().family(text)
    return try play(family, family.drawTask(from: .train, using: RandomStream(seed: 0)))
  }

  @Test("is at the ends of its way every half period, and halfway between, however late")
  func quarters() throws {
    for (phase, first) in [("0", 0), ("0.25", 1), ("0.5", 2), ("1", 4)] {
      let seen = try play(
        Self.mover("position: [3, -2], moves: {by: [1, -0.5], period: 1, phase: \(phase)}", horizon: 4000))
      for quarter in 0...1000 {
        let share = [Float(0), 0.5, 1, 0.5][(quarter + first) % 4]
        let place = seen[4 * quarter]
        #expect(abs(place[0] - 3 - share) < 1e-6 && abs(place[1] + 2 + 0.5 * share) < 1e-6, "\(quarter)")
      }
    }
  }

  @Test("place and velocity are those of the motion in the same step", arguments: 0..<5 as Range<UInt64>)
  func path(_ seed: UInt64) throws {
    let family = try SceneFiles().family(Self.free)
    let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
    func number(_ name: String) throws -> Double {
      Double(task.numbers[try #require(family.taskNames.firstIndex(of: name))])
    }
    let period = try number("bodies[0].moves.period")
    let phase = try number("bodies[0].moves.phase")
    let origin = [try number("bodies[0].position[0]"), 0.3]
    let by = [try number("bodies[0].moves.by.x"), try number("bodies[0].moves.by.y")]
    let velocity = [try number("bodies[0].moves.velocity[0]"), 0.2]
    func place(_ time: Double, _ i: Int) -> Double {
      origin[i] + velocity[i] * time + by[i] * (1 - cos(2 * Double.pi * (time / period + phase))) / 2
    }
    for (step, seen) in try play(family, task).enumerated() {
      let time = 0.03 * Double(step)
      for i in 0..<2 {
        #expect(abs(Double(seen[i]) - place(time, i)) < 2e-6)
        #expect(abs(Double(seen[2 + i]) - (place(time, i) - place(time - 0.01, i)) / 0.01) < 2e-4)
      }
    }
  }

  @Test("a motion of 0 changes no bit") func none() throws {
    let still = try play(Self.mover("position: [3, -2]"))
    #expect(try play(Self.mover("position: [3, -2], moves: {velocity: [0, 0]}")) == still)
    #expect(try play(Self.mover("position: [3, -2], moves: {by: [0, 0], period: 1, phase: 0.3}")) == still)
  }

  private static let parcel =
    "  - {name: parcel, shape: {box: [0.2, 0.2]}, mass: 1, friction: 0.9, position: [0, 0.17]}"

  @Test("carries what lies on it, at its speed") func belt() throws {
    let seen = try play(
      Self.mover("friction: 0.9, position: [0, 0], moves: {velocity: [0.5, 0]}", besides: Self.parcel))
    for place in seen[20...] {
      #expect(abs(place[6] - 0.5) < 1e-3 && abs(place[5] - 0.17) < 0.02)
    }
    #expect(abs(seen[100][4] - 3.125) < 0.1)
  }

  @Test("carries what lies on it to and fro, as far as friction can follow") func shaker() throws {
    let seen = try play(
      Self.mover("friction: 0.9, position: [0, 0], moves: {by: [0.4, 0], period: 2}", besides: Self.parcel))
    for place in seen { #expect(abs(place[4] - place[0]) < 0.02 && abs(place[6] - place[2]) < 0.05) }
  }

  @Test("pushes what stands in its way") func push() throws {
    let seen = try play(
      Self.mover(
        "position: [-2.5, 1], moves: {velocity: [0.5, 0]}",
        besides: """
            - {name: floor, type: static, shape: {box: [20, 0.1]}, position: [0, 0.8]}
            - {name: parcel, shape: {box: [0.2, 0.2]}, mass: 1, friction: 0.5, position: [0, 0.97]}
          """))
    #expect(seen[0][4] == 0 && abs(seen[5][4]) < 0.01)
    #expect(seen[100][4] - seen[100][0] > 2.07 && seen[100][4] - seen[100][0] < 2.15)
    #expect(abs(seen[100][0] - 0.625) < 1e-5 && abs(seen[100][2] - 0.5) < 1e-3)
  }

  @Test("is drawn with the task, and revealed to an oracle") func draws() throws {
    let family = try SceneFiles().family(Self.drawn)
    let names = ["by.x", "by.y", "period", "phase"].map { "bodies[0].moves.\($0)" }
    #expect(family.taskNames[1..<5] == names[...])
    #expect(family.taskNames[5] == "bodies[1].moves.velocity[0]")
    let revealed = family.revealed.observationSpace.components.map(\.name)
    #expect(names.allSatisfy { revealed.contains("task(\($0))") })
  }

  @Test("the page and the description say how it moves") func words() throws {
    let family = try SceneFiles().family(Self.drawn)
    let lines = [
      "gate: back and forth by [(-0.5 to 0.5), (-0.5 to 0.5)] m in (0.3 to 2) s from phase (0 to 1)",
      "belt: at [(0.1 to 0.5), 0] m/s",
    ]
    #expect(family.page.contains("## Moving by itself\n\n- \(lines[0])\n- \(lines[1])\n"))
    #expect(family.describe().contains("moving by itself\n  \(lines[0])\n  \(lines[1])\n"))
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.sceneHash == family.sceneHash && again.page == family.page)
  }
}
