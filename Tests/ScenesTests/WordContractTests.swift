import Gym
import Randomness
import Scenes
import TestSupport
import Testing

/// The contract of environments, for words that no file in `Environments/` has.
@Suite("Scenes with other words keep the contract") struct WordContractTests {
  static let scenes = [
    ReadingTests.cart, ResponseTests.arm, MotionTests.drawn, MotionTests.free, RulesTests.everything,
    SpringTests.drawn, HandControlTests.drawn, ServoTests.drawn, EpisodeTests.everything, EpisodeTests.mixed,
    ChangesTests.everything, ChangedServoTests.everything, ColorTests.drawn, ClutterTests.rocks,
    LevelsTests.cart, LevelsTests.changing, ArmsTests.cart, ArmsTests.torso,
  ]

  @Test("single: seeds, snapshots, restarts", arguments: scenes) func single(_ text: String) throws {
    let family = try SceneFiles().family(text)
    for seed: UInt64 in 0..<4 {
      let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
      #expect(checkEnv { SceneEnv(family, task: task) } == [])
    }
  }

  @Test("vector", arguments: scenes, [1, 5, 70]) func vector(_ text: String, _ count: Int) throws {
    let family = try SceneFiles().family(text)
    #expect(checkVectorEnv(family, count: count) { SceneEnv(family, task: $0) } == [])
  }

  @Test("threads change no bit", arguments: scenes) func threads(_ text: String) throws {
    let family = try SceneFiles().family(text)
    let tasks = (0..<130).map { family.drawTask(from: .train, using: RandomStream(seed: $0 % 7)) }
    func play(_ threads: Int) throws -> [UInt32] {
      let env = SceneVectorEnv(family, tasks: tasks, threads: threads)
      var (step, bits) = (env.makeStep(), [UInt32]())
      env.reset(seeds: (0..<130).map { UInt64($0) }, into: &step)
      let actions = (0..<env.actionSpace.count * 130).map { Float($0 % 5) / 2 - 1 }
      for _ in 0..<100 {
        try env.step(actions.span, into: &step)
        bits += (step.observations + step.finalObservations + step.rewards).map(\.bitPattern)
      }
      return bits
    }
    let one = try play(1)
    for threads in [2, 3] { #expect(try play(threads) == one) }
  }
}
