import Gym
import Randomness
import Scenes
import Testing

/// However many threads step the rows of a vector environment, their bits and errors are those of one thread.
@Suite("Threads") struct ThreadsTests {
  /// All that can be seen of a vector environment, as bits.
  private struct Record: Equatable {
    var bits: [UInt32] = []
    var flags: [Bool] = []
    var times: [Int?] = []
    var errors: [String] = []

    mutating func add(_ env: SceneVectorEnv, _ step: VectorStep) {
      for values in [step.observations, step.finalObservations, step.rewards] {
        bits += values.map(\.bitPattern)
      }
      flags += step.terminated + step.truncated + step.success
      for row in 0..<env.count {
        bits += env.poses(in: row).map(\.bitPattern)
        times.append(env.time(in: row))
      }
    }
  }

  private func play(_ family: SceneFamily, rows: Int, threads: Int, _ mode: AutoresetMode) -> Record {
    let stream = RandomStream(seed: 41)
    let tasks = (0..<rows).map { family.drawTask(from: .train, using: stream.split($0)) }
    let env = SceneVectorEnv(family, tasks: tasks, threads: threads)
    env.autoreset = mode
    var (step, record) = (env.makeStep(), Record())
    let width = env.actionSpace.count
    var wishes = stream.split("actions")
    for round in 0..<2 {
      env.assign(family.drawTask(from: .test, using: stream.split(rows + round)), to: rows / 2)
      env.reset(seeds: (0..<rows).map { UInt64($0 + 100 * round) }, into: &step)
      record.add(env, step)
      for time in 0..<family.horizon + 3 {
        // Held for long, so that things are driven into each other; each row pulls its own way.
        var actions = (0..<rows * width).map { $0 % 3 == time / 20 % 3 ? Float(1) : wishes.uniform(-1, 1) }
        if time == 5 { actions[(rows - 1) * width] = .nan }
        if time == 6 { actions.removeLast() }
        do throws(EnvError) {
          try env.step(actions.span, into: &step)
        } catch {
          record.errors.append("\(time): \(error)")
        }
        if time % 10 < 7 || time > family.horizon - 3 { record.add(env, step) }
      }
    }
    return record
  }

  @Test("change no bit", arguments: [("reach", 130), ("push", 10)], AutoresetMode.allCases)
  func bits(_ scene: (name: String, rows: Int), _ mode: AutoresetMode) throws {
    let family = try SceneFamily(named: scene.name)
    let one = play(family, rows: scene.rows, threads: 1, mode)
    #expect(one.errors.count >= 4)
    let early = one.errors.filter { $0.hasPrefix("5:") || $0.hasPrefix("6:") }
    #expect(mode != .disabled || one.errors.count > early.count)
    for threads in [2, 3] {
      #expect(play(family, rows: scene.rows, threads: threads, mode) == one)
    }
  }
}
