import Gym
import Physics
import Randomness
import TestSupport
import Testing

@testable import Scenes

/// What `engine: lanes` says: the same scene, faster.
@Suite("Scenes in lanes") struct LanesTests {
  static let names = SceneFamily.knownNames.filter { inLanes($0) != nil }

  /// The family with the other engine; nil where that does not have all of it.
  static func inLanes(_ name: String) -> SceneFamily? {
    guard var description = try? SceneFamily(named: name).scene.description else { return nil }
    description.simulation.engine = .lanes
    let scene = CompiledScene(description)
    do { try SceneFamily.check(scene, path: name) } catch { return nil }
    return SceneFamily(scene)
  }

  @Test("the shipped arms that touch nothing can be") func eligible() {
    #expect(
      Self.names == [
        "reach", "reach-broken", "reach-changing", "reach-links", "reach-noisy", "reach-pixels",
        "reach-shown",
        "reach-torque",
        "reach-vertical", "reach-visible",
      ])
  }

  @Test("whole episodes have the bits of the other engine", arguments: names) func episodes(_ name: String)
    throws
  {
    func play(_ family: SceneFamily, threads: Int) throws -> [UInt32] {
      let tasks = (0..<40).map { family.drawTask(from: .train, using: RandomStream(seed: $0)) }
      let env = SceneVectorEnv(family, tasks: tasks, threads: threads)
      var (step, bits, random) = (env.makeStep(), [UInt32](), RandomStream(seed: 3))
      env.reset(seeds: (0..<40).map { UInt64($0) }, into: &step)
      for time in 0..<2 * family.horizon + 5 {
        // Held for a while, so that arms get somewhere.
        let wish = time / 7 % 2 == 0 ? Float(1) : -0.7
        let actions = (0..<40 * env.actionSpace.count).map { _ in wish * random.uniform(0.2, 1) }
        try env.step(actions.span, into: &step)
        bits += (step.observations + step.finalObservations + step.rewards).map(\.bitPattern)
        bits += env.poses(in: time % 40).map(\.bitPattern)
      }
      return bits
    }
    let expected = try play(SceneFamily(named: name), threads: 1)
    let lanes = try #require(Self.inLanes(name))
    for threads in [1, 2] { #expect(try play(lanes, threads: threads) == expected) }
  }

  @Test("the contract holds", arguments: names) func contract(_ name: String) throws {
    let family = try #require(Self.inLanes(name))
    #expect(checkEnv { SceneEnv(family) } == [])
    for count in [1, 5, 70] {
      #expect(checkVectorEnv(family, count: count) { SceneEnv(family, task: $0) } == [])
    }
  }

  @Test("a file says it, and levels and tests of one scene keep to one engine") func file() throws {
    let files = try SceneFiles()
    let good = SceneFiles.good(replacing: "horizon: 10", with: "horizon: 10\nsimulation: {engine: lanes}")
    let family = try files.family(good)
    #expect(family.scene.description.simulation.engine == .lanes)
    #expect(try files.family(SceneFiles.good).scene.description.simulation.engine == .box2d)
    #expect(try SceneFamily(text: family.text, source: "text").sceneHash == family.sceneHash)
    #expect(
      try files.message(good + "\ntest: {simulation: {engine: box2d}}")
        == "scene.yaml: test: another scene, expected the same bodies, joints, observations, rules and horizon "
        + "with other numbers")
  }

  @Test(
    "what lanes do not have is named",
    arguments: [
      (
        "bodies: [{name: ball, shape: {circle: 0.1}, mass: 1, position: [1, 0], collides: false}]",
        "the body \"ball\" is no link of a chain that touches nothing"
      ),
      (
        "walls: {low: [-1, -1], high: [1, 1]}",
        "the body \"walls\" is no link of a chain that touches nothing"
      ),
      (
        "bodies: [{name: cart, shape: {circle: 0.1}, mass: 1, collides: false}]\n"
          + "joints: [{name: rail, type: prismatic, between: [ground, cart], at: [[1, 0], [0, 0]], axis: [1, 0]}]",
        "the joint \"rail\" is none of a chain on the ground, revolute and without a spring"
      ),
    ])
  func refusals(_ added: String, _ reason: String) throws {
    let scene = SceneFiles.good(replacing: "horizon: 10", with: "horizon: 10\nsimulation: {engine: lanes}")
    #expect(
      try SceneFiles().message(scene + "\n" + added)
        == "scene.yaml: simulation.engine: lanes, but \(reason), expected box2d")
  }

  @Test("an actuator that lanes do not have is named") func actuators() throws {
    let backlash = "torque: 0.5, backlash: {uniform: [0, 0.1]}"
    let scene = SceneFiles.good(replacing: "torque: 0.5", with: backlash)
    #expect(
      try SceneFiles().message(scene + "\nsimulation: {engine: lanes}")
        == "scene.yaml: simulation.engine: lanes, but the actuator \"shoulder\" is not of a joint, or has backlash, "
        + "expected box2d")
  }
}
