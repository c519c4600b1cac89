import Foundation
import Gym
import Randomness
import Scenes
import Testing

@Suite("The scene language") struct SceneLanguageTests {
  @Test("the hash sees the content and not the layout") func hash() throws {
    let files = try SceneFiles()
    let hash = try files.family(SceneFiles.good).sceneHash
    #expect(hash.count == 16)
    let lines = SceneFiles.good.split(separator: "\n").map(String.init)
    let shuffled = (["# a comment"] + lines.filter { !$0.hasPrefix("horizon") } + ["horizon:   10.0"])
    #expect(try files.family(shuffled.joined(separator: "\n")).sceneHash == hash)
    let summary = SceneFiles.good(replacing: "horizon: 10", with: "horizon: 10\nsummary: words")
    #expect(try files.family(summary).sceneHash == hash)
    for (old, new) in [
      ("radius: 0.2", "radius: 0.25"), ("elbow: 1", "elbow: 1.1"), ("horizon: 10", "horizon: 11"),
    ] {
      #expect(try files.family(SceneFiles.good(replacing: old, with: new)).sceneHash != hash)
    }
    // Written down in policies: it must not change by itself.
    #expect(hash == "a7f2cb097adfbcfb")
  }

  @Test("extends replaces whole keys and inherits the rest") func extends() throws {
    let files = try SceneFiles()
    try files.write(SceneFiles.good, as: "good.yaml")
    let family = try files.family("extends: good\nname: better\nhorizon: 20\n")
    #expect(family.id == "limber/Better-v0")
    #expect(family.horizon == 20)
    #expect(family.observationSpace.count == 6)
    #expect(
      try files.message("extends: good\n") == "scene.yaml:1: the key \"name\" is missing, expected it here")
    #expect(
      try files.message("extends: good\nname: better\nactuators: [{joint: knee, mode: torque, scale: 1}]")
        == "scene.yaml:3: actuators[0].joint: no joint named \"knee\", expected one of shoulder, elbow")
    try files.write(SceneFiles.good(replacing: "elbow: 1", with: "knee: 1"), as: "good.yaml")
    #expect(
      try files.message("extends: good\nname: better\n")
        == "good.yaml:7: start.knee: no joint named \"knee\", expected one of shoulder, elbow")
  }

  @Test("the example of the design document is a scene") func design() throws {
    let family = try SceneFiles().family(
      """
      name: reach
      version: 0
      summary: A two-link planar arm brings its fingertip to a hidden goal.
      simulation: {time_step: 0.02, gravity: [0, 0], velocity_iterations: 8, position_iterations: 3}
      horizon: 50
      arm: {base: [0, 0], links: [{length: 0.1, radius: 0.01, density: 100}, {length: 0.11, radius: 0.01, density: 100}]}
      actuators: [{joint: shoulder, mode: velocity, scale: 5, torque: 0.5}, {joint: elbow, mode: velocity, scale: 5, torque: 0.5}]
      start: {shoulder: -1.0, elbow: 2.2}
      task: {goal: {disc: {radius: 0.2}}}
      observe: [joint_cosines, joint_sines, joint_velocities, fingertip_position]
      reward: [{distance: [fingertip, goal], weight: -1.0}, {control: squared, weight: -0.01}]
      success: {distance: [fingertip, goal], below: 0.02}
      """)
    #expect(family.id == "limber/Reach-v0")
    #expect(family.observationSpace.count == 8)
  }

  @Test("the description is a table of the compiled scene") func describe() throws {
    #expect(
      try SceneFamily(named: "navigate").describe() == """
        limber/Navigate-v0  A point robot moves to a hidden goal in the unit square (Finn, Abbeel and Levine 2017, section 5.3).
        100 steps of 0.1 s, scene dd74aa20b3a180d7

        observation
             name     unit   low  high
          0  robot_x  m     -inf   inf
          1  robot_y  m     -inf   inf

        action
             name     unit  low  high
          0  robot_x  m/s    -1     1
          1  robot_y  m/s    -1     1

        task
             drawn           low  high
          0  task.goal.x    -0.5   0.5
          1  task.goal.y    -0.5   0.5
        """)
  }

  static let bounce = """
    name: bounce
    horizon: 60
    simulation: {gravity: [0, -9.81]}
    bodies:
      - {name: floor, type: static, shape: {segment: [[-5, 0], [5, 0]]}}
      - {name: ball, shape: {circle: 0.1}, density: 10, position: [0, {uniform: [0.3, 0.6]}], restitution: 0.5}
      - {name: bat, shape: {box: [0.3, 0.1]}, density: 10, position: [0.6, 0.2]}
    actuators: [{body: bat, mode: velocity, scale: 1}]
    observe: [ball_position, ball_velocity, bat_position]
    reward: [{distance: [ball, bat], weight: -1}]
    """

  @Test("bodies that touch have worlds of their own, and still keep the contract") func contacts() throws {
    let family = try SceneFiles().family(Self.bounce)
    let task = family.drawTask(from: .train, using: RandomStream(seed: 0))
    var env = SceneEnv(family, task: task)
    var observation = env.reset(seed: 0)
    var lowest = observation[1]
    for _ in 0..<60 {
      observation = try env.step([0, 0.1]).observation
      lowest = min(lowest, observation[1])
    }
    #expect(lowest > 0.08 && lowest < 0.12, "the ball bounces on the floor")
    let count = 3
    let vector = family.makeVectorEnv(for: task, count: count)
    var step = vector.makeStep()
    var first: [Float] = []
    let actions = [Float](repeating: -1, count: 2 * count)
    for round in 0..<2 {
      vector.reset(seeds: [1, 2, 3], into: &step)
      for _ in 0..<40 { try vector.step(actions.span, into: &step) }
      if round == 0 { first = step.observations } else { #expect(step.observations == first) }
    }
  }
}
