import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Actions at their extremes, resets at any moment, tasks of both halves: every number stays one.
///
/// `LIMBER_STRESS_STEPS` sets the steps of each family; 60,000 make more than a million for all.
@Suite("Stress") struct StressTests {
  static let steps = Int(ProcessInfo.processInfo.environment["LIMBER_STRESS_STEPS"] ?? "") ?? 1_500

  private static func action(_ stream: inout RandomStream, held: Float) -> Float {
    switch stream.next() % 8 {
    case 0: 1
    case 1: -1
    case 2: 1e30
    case 3: -.greatestFiniteMagnitude
    case 4: stream.uniform(-1, 1)
    default: held  // the same for long, so that things are driven into each other and away
    }
  }

  @Test("extreme actions and random resets", arguments: SceneFamily.knownNames) func stress(_ name: String)
    throws
  {
    let family = try SceneFamily(named: name)
    let rows = 10
    var stream = RandomStream(seed: 99).split("stress")
    let tasks = (0..<rows).map {
      family.drawTask(from: $0 % 2 == 0 ? .train : .test, using: stream.split($0))
    }
    let env = SceneVectorEnv(family, tasks: tasks)
    var step = env.makeStep()
    env.reset(seeds: (0..<rows).map { UInt64($0) }, into: &step)
    var actions = [Float](repeating: 0, count: rows * env.actionSpace.count)
    let components = env.observationSpace.components
    var ends = 0
    for time in 0..<Self.steps / rows {
      for i in actions.indices {
        actions[i] =
          env.actionSpace.choices.map { Float(stream.next() % UInt64($0)) }
          ?? Self.action(&stream, held: actions[i])
      }
      try env.step(actions.span, into: &step)
      for row in 0..<rows {
        if !step.rewards[row].isFinite { Issue.record("reward \(step.rewards[row]) in step \(time)") }
        for (i, component) in components.enumerated() {
          let value = step.observations[row * components.count + i]
          if !(value.isFinite && value >= component.low && value <= component.high) {
            Issue.record("\(component.name) is \(value) in step \(time)")
          }
        }
        if step.ended(row) { ends += 1 }
      }
      guard stream.next() % 150 == 0 else { continue }
      for row in 0..<rows where stream.next() % 2 == 0 {
        env.assign(family.drawTask(from: .train, using: stream.split(time)), to: row)
      }
      env.reset(seeds: (0..<rows).map { _ in stream.next() }, into: &step)
    }
    #expect(Self.steps < 5_000 || ends > 0)
  }
}
