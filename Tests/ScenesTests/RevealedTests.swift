import Gym
import Randomness
import Scenes
import Testing

/// What an oracle sees: the same worlds, with the tasks' numbers in the observation.
@Suite struct RevealedTests {
  @Test(arguments: ["reach", "navigate", "reach-broken", "push"])
  func showsTheNumbersOfTheTaskAndChangesNothingElse(name: String) throws {
    let hidden = try SceneFamily(named: name)
    let revealed = hidden.revealed
    let width = hidden.observationSpace.count
    #expect(revealed.observationSpace.count > width)
    let stream = RandomStream(seed: 4)
    let draw = hidden.drawTask(from: .test, using: stream)
    #expect(revealed.drawTask(from: .test, using: stream) == draw)
    let (a, b) = (hidden.makeVectorEnv(for: draw, count: 2), revealed.makeVectorEnv(for: draw, count: 2))
    var policies = (
      RandomPolicy(actionSpace: hidden.actionSpace), RandomPolicy(actionSpace: hidden.actionSpace)
    )
    let streams = [stream.split(1), stream.split(2)]
    let plain = try rollout(&policies.0, in: a, streams: streams)
    let seen = try rollout(&policies.1, in: b, streams: streams)
    #expect(plain.map(\.rewards) == seen.map(\.rewards))
    let wide = revealed.observationSpace.count
    for t in 0..<plain[0].length {
      #expect(
        plain[0].observations[t * width..<(t + 1) * width]
          .elementsEqual(seen[0].observations[t * wide..<t * wide + width]))
    }
    for (i, component) in revealed.observationSpace.components.enumerated()
    where component.name.hasPrefix("task(") {
      let values = (0..<seen[0].length).map { seen[0].observations[$0 * wide + i] }
      #expect(Set(values).count == 1 && abs(values[0]) <= 1, "\(component.name) is \(values[0])")
    }
  }

  @Test("a number that changes leave as it is shows as 0, and test tasks by how far they are from it")
  func unchanged() throws {
    let family = try SceneFamily(
      text: """
        name: hanging
        horizon: 5
        simulation: {gravity: [0, -9.81]}
        arm: {links: [{length: 0.1, radius: 0.01, density: {uniform: [100, 200]}}]}
        actuators: [{joint: shoulder, mode: velocity, torque: 1, scale: 5}]
        changes:
          - {at: 2, gravity: [{uniform: [1, 2]}, -9.81]}
          - {at: 2, actuator: shoulder, scale: 5}
        observe: [joint_cosines]
        reward: [{speed: fingertip, weight: 1}]
        test:
          changes:
            - {at: 2, gravity: [{uniform: [1, 2]}, -8.81]}
            - {at: 2, actuator: shoulder, scale: -5}
        """, source: "hanging"
    ).revealed
    let names = family.observationSpace.components.map(\.name)
    let places = try ["gravity y", "scale of shoulder"].map {
      try #require(names.firstIndex(of: "present(\($0))"))
    }
    for (split, changed) in [(Split.train, [0, 0]), (.test, [1, -10])] as [(Split, [Float])] {
      var env = SceneEnv(family, task: family.drawTask(from: split, using: RandomStream(seed: 1)))
      var told = env.reset(seed: 0)
      for time in 0..<family.horizon {
        for (place, value) in zip(places, changed) {
          #expect(abs(told[place] - (time > 2 ? value : 0)) < 1e-5, "\(split) \(time)")
        }
        told = try env.step([0]).observation
      }
    }
  }

  @Test func aCaseIsAnIndicatorAndAGoalIsScaled() throws {
    let broken = try SceneFamily(named: "reach-broken").revealed
    let draw = broken.drawTask(from: .train, using: RandomStream(seed: 9))
    let env = broken.makeVectorEnv(for: draw, count: 1)
    var policy = ZeroPolicy()
    let first = try rollout(&policy, in: env, streams: [RandomStream(seed: 1)])[0].observations
    let names = broken.observationSpace.components.map(\.name)
    let cases = (0..<10).compactMap { i in names.firstIndex(of: "task(case \(i))").map { first[$0] } }
    let drawn = try #require(draw.names.firstIndex(of: "case")).advanced(by: 0)
    #expect(cases == (0..<10).map { Float($0) == draw.numbers[drawn] ? 1 : 0 })
    let x = try #require(names.firstIndex { $0.contains("target.x") })
    let number = draw.numbers[try #require(draw.names.firstIndex { $0.hasSuffix("target.x") })]
    #expect(abs(first[x] - number / 0.11) < 1e-5)
  }

  /// The names of what is shown, in order: every number of the task, and the vector behind the reward's distance.
  @Test(arguments: [
    (
      "reach",
      [
        "task(task.target.x)", "task(task.target.y)", "(fingertip - target)_x", "(fingertip - target)_y",
      ]
    ),
    (
      "push",
      [
        "task(bodies[0].mass)", "task(bodies[0].table_friction)", "task(task.goal.x)", "task(task.goal.y)",
        "episode(bodies[0].position.x)", "episode(bodies[0].position.y)", "episode(start.shoulder)",
        "episode(start.elbow)", "episode(start.wrist)", "(object - goal)_x", "(object - goal)_y",
        "(grip - object)_x", "(grip - object)_y",
      ]
    ),
  ])
  func showsEveryNumberAndEveryDistanceOfTheReward(name: String, shown: [String]) throws {
    let hidden = try SceneFamily(named: name)
    let width = hidden.observationSpace.count
    let revealed = hidden.revealed
    #expect(revealed.observationSpace.components.map(\.name).dropFirst(width) == shown[...])
    let draw = hidden.drawTask(from: .train, using: RandomStream(seed: 2))
    var env = SceneEnv(revealed, task: draw)
    let observation = env.reset(seed: 1)
    func value(_ name: String) throws -> Float {
      observation[try #require(revealed.observationSpace.components.map(\.name).firstIndex(of: name))]
    }
    for (number, range) in zip(draw.numbers, revealed.taskRanges) {
      let low = range.range.lowerBound
      let scaled = 2 * (number - low) / (range.range.upperBound - low) - 1
      #expect(abs(try value("task(\(range.name))") - scaled) < 1e-4)
    }
    let (mover, goal) = name == "reach" ? ("fingertip", "target") : ("object", "goal")
    for axis in ["x", "y"] {
      let index = try #require(draw.names.firstIndex(of: "task.\(goal).\(axis)"))
      let expected = try value("\(mover)_\(axis)") - draw.numbers[index]
      #expect(abs(try value("(\(mover) - \(goal))_\(axis)") - expected) < 1e-5)
    }
  }
}
