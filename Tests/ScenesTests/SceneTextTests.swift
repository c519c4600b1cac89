import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// A scene as text, to be kept in other files: it needs no file, and none that it names is opened.
@Suite("Scenes as text") struct SceneTextTests {
  private func message(_ text: String) -> String {
    do throws(SceneError) {
      _ = try SceneFamily(text: text, source: "source")
      return "no error"
    } catch { return error.description }
  }

  @Test("every environment is the same from its text", arguments: SceneFamily.knownNames)
  func roundTrip(_ name: String) throws {
    let family = try SceneFamily(named: name)
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.sceneHash == family.sceneHash && again.text == family.text)
    #expect(again.id == family.id && again.summary == family.summary)
    #expect(again.describe() == family.describe())
    let stream = RandomStream(seed: 3)
    #expect(again.drawTask(from: .test, using: stream) == family.drawTask(from: .test, using: stream))
  }

  @Test(
    "whatever its words are",
    arguments: [
      #"'He said "go": \ & *now*, # [or] {never}'"#, "\"a\\nb\\tc\\u0085d\\\\\"", "'true'", "'1e3'",
      "é → 人 🦾",
      "true", "infinity",
    ])
  func words(_ summary: String) throws {
    let scene = SceneFiles.good(replacing: "horizon: 10", with: "summary: \(summary)\nhorizon: 10")
    let family = try SceneFiles().family(scene)
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.summary == family.summary && again.sceneHash == family.sceneHash)
  }

  @Test("no other file is opened") func noOtherFile() throws {
    let files = try SceneFiles()
    let base = files.folder.appendingPathComponent("base").path
    try files.write(SceneFiles.good, as: "base.yaml")
    #expect(
      message("extends: base\nname: mine\n")
        == "source:1: extends: names another file, expected a scene that needs none")
    #expect(!message("extends: \(base)\nname: mine\n").contains("base.yaml"))
    let derived = try SceneFamily(loading: files.write("extends: base\nname: mine\n", as: "mine.yaml"))
    #expect(!derived.text.contains("extends"))
    try FileManager.default.removeItem(at: files.folder.appendingPathComponent("base.yaml"))
    #expect(try SceneFamily(text: derived.text, source: "source").sceneHash == derived.sceneHash)
  }

  @Test("long texts and aliases are refused, wherever they hide", .timeLimit(.minutes(1)))
  func hostile() {
    #expect(
      message(String(repeating: "#", count: 300_000)) == "source: more than 262144 bytes, expected a scene")
    let laughs = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
    // As keys they are compared before anything counts them.
    let bomb = "a0: &a0 [1, 1]\n\(laughs)\n? *a40\n: 1\n? *a39\n: 2\n"
    for hidden in ["", "x: |\n  y: \"\n", "x: y\n  \"z\n", "x: \"\\\\\"\n", "x: 'a''b'\n"] {
      #expect(message(hidden + bomb).contains("expected plain values"), "\(hidden)")
    }
  }
}
