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
    #expect(push.actuatorNames == ["shoulder", "elbow", "wrist", "gripper"])
    let world = try push.altered(by: [.actuator(3, scale: 0)]).world(for: task(of: push))
    let fingers = world.actuators.filter {
      if case .jointVelocity(let joint, 0, _) = $0 {
        push.jointNames[joint].hasSuffix("finger")
      } else {
        false
      }
    }
    #expect(fingers.count == 2)
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
