import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Actuators with lag and noise: what they do, and that it belongs to the episode alone.
@Suite("Imperfect actuators") struct ResponseTests {
  /// A cart whose velocity is what its actuator does.
  private static func cart(_ response: String, horizon: Int = 40) -> String {
    """
    name: cart
    horizon: \(horizon)
    simulation: {time_step: 0.01, substeps: 2}
    bodies: [{name: cart, type: kinematic, shape: {circle: 0.1}, position: [0, 0]}]
    actuators: [{body: cart, mode: velocity, scale: 1\(response)}]
    task: {goal: {disc: {radius: 1}}}
    observe: [cart_velocity]
    reward: [{control: squared, weight: 1}]
    """
  }

  /// Everything at once: an arm with a gripper whose fingers one number drives.
  static let arm = """
    name: arm
    horizon: 15
    arm:
      links: [{length: 0.3, radius: 0.02, mass: 1}, {length: 0.3, radius: 0.02, mass: 1}]
      gripper: {finger: [0.1, 0.02], opening: 0.1, mass: 0.1}
    actuators:
      - {joint: shoulder, mode: velocity, scale: 4, torque: 20, lag: {uniform: [0, 0.2]}}
      - {joint: elbow, mode: torque, scale: 3, noise: {uniform: [0, 0.5]}}
      - {joints: [left_finger, right_finger], mode: velocity, scale: 0.1, torque: 20, lag: 0.1, noise: 0.3}
    task: {goal: {disc: {radius: 0.5}}}
    observe: [joint_positions, joint_velocities, fingertip_position]
    reward: [{distance: [fingertip, goal], weight: -1}, {control: squared, weight: -0.1}]
    """

  private func family(_ response: String, horizon: Int = 40) throws -> SceneFamily {
    try SceneFiles().family(Self.cart(response, horizon: horizon))
  }

  /// Observations after each step, `[time][component]`, of a vehicle that is told the same all the time.
  private func play(
    _ family: SceneFamily, _ action: [Float], task: UInt64 = 0, seed: UInt64 = 0
  ) throws -> [[Float]] {
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: task)))
    _ = env.reset(seed: seed)
    return try (0..<family.horizon).map { _ in try env.step(action).observation }
  }

  @Test("what lags comes as near as its time constant says", arguments: [0.004, 0.05, 0.5, 100])
  func lag(_ constant: Double) throws {
    let seen = try play(family(", lag: \(constant)"), [1, -0.5])
    for (i, velocity) in seen.enumerated() {
      let way = 1 - exp(-0.02 * Double(i + 1) / constant)
      #expect(abs(Double(velocity[0]) - way) < 1e-5 && abs(Double(velocity[1]) + 0.5 * way) < 1e-5)
    }
  }

  @Test("neither a lag of 0 nor noise of 0 changes a bit") func none() throws {
    let action: [Float] = [0.3, -0.7]
    let plain = try play(family(""), action)
    for response in [", lag: 0", ", noise: 0", ", lag: 0, noise: 0"] {
      #expect(try play(family(response), action) == plain)
    }
  }

  @Test("noise has the deviation that is stated, no mean, and no memory", arguments: ["", ", lag: 0.5"])
  func noise(_ lag: String) throws {
    let seen = try play(family(", noise: 0.1\(lag)", horizon: 4000), [0, 0])
    let errors = [0, 1].map { i in seen.map { Double($0[i]) / 0.1 } }
    func mean(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
    }
    for own in errors {
      // Four standard errors of 4000 samples.
      #expect(abs(own.reduce(0, +) / 4000) < 0.064)
      #expect(abs(mean(own, own).squareRoot() - 1) < 0.045)
      #expect(abs(mean(own, Array(own.dropFirst()) + [0])) < 0.064)
    }
    #expect(abs(mean(errors[0], errors[1])) < 0.064)
  }

  @Test("no actuator does more than it can, and the control cost counts what the action asked for")
  func limits() throws {
    let family = try family(", lag: 0.05, noise: 1")
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: 0)))
    _ = env.reset(seed: 0)
    var seen = Set<Float>()
    for _ in 0..<40 {
      let (observation, result) = try env.step([1, -0.5])
      seen.formUnion(observation)
      #expect(result.reward == 1.25)
    }
    #expect(seen.min() == -1 && seen.max() == 1 && seen.count > 20)
  }

  @Test("a dead actuator does nothing, and its command is told again") func dead() throws {
    let family = try family(", lag: 0.05, noise: 0.5")
    let task = family.drawTask(from: .train, using: RandomStream(seed: 0))
    let env = SceneVectorEnv(family, tasks: [task])
    var step = env.makeStep()
    env.actuatorScales = [0]
    env.reset(seeds: [0], into: &step)
    let action: [Float] = [1, 1]
    for _ in 0..<10 {
      try env.step(action.span, into: &step)
      #expect(step.observations == [0, 0] && step.rewards == [2])
    }
  }

  @Test("joints that one number drives do the same, and episodes have noise of their own") func followers()
    throws
  {
    let family = try SceneFiles().family(
      """
      name: rails
      horizon: 10
      bodies: [{name: a, shape: {circle: 0.1}, mass: 1}, {name: b, shape: {circle: 0.1}, mass: 1}]
      joints:
        - {name: left, type: prismatic, between: [ground, a], at: [[0, 0], [0, 0]], axis: [0, 1]}
        - {name: right, type: prismatic, between: [ground, b], at: [[1, 0], [0, 0]], axis: [0, 1]}
      actuators: [{joints: [left, right], mode: velocity, scale: 1, torque: 100, lag: 0.1, noise: 0.3}]
      observe: [joint_velocities]
      reward: [{control: squared, weight: -1}]
      """)
    var env = SceneEnv(family)
    var firsts = Set<Float>()
    for seed in 0..<4 as Range<UInt64> {
      _ = env.reset(seed: seed)
      for time in 0..<10 {
        let seen = try env.step([0.2]).observation
        #expect(seen[0] == seen[1] && seen[0] != 0)
        if time == 0 { firsts.insert(seen[0]) }
      }
    }
    #expect(firsts.count == 4)
  }

  @Test("a task draws lag and noise, which an oracle is told") func levels() throws {
    let family = try family(", lag: {uniform: [0.1, 0.5]}, noise: {choice: [0, 0]}")
    #expect(family.taskNames.prefix(2) == ["actuators[0].lag", "actuators[0].noise"])
    for seed in 0..<3 as Range<UInt64> {
      let lag = family.drawTask(from: .train, using: RandomStream(seed: seed)).numbers[0]
      let seen = try play(family, [1, 1], task: seed)
      #expect(abs(seen[9][0] - (1 - exp(-0.2 / lag))) < 1e-5)
      let shown = try play(family.revealed, [1, 1], task: seed)
      #expect(shown.map { $0[..<2] } == seen.map { $0[...] })
      #expect(abs(shown[9][2] - (lag - 0.3) / 0.2) < 1e-5)
    }
  }

  @Test("the page and the description say what is imperfect") func words() throws {
    let family = try family(", lag: {uniform: [0, 0.1]}, noise: 0.05")
    let line = "cart_x, cart_y: a lag of (0 to 0.1) s, noise of deviation 0.05"
    #expect(family.page.contains("Imperfect are:\n\n- \(line)\n"))
    #expect(family.describe().contains("imperfect\n  \(line)\n"))
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.sceneHash == family.sceneHash && again.page == family.page)
  }
}
