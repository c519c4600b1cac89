import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Spoilt scene files end in an error or in a world that can be simulated, never in a crash.
@Suite("Fuzzed scenes") struct FuzzTests {
  /// Words that mutations put in the place of others: numbers at the edge and names of the language.
  static let words = [
    "0", "-1", "1e30", "-1e30", "1e-30", ".nan", ".inf", "-0.0", "1e9999", "0x10", "null", "~", "true",
    "\"\"", "[]", "{}",
    "[0, 0]", "{uniform: [0, 1]}", "{normal: {mean: 0, deviation: 1}}", "{disc: {radius: 1}}", "shoulder",
    "elbow",
    "link0", "link1", "ground", "cart", "goal", "fingertip", "arm", "bodies", "joints", "static", "kinematic",
    "weld",
    "prismatic", "distance", "object", "base", "left_finger", "{case: [1, 2]}", "{touch: object}", "true",
    "{rays: {body: object, angles: [0, 1], range: 2}}", "{speed: object, below: 1}", "circle", "box",
    "segment", "choices", "command", "noise", "delay", "dropout", "lag", "when", "held", "ever", "always",
    "spring", "moves", "color", "red", "{choice: [red, blue]}", "{case: [red, blue]}", "{color: object}",
    "repeat", "apart", "camera", "describe", "as", "{case: [object, base]}",
    "{describe: {vocabulary: [a, b], words: [{case: [a, b]}]}}", "{camera: {size: 2, width: 4}}", "show",
    "hide",
    "{point: goal, radius: 0.1}", "test", "levels", "level", "{horizon: 5}",
    "{choice: [{circle: 0.1}, {box: [0.1, 0.2]}]}", "{case: [{circle: 0.1}, [{box: [0.1, 0.2]}]]}",
    "{by: [1, 0], period: 1}", "{velocity: [0, 1]}", "episode",
    "changes", "pushes", "at", "mount", "name", "torso_link0", "left_grip", "[{name: left}]",
    "{at: 3, gravity: [0, 1]}", "{episode: {uniform: [0, 1]}}", "{episode: {case: [1, 2]}}",
    "{episode: {disc: {radius: 1}}}",
    "{stiffness: 1000000, damping: 1000000}", "point", "turn", "grip", "tool", "backlash", "range", "[0, 1]",
    "{speed: fingertip, below: 1, held: 3}", "0.005", "100", "100000", "200", "0.1", "1000000",
  ]

  private func mutate(_ text: String, _ stream: inout RandomStream) -> String {
    var bytes = Array(text.utf8)
    for _ in 0...Int(stream.next() % 3) {
      let i = Int(stream.next() % UInt64(bytes.count))
      switch stream.next() % 8 {
      case 0: bytes[i] = UInt8(truncatingIfNeeded: stream.next() % 128)
      case 1: bytes.remove(at: i)
      case 2:
        let line = bytes[i...].firstIndex(of: 10) ?? bytes.endIndex
        bytes.removeSubrange(i..<line)
      case 3:
        let end = min(i + 40, bytes.count)
        bytes.insert(contentsOf: Array(bytes[i..<end]), at: Int(stream.next() % UInt64(bytes.count)))
      case 4, 5, 6:
        // Another number.
        guard let start = bytes[i...].firstIndex(where: { $0 > 47 && $0 < 58 }) else { continue }
        let end = bytes[start...].firstIndex { $0 != 46 && !($0 > 47 && $0 < 58) } ?? bytes.endIndex
        let number = Double(stream.uniform(0.1, 10)) * pow(10, Double(stream.uniform(-3, 3)).rounded())
        let text = stream.next() % 2 == 0 ? "\(number)" : "\(Int(number))"
        bytes.replaceSubrange(start..<end, with: Array(text.utf8))
      default:
        // Replace the word that begins at or after i.
        func isWord(_ b: UInt8) -> Bool { b > 44 && b != 58 && b != 91 && b != 93 && b < 123 }
        guard let start = bytes[i...].firstIndex(where: isWord) else { continue }
        let end = bytes[start...].firstIndex { !isWord($0) } ?? bytes.endIndex
        let word = Self.words[Int(stream.next() % UInt64(Self.words.count))]
        bytes.replaceSubrange(start..<end, with: Array(word.utf8))
      }
      if bytes.isEmpty { bytes = [32] }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Every file of `Environments`, with what it extends in the place of its name.
  private static func sources() throws -> [String] {
    let folder = DocumentTests.folder
    var texts: [String: String] = [:]
    for name in SceneFamily.knownNames {
      texts[name] = try String(contentsOf: folder.appendingPathComponent("\(name).yaml"), encoding: .utf8)
    }
    return [
      SceneFiles.good, EnvironmentContractTests.varied, SceneLanguageTests.bounce, ReadingTests.cart,
      ResponseTests.arm, RulesTests.everything,
      SpringTests.drawn, MotionTests.drawn, MotionTests.free, HandControlTests.drawn, ServoTests.drawn,
      EpisodeTests.everything, EpisodeTests.mixed, ChangesTests.everything, ChangedServoTests.everything,
      ColorTests.drawn, ClutterTests.rocks, LevelsTests.cart, LevelsTests.changing, ArmsTests.cart,
      ArmsTests.torso,
    ]
      + texts.sorted { $0.key < $1.key }.map(\.value)
  }

  @Test("thousands of spoilt scenes", arguments: 0..<4) func fuzz(_ part: Int) throws {
    let files = try SceneFiles()
    for name in SceneFamily.knownNames {
      let file = DocumentTests.folder.appendingPathComponent("\(name).yaml")
      try files.write(String(contentsOf: file, encoding: .utf8), as: "\(name).yaml")
    }
    let sources = try Self.sources()
    var stream = RandomStream(seed: UInt64(part))
    var good = 0
    var slowest = Duration.zero
    let clock = ContinuousClock()
    let memory = Self.peakMegabytes
    for round in 0..<Self.rounds {
      let path = try files.write(mutate(sources[round % sources.count], &stream))
      let start = clock.now
      do throws(SceneError) {
        let family = try SceneFamily(loading: path)
        slowest = max(slowest, clock.now - start)
        good += 1
        play(family, seed: UInt64(round))
      } catch {
        let message = error.description
        slowest = max(slowest, clock.now - start)
        #expect(!message.contains("\n") && message.contains("expected"), "\(message)")
      }
    }
    #expect(slowest < .seconds(1), "a scene took \(slowest) to load")
    #expect(Self.peakMegabytes - memory < 200)
    #expect(good > Self.rounds / 20)
  }

  /// Of the whole process, so far.
  private static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  static let rounds = Int(ProcessInfo.processInfo.environment["LIMBER_FUZZ_ROUNDS"] ?? "") ?? 200

  private func play(_ family: SceneFamily, seed: UInt64) {
    let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
    let env = family.makeVectorEnv(for: task, count: 2)
    var step = env.makeStep()
    env.reset(seeds: [seed, seed + 1], into: &step)
    let actions = (0..<2 * env.actionSpace.count).map {
      $0 % 3 == 0 ? Float(1) : env.actionSpace.choices == nil ? -1 : 0
    }
    for _ in 0..<30 {
      do throws(EnvError) {
        try env.step(actions.span, into: &step)
      } catch {
        guard case .nonFiniteState = error else {
          Issue.record("\(error)")
          return
        }
        return
      }
      let width = step.observationCount
      for row in 0..<2 {
        let observation = Array(step.observations[row * width..<(row + 1) * width])
        #expect(family.observationSpace.contains(observation))
      }
    }
  }
}
