import Foundation
import Gym
import Physics
import Randomness
import Scenes
import Testing

@Suite("reach and its variants") struct ReachTests {
  private func goal(_ family: SceneFamily, _ task: TaskDraw) -> Vector2 {
    family.points(for: task)[0].position
  }

  @Test("observations are named as Reacher-v5 names them") func names() throws {
    let reach = try SceneFamily(named: "reach")
    #expect(
      reach.observationSpace.components.map(\.name) == [
        "cos(joint0)", "cos(joint1)", "sin(joint0)", "sin(joint1)", "velocity(joint0)", "velocity(joint1)",
        "fingertip_x", "fingertip_y",
      ])
    #expect(reach.actionSpace.components.map(\.name) == ["joint0", "joint1"])
    #expect(reach.horizon == 50)
    #expect(reach.stepSeconds == 0.02)
    let visible = try SceneFamily(named: "reach-visible")
    #expect(visible.observationSpace.count == 10)
    #expect(visible.observationSpace.components[4].name == "target_x")
  }

  @Test("an episode begins bent, at rest, with the fingertip inside the disc of targets") func start() throws
  {
    let family = try SceneFamily(named: "reach")
    var env = SceneEnv(family)
    let first = env.reset(seed: 1)
    #expect(abs(first[0] - cos(-1)) < 1e-6 && abs(first[2] - sin(-1)) < 1e-6)
    #expect(abs(first[1] - cos(2.2)) < 1e-6 && abs(first[3] - sin(2.2)) < 1e-6)
    #expect(first[4] == 0 && first[5] == 0)
    let x = 0.1 * cos(-1.0) + 0.11 * cos(1.2)
    let y = 0.1 * sin(-1.0) + 0.11 * sin(1.2)
    #expect(abs(Double(first[6]) - x) < 1e-6 && abs(Double(first[7]) - y) < 1e-6)
    #expect(x * x + y * y < 0.2 * 0.2)
  }

  @Test(
    "the reward is minus the distance after the step, minus the cost of the clamped action",
    arguments: [
      ("reach", Float(0.01)), ("reach-torque", 0.1), ("reach-visible", 0.01),
    ])
  func reward(_ name: String, _ cost: Float) throws {
    let family = try SceneFamily(named: name)
    let task = family.drawTask(from: .test, using: RandomStream(seed: 9))
    let goal = goal(family, task)
    var env = SceneEnv(family, task: task)
    _ = env.reset(seed: 0)
    for action in [[Float(0.5), -0.25], [2, -3]] {
      let result = try env.step(action).result
      let link = env.pose(ofBody: 1)
      let tip = Vector2(link.position.x + 0.055 * cos(link.angle), link.position.y + 0.055 * sin(link.angle))
      let clamped = action.map { min(max($0, -1), 1) }
      let squares = clamped[0] * clamped[0] + clamped[1] * clamped[1]
      #expect(abs(result.reward + (tip - goal).length + cost * squares) < 1e-6)
      #expect(!result.terminated)
    }
  }

  @Test("a hidden target changes rewards and nothing that is seen") func hidden() throws {
    for name in ["reach", "reach-torque", "navigate"] {
      let family = try SceneFamily(named: name)
      var seen: [[Float]] = []
      var rewards: Set<Float> = []
      for seed: UInt64 in 0..<3 {
        var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: seed)))
        var all = env.reset(seed: 4)
        for _ in 0..<10 {
          let (observation, result) = try env.step([0.3, -0.7])
          all += observation
          rewards.insert(result.reward)
        }
        seen.append(all)
      }
      #expect(seen[0] == seen[1] && seen[1] == seen[2])
      #expect(rewards.count == 30)
    }
  }

  @Test("the servo reaches the commanded speed and holds it") func servo() throws {
    var env = SceneEnv(try SceneFamily(named: "reach"))
    _ = env.reset(seed: 0)
    var observation: [Float] = []
    for _ in 0..<15 { observation = try env.step([1, -0.4]).observation }
    // The engine's solver stops after 8 iterations, within half a per cent of the speed.
    #expect(abs(observation[4] - 5) < 0.025)
    #expect(abs(observation[5] + 2) < 0.025)
  }

  @Test("torque accelerates: without torque the arm rests, with it the speed grows") func torque() throws {
    var env = SceneEnv(try SceneFamily(named: "reach-torque"))
    let first = env.reset(seed: 0)
    #expect(try env.step([0, 0]).observation == first)
    var speeds: [Float] = []
    for _ in 0..<10 { speeds.append(try env.step([1, 0]).observation[4]) }
    #expect(zip(speeds, speeds.dropFirst()).allSatisfy { $0 < $1 })
    #expect(speeds[9] > 0.2)
  }

  /// Inverse kinematics, then proportional control of the joints: the task can be solved from a visible target.
  @Test("a controller that knows the target succeeds") func expert() throws {
    let family = try SceneFamily(named: "reach-visible")
    var successes = 0
    for seed: UInt64 in 0..<50 {
      var env = SceneEnv(family, task: family.drawTask(from: .test, using: RandomStream(seed: seed)))
      var o = env.reset(seed: 0)
      var success = false
      for _ in 0..<50 {
        let q0 = atan2(o[2], o[0])
        let q1 = atan2(o[3], o[1])
        let d = max(hypot(o[4], o[5]), 0.0101)
        let c = min(max((d * d - 0.0221) / 0.022, -1), 1)
        let w1 = acos(c)
        let w0 = atan2(o[5], o[4]) - atan2(0.11 * sin(w1), 0.1 + 0.11 * c)
        let e0 = atan2(sin(w0 - q0), cos(w0 - q0))
        let (next, result) = try env.step([2 * e0, 2 * (w1 - q1)])
        o = next
        success = result.success
      }
      successes += success ? 1 : 0
    }
    #expect(successes >= 48, "\(successes) of 50")
  }

  @Test("targets fill the disc evenly") func disc() throws {
    let family = try SceneFamily(named: "reach")
    var inner = 0
    for i in 0..<4000 {
      let goal = goal(family, family.drawTask(from: .train, using: RandomStream(seed: 3).split(i)))
      #expect(goal.length <= 0.2 + 1e-6)
      if goal.length < 0.1 { inner += 1 }
    }
    // A quarter of the area; the deviation of the count is 27.
    #expect(abs(inner - 1000) < 5 * 27)
  }
}

@Suite("navigate") struct NavigateTests {
  @Test("an action moves the robot by a tenth of it, clipped") func moves() throws {
    var env = SceneEnv(try SceneFamily(named: "navigate"))
    #expect(env.reset(seed: 0) == [0, 0])
    var observation = try env.step([0.5, -1]).observation
    #expect(abs(observation[0] - 0.05) < 1e-6 && abs(observation[1] + 0.1) < 1e-6)
    observation = try env.step([7, -9]).observation
    #expect(abs(observation[0] - 0.15) < 1e-6 && abs(observation[1] + 0.2) < 1e-6)
    let rest = try env.step([0, 0]).observation
    #expect(rest == observation)
  }

  @Test("it ends within 0.01 of the goal in both coordinates, and pays the distance") func ends() throws {
    let family = try SceneFamily(named: "navigate")
    #expect(family.horizon == 100)
    for seed: UInt64 in 0..<40 {
      let task = family.drawTask(from: .test, using: RandomStream(seed: seed))
      let goal = family.points(for: task)[0].position
      #expect(abs(goal.x) <= 0.5 && abs(goal.y) <= 0.5)
      var env = SceneEnv(family, task: task)
      var o = env.reset(seed: 0)
      for _ in 0..<100 {
        let (next, result) = try env.step([10 * (goal.x - o[0]), 10 * (goal.y - o[1])])
        o = next
        let (dx, dy) = (o[0] - goal.x, o[1] - goal.y)
        #expect(abs(result.reward + (dx * dx + dy * dy).squareRoot()) < 1e-6)
        let near = abs(dx) < 0.01 && abs(dy) < 0.01
        #expect(result.terminated == near && result.success == near)
        if near { break }
      }
      #expect(abs(o[0] - goal.x) < 0.01)
    }
  }

  @Test("standing still scores about -38") func standing() throws {
    let family = try SceneFamily(named: "navigate")
    var total = 0.0
    for i in 0..<200 {
      var policy = ZeroPolicy()
      let task = family.drawTask(from: .train, using: RandomStream(seed: 1).split(i))
      let episodes = try rollout(
        &policy, in: family.makeVectorEnv(for: task, count: 1), streams: [RandomStream(seed: 0)])
      total += Double(episodes[0].totalReward)
    }
    #expect(abs(total / 200 + 38.3) < 4)
  }
}
