import Gym
import Physics
import Randomness
import Scenes
import Testing

@Suite struct AlteredTests {
  private func task(of family: SceneFamily) -> TaskDraw {
    family.drawTask(from: .test, using: RandomStream(seed: 1))
  }

  @Test func actuatorsAreScaledInTheWorld() throws {
    let reach = try SceneFamily(named: "reach")
    #expect(reach.actuatorNames == ["joint0", "joint1"])
    let altered = try reach.altered(by: [.actuator(1, scale: -0.5)])
    let world = altered.world(for: task(of: reach))
    #expect(
      world.actuators == [
        .jointVelocity(joint: 0, scale: 5, limit: 0.5), .jointVelocity(joint: 1, scale: -2.5, limit: 0.5),
      ])
    #expect(altered.accepts(task(of: reach)) && altered.sceneHash == reach.sceneHash)
  }

  @Test func followersBreakWithTheirLeader() throws {
    let push = try SceneFamily(named: "push")
    #expect(push.actuatorNames == ["hand", "gripper"])
    let world = try push.altered(by: [.actuator(1, scale: 0)]).world(for: task(of: push))
    let fingers = world.actuators.filter {
      if case .jointVelocity(let joint, 0, _, _) = $0 {
        push.jointNames[joint].hasSuffix("finger")
      } else {
        false
      }
    }
    #expect(fingers.count == 2)
  }

  /// What most tasks have is whole; a case, a choice and a range say how much of it a task has.
  @Test func strengthsSayWhatATaskMakesOfAnActuator() throws {
    let reach = try SceneFamily(named: "reach")
    #expect(reach.actuatorStrengths(for: task(of: reach)) == [1, 1])
    let broken = try SceneFamily(named: "reach-broken")
    let place = try #require(broken.taskNames.firstIndex(of: "case"))
    let expected: [[Float]] = [
      [1, 1, 1], [0.4, 1, 1], [-1, 1, 1], [0, 1, 1], [1, 0.4, 1], [1, -1, 1], [1, 0, 1], [1, 1, 0.4],
      [1, 1, -1],
      [1, 1, 0],
    ]
    for (number, strengths) in expected.enumerated() {
      var numbers = task(of: broken).numbers
      numbers[place] = Float(number)
      #expect(broken.actuatorStrengths(for: try broken.task(numbers: numbers)) == strengths)
    }
    for (scale, number, strength) in [
      ("{choice: [-2, 1, -2]}", 1, -0.5), ("{choice: [-2, 1, -2]}", -2, 1),
      ("{uniform: [0.5, 1.5]}", 1.25, 1.25),
      ("{uniform: [-2, 1]}", -1, -0.5), ("{uniform: [-2, 0]}", -1, 0.5), ("{choice: [0, 3]}", 0, 0),
      ("{choice: [0, 3]}", 3, 1),
    ] as [(String, Float, Float)] {
      let family = try SceneFamily(
        text: """
          name: robot
          horizon: 5
          bodies: [{name: robot, shape: {circle: 0.02}, density: {uniform: [1, 2]}, position: [0, 0]}]
          actuators: [{body: robot, mode: velocity, scale: \(scale)}]
          observe: [robot_position]
          reward: [{speed: robot, weight: 1}]
          """, source: "robot")
      let numbers = family.taskNames.map { $0.contains("scale") ? number : Float(1.5) }
      #expect(
        family.actuatorStrengths(for: try family.task(numbers: numbers)) == [strength], "\(scale) \(number)")
    }
  }

  @Test("what is nothing at the start is measured by the most that it becomes")
  func strengthsOfWhatComesToWork() throws {
    let family = try SceneFamily(
      text: """
        name: robot
        horizon: 9
        bodies: [{name: robot, shape: {circle: 0.02}, density: 1, position: [0, 0]}]
        actuators: [{body: robot, mode: velocity, scale: 0}]
        changes: [{at: 2, actuator: robot, scale: 1}, {at: 4, actuator: robot, scale: -2}]
        observe: [robot_position]
        reward: [{speed: robot, weight: 1}]
        """, source: "robot")
    let strengths = [2, 3, 5].map { family.actuatorStrengths(for: task(of: family), after: $0) }
    #expect(strengths == [[0], [-0.5], [1]])
  }

  /// The reader's wishes come after the task's: at once, in the middle of an episode.
  @Test func actuatorsAreScaledInTheMiddleOfAnEpisode() throws {
    for (name, scales) in [("navigate", [0]), ("push", [1, -1])] as [(String, [Float])] {
      let family = try SceneFamily(named: name)
      let envs = (0..<2).map { _ in family.makeVectorEnv(for: task(of: family), count: 1) }
      var steps = envs.map { $0.makeStep() }
      for (i, env) in envs.enumerated() { env.reset(seeds: [1], into: &steps[i]) }
      let action = [Float](repeating: 0.5, count: family.actionSpace.count)
      for (i, env) in envs.enumerated() { try env.step(action.span, into: &steps[i]) }
      #expect(steps[0].observations == steps[1].observations)
      envs[0].actuatorScales = scales
      // What a scaled actuator does is what the others do when they are told so.
      var told = action
      if name == "push" { told[3] *= -1 } else { told = [0, 0] }
      try envs[0].step(action.span, into: &steps[0])
      try envs[1].step(told.span, into: &steps[1])
      #expect(steps[0].observations == steps[1].observations && steps[0].rewards == steps[1].rewards)
      envs[0].actuatorScales = scales.map { _ in 1 }
      for (i, env) in envs.enumerated() { try env.step(action.span, into: &steps[i]) }
      #expect(steps[0].observations == steps[1].observations)
    }
  }

  /// As where the task breaks it: whoever commands a dead actuator pays for the command.
  @Test func aCommandCostsWhatItSays() throws {
    let family = try SceneFamily(named: "reach")
    func reward(_ action: [Float], scale: Float) throws -> Float {
      let env = family.makeVectorEnv(for: task(of: family), count: 1)
      var step = env.makeStep()
      env.reset(seeds: [1], into: &step)
      env.actuatorScales = [scale, 1]
      try env.step(action.span, into: &step)
      return step.rewards[0]
    }
    #expect(abs(try reward([0.5, 0], scale: 0) - (try reward([0, 0], scale: 1)) + 0.01 * 0.25) < 1e-6)
  }

  @Test func aLoadMakesABodyHeavier() throws {
    for name in ["reach", "push"] {
      let family = try SceneFamily(named: name)
      let body = family.bodyNames.count - 1
      let (plain, loaded) = (
        family.world(for: task(of: family)).bodies[body].mass,
        try family.altered(by: [.mass(body: body, factor: 4)]).world(for: task(of: family)).bodies[body].mass
      )
      #expect(abs(loaded.mass / plain.mass - 4) < 1e-4 && abs(loaded.inertia / plain.inertia - 4) < 1e-4)
    }
  }
}
