import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Velocities of points, beside those of a body that turns about the world's origin.
@Suite("Observations") struct ObservationTests {
  @Test(
    "a body of lines does not move, and its points can be asked whether they do",
    arguments: [
      "walls: {low: [-1, -1], high: [1, 1]}",
      "bodies: [{name: walls, type: static, position: [0, 0], shape: [{segment: [[-1, 0], [0, 0]]}, "
        + "{segment: [[0, 0], [1, 1]]}]}]",
    ])
  func lines(_ body: String) throws {
    let text = SceneFiles.good(
      replacing: "fingertip_position]", with: "walls_velocity, {velocity: corner}, {velocity: walls}]")
    let family = try SceneFiles().family(
      text.replacingOccurrences(of: "task: {", with: "\(body)\ntask: {corner: {body: walls, at: [1, 1]}, ")
        .replacingOccurrences(of: "weight: -1}]", with: "weight: -1}, {speed: corner, weight: 1}]"))
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: 0)))
    #expect(env.reset(seed: 0).suffix(6) == [0, 0, 0, 0, 0, 0])
    #expect(try env.step([0, 0]).observation.suffix(6) == [0, 0, 0, 0, 0, 0])
  }

  /// Its centre of mass is a tenth of a metre from its origin; both circle the pin.
  private static let wheel = """
    name: wheel
    horizon: 100
    simulation: {time_step: 0.001}
    bodies: [{name: tool, density: 10, shape: {polygon: [[0, 0], [0.3, 0], [0, 0.3]]}}]
    joints: [{name: pin, between: [ground, tool], at: [[0, 0], [0.1, -0.2]]}]
    actuators: [{joint: pin, mode: velocity, scale: 2, torque: 100}]
    task:
      tip: {body: tool, at: [{uniform: [0.2, 0.6]}, {uniform: [-0.3, 0.3]}]}
      edge: {body: tool, at: [0.15, 0.15]}
    observe:
      - {position: tool}
      - {velocity: tool}
      - {position: edge}
      - {velocity: edge}
      - {position: tip}
      - {velocity: tip}
      - {angular_velocity: tool}
    reward: [{speed: tip, weight: 1}]
    """

  @Test("a point's velocity is that of its place, fixed or drawn, and not of the centre of mass")
  func velocities() throws {
    let family = try SceneFiles().family(Self.wheel)
    for seed: UInt64 in 0..<5 {
      let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
      var env = SceneEnv(family, task: task)
      _ = env.reset(seed: 0)
      for _ in 0..<20 {
        let (seen, result) = try env.step([1])
        let omega = seen[12]
        for first in stride(from: 0, to: 12, by: 4) {
          let (x, y) = (seen[first], seen[first + 1])
          #expect(abs(seen[first + 2] + omega * y) < 5e-3 && abs(seen[first + 3] - omega * x) < 5e-3)
        }
        let speed = (seen[10] * seen[10] + seen[11] * seen[11]).squareRoot()
        #expect(abs(result.reward - speed) < 1e-5 && omega > 0.9)
      }
    }
  }
}
