import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

/// Numbers that each episode of a task draws anew.
@Suite("Draws per episode") struct EpisodeTests {
  /// A cart among bodies, on which everything that may vary does; each `@` is a number that `fill` puts there.
  private static let template = """
    name: changeable
    horizon: 25
    simulation: {gravity: [@, @]}
    arm:
      base: [@, 2]
      links:
        - {length: @, radius: @, mass: @, damping: @}
        - {length: 0.4, radius: 0.03, density: @, friction: @, spring: {stiffness: @, damping: @, rest: @}}
    walls: {low: [-3, -1], high: [3, 4], friction: @, restitution: @}
    bodies:
      - {name: cart, shape: {circle: @}, mass: @, position: [@, 0]}
      - {name: box, shape: {box: [@, 0.2]}, density: @, position: [1, @], angle: @, friction: @,
         linear_damping: @, angular_damping: @, table_friction: @}
      - {name: gate, type: kinematic, shape: {capsule: [@, 0.05]}, position: [-1, 1], moves: {by: [@, 0], period: @}}
      - {name: bob, shape: {circle: 0.05}, mass: 0.3, position: [2, 2]}
      - {name: upper, shape: {capsule: [0.3, 0.02]}, mass: 0.5}
      - {name: middle, shape: {capsule: [0.3, 0.02]}, mass: 0.5}
      - {name: pen, shape: {capsule: [0.2, 0.02]}, mass: 0.2}
      - {name: slider, shape: {circle: 0.1}, mass: 1}
    joints:
      - {name: rope, type: distance, between: [ground, bob], at: [[2, 3], [0, 0]], length: @, stiffness: @}
      - {name: first, between: [ground, upper], at: [[-2, 2], [-0.15, 0]]}
      - {name: second, between: [upper, middle], at: [[0.15, 0], [-0.15, 0]]}
      - {name: third, between: [middle, pen], at: [[0.15, 0], [-0.1, 0]]}
      - {name: rail, type: prismatic, axis: [1, 0], between: [ground, slider], at: [[0, 3.5], [0, 0]]}
    actuators:
      - {body: cart, mode: velocity, scale: @, drift: [@, 0], lag: @, noise: @}
      - {joint: shoulder, mode: velocity, scale: @, torque: @, backlash: @}
      - {joint: elbow, mode: position, scale: @, torque: 9, gain: @, speed: @, backlash: @}
      - {point: pen, mode: velocity, scale: @, turn: @, torque: [@, 5, @], speed: @}
      - {joint: rail, mode: position, range: [@, @], torque: 50}
    start: {shoulder: @, elbow: 1, second: 1, third: -0.5}
    task: {goal: [@, @], mark: {body: box, at: [@, 0.1]}}
    observe:
      - {position: cart, noise: @, dropout: @}
      - {offset: [mark, goal]}
      - {velocity: mark}
      - {position: fingertip}
      - {position: bob}
    reward:
      - {distance: [cart, goal], weight: @}
      - {distance: [cart, box], within: @, margin: @, weight: 1}
    success: {distance: [cart, goal], below: @}
    """

  /// Key and bounds of each `@`, in their order.
  private static let draws: [(key: String, low: Float, high: Float)] = [
    ("simulation.gravity[0]", -1, 1),
    ("simulation.gravity[1]", -2, 0),
    ("arm.base[0]", -0.2, 0.2),
    ("arm.links[0].length", 0.3, 0.5),
    ("arm.links[0].radius", 0.02, 0.04),
    ("arm.links[0].mass", 0.5, 2),
    ("arm.links[0].damping", 0, 1),
    ("arm.links[1].density", 20, 50),
    ("arm.links[1].friction", 0, 0.2),
    ("arm.links[1].spring.stiffness", 0, 2),
    ("arm.links[1].spring.damping", 0, 0.2),
    ("arm.links[1].spring.rest", -1, 1),
    ("walls.friction", 0, 0.5),
    ("walls.restitution", 0, 0.5),
    ("bodies[0].shape.circle", 0.05, 0.15),
    ("bodies[0].mass", 1, 3),
    ("bodies[0].position[0]", -0.5, 0.5),
    ("bodies[1].shape.box[0]", 0.2, 0.4),
    ("bodies[1].density", 5, 20),
    ("bodies[1].position[1]", -0.2, 0.2),
    ("bodies[1].angle", -1, 1),
    ("bodies[1].friction", 0, 0.5),
    ("bodies[1].linear_damping", 0, 1),
    ("bodies[1].angular_damping", 0, 1),
    ("bodies[1].table_friction", 0, 0.5),
    ("bodies[2].shape.capsule[0]", 0.2, 0.6),
    ("bodies[2].moves.by[0]", -0.5, 0.5),
    ("bodies[2].moves.period", 0.5, 2),
    ("joints[0].length", 0.6, 1.2),
    ("joints[0].stiffness", 20, 60),
    ("actuators[0].scale", 0.5, 2),
    ("actuators[0].drift[0]", -0.3, 0.3),
    ("actuators[0].lag", 0.01, 0.2),
    ("actuators[0].noise", 0, 0.3),
    ("actuators[1].scale", 1, 4),
    ("actuators[1].torque", 5, 20),
    ("actuators[1].backlash", 0, 0.2),
    ("actuators[2].scale", 0.5, 1),
    ("actuators[2].gain", 5, 15),
    ("actuators[2].speed", 2, 8),
    ("actuators[2].backlash", 0, 0.2),
    ("actuators[3].scale", 0.2, 0.5),
    ("actuators[3].turn", 1, 3),
    ("actuators[3].torque[0]", 1, 20),
    ("actuators[3].torque[2]", 1, 5),
    ("actuators[3].speed", 1, 4),
    ("actuators[4].range[0]", -0.5, 0),
    ("actuators[4].range[1]", 0, 0.5),
    ("start.shoulder", -1, 1),
    ("task.goal[0]", -1, 1),
    ("task.goal[1]", -1, 1),
    ("task.mark.at[0]", -0.1, 0.1),
    ("observe[0].noise", 0, 0.1),
    ("observe[0].dropout", 0, 0.4),
    ("reward[0].weight", -1, -0.5),
    ("reward[1].within", 0.1, 0.3),
    ("reward[1].margin", 0.2, 0.5),
    ("success.below", 0.1, 1),
  ]

  private static func fill(_ number: (Int) throws -> String) rethrows -> String {
    let parts = template.components(separatedBy: "@")
    precondition(parts.count == draws.count + 1, "\(parts.count - 1) numbers, expected \(draws.count)")
    return try parts[0] + draws.indices.map { try number($0) + parts[$0 + 1] }.joined()
  }

  /// All of them drawn by the episode.
  static let everything = fill { "{episode: {uniform: [\(draws[$0].low), \(draws[$0].high)]}}" }

  /// Some by the task, some by the episode, cases and points of both.
  static let mixed = """
    name: mixed
    horizon: 20
    bodies:
      - {name: cart, shape: {circle: 0.1}, mass: {episode: {log_uniform: [1, 4]}}, position: {disc: {radius: 0.2}}}
      - name: puck
        shape: {circle: {episode: {case: [0.05, 0.1, 0.2]}}}
        mass: {episode: {case: [1, 2, 3]}}
        friction: {case: [0.1, 0.9]}
        position: {episode: {annulus: {inner: 0.4, outer: 0.8}}}
    actuators: [{body: cart, mode: velocity, scale: {case: [1, -1]}}]
    task: {goal: {episode: {disc: {center: [1, 0], radius: 0.3}}}, home: {disc: {radius: 1}}}
    observe: [cart_position, puck_position, goal_position, home_position]
    reward: [{distance: [cart, goal], weight: -1}]
    success: {distance: [cart, home], below: 0.3}
    """

  private func task(_ family: SceneFamily, _ seed: UInt64 = 0) -> TaskDraw {
    family.drawTask(from: .train, using: RandomStream(seed: seed))
  }

  /// Bits of all that an episode shows.
  private func play(_ family: SceneFamily, seed: UInt64) throws -> [UInt32] {
    var env = SceneEnv(family, task: task(family))
    var bits = env.reset(seed: seed).map(\.bitPattern)
    var stream = RandomStream(seed: 9)
    for _ in 0..<family.horizon {
      let action = (0..<family.actionSpace.count).map { _ in stream.uniform(-1, 1) }
      let (observation, result) = try env.step(action)
      bits += observation.map(\.bitPattern) + [result.reward.bitPattern, result.success ? 1 : 0]
      for body in family.bodyNames.indices {
        let pose = env.pose(ofBody: body)
        bits += [pose.position.x, pose.position.y, pose.angle].map(\.bitPattern)
      }
    }
    return bits
  }

  @Test("an episode is, to the bit, that of a scene with its numbers written in")
  func written() throws {
    let files = try SceneFiles()
    let drawn = try files.family(Self.everything)
    #expect(drawn.taskNames == [] && Set(drawn.episodeNames) == Set(Self.draws.map(\.key)))
    for seed: UInt64 in [0, 1, 77] {
      let numbers = Dictionary(
        uniqueKeysWithValues: zip(drawn.episodeNames, drawn.episodeNumbers(seed: seed)))
      let text = try Self.fill { i in "\(try #require(numbers[Self.draws[i].key]))" }
      let written = try files.family(text)
      #expect(written.episodeNames == [])
      #expect(try play(drawn, seed: seed) == play(written, seed: seed), "seed \(seed)")
    }
  }

  @Test("each episode draws anew, the same for the same seed, in any row") func anew() throws {
    let family = try SceneFiles().family(Self.mixed)
    let task = task(family)
    let goal = try #require(family.observationSpace.components.map(\.name).firstIndex(of: "goal_x"))
    let env = SceneVectorEnv(family, tasks: [task, task, task])
    var (step, goals) = (env.makeStep(), [[Float]]())
    env.reset(seeds: [3, 8, 3], into: &step)
    let width = step.observationCount
    for _ in 0..<4 {
      let places = (0..<3).map { Array(step.observations[$0 * width + goal..<$0 * width + goal + 2]) }
      for row in 0..<3 {
        let numbers = family.episodeNumbers(seed: env.seed(in: row))
        let x = try #require(family.episodeNames.firstIndex(of: "task.goal.x"))
        #expect(places[row] == [numbers[x], numbers[x + 1]])
        let place = family.points(for: task, seed: env.seed(in: row))[0].position
        #expect(places[row] == [place.x, place.y])
      }
      #expect(places[0] == places[2] && places[0] != places[1])
      goals += places[..<2]
      let rest = [Float](repeating: 0, count: 6)
      for _ in 0..<family.horizon { try env.step(rest.span, into: &step) }
    }
    #expect(Set(goals).count == 8)
    env.reset(seeds: [8, 3, 5], into: &step)
    #expect(Array(step.observations[goal..<goal + 2]) == goals[1])
  }

  @Test("a task is what the task draws, and only that") func tasks() throws {
    let family = try SceneFiles().family(Self.mixed)
    #expect(
      family.taskNames == [
        "bodies[0].position.x", "bodies[0].position.y", "case", "task.home.x", "task.home.y",
      ])
    #expect(
      family.episodeNames == [
        "bodies[0].mass", "case", "bodies[1].position.x", "bodies[1].position.y", "task.goal.x",
        "task.goal.y",
      ])
    let draw = task(family)
    let seen = (0..<30).map { family.world(for: draw, seed: $0).bodies[1] }
    #expect(Set(seen.map { $0.colliders[0].surface.friction }).count == 1)
    // What the episode's cases have in common: 5, 10 or 20 cm with 1, 2 or 3 kg.
    #expect(Set(seen.map(\.mass.mass)) == [1, 2, 3])
    for (i, body) in seen.enumerated() {
      guard case .circle(_, let radius) = family.shapes(for: draw, seed: UInt64(i))[1][0] else { return }
      #expect(radius == [1: 0.05, 2: 0.1, 3: 0.2][body.mass.mass])
    }
  }

  @Test("an oracle sees them, scaled, in the episodes that draw them") func revealed() throws {
    let hidden = try SceneFiles().family(Self.mixed)
    let family = hidden.revealed
    let names = family.observationSpace.components.map(\.name)
    #expect(
      names.filter { $0.hasPrefix("episode(") } == [
        "episode(bodies[0].mass)", "episode(case 0)", "episode(case 1)", "episode(case 2)",
        "episode(bodies[1].position.x)", "episode(bodies[1].position.y)", "episode(task.goal.x)",
        "episode(task.goal.y)",
      ])
    var env = SceneEnv(family, task: task(family))
    for seed: UInt64 in 0..<5 {
      let numbers = hidden.episodeNumbers(seed: seed)
      var seen = env.reset(seed: seed)
      for _ in 0..<3 {
        func value(_ name: String) throws -> Float { seen[try #require(names.firstIndex(of: name))] }
        for i in 0..<3 { #expect(try value("episode(case \(i))") == (numbers[1] == Float(i) ? 1 : 0)) }
        for (i, drawn) in hidden.episodeRanges.enumerated() where drawn.name != "case" {
          let (low, high) = (drawn.range.lowerBound, drawn.range.upperBound)
          #expect(
            abs(try value("episode(\(drawn.name))") - (2 * (numbers[i] - low) / (high - low) - 1)) < 1e-4)
        }
        seen = try env.step([0.1, 0.2]).observation
      }
    }
  }

  @Test("the page and the description say what episodes draw") func words() throws {
    let family = try SceneFiles().family(Self.mixed)
    #expect(family.page.contains("## Episode\n\nWhat each episode of a task draws anew.\n"))
    #expect(family.page.contains("| `bodies[0].mass` | 1 | 4 |\n"))
    #expect(family.describe().contains("\nepisode\n"))
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.sceneHash == family.sceneHash && again.page == family.page)
  }

  @Test("under start they are the episode's with the word and without it") func start() throws {
    let files = try SceneFiles()
    let plain = try files.family(
      SceneFiles.good(replacing: "{elbow: 1}", with: "{elbow: {uniform: [0, 1]}}"))
    let said = try files.family(
      SceneFiles.good(replacing: "{elbow: 1}", with: "{elbow: {episode: {uniform: [0, 1]}}}"))
    #expect(plain.episodeNames == ["start.elbow"] && said.episodeNames == ["start.elbow"])
    #expect(try play(plain, seed: 4) == play(said, seed: 4))
  }
}
