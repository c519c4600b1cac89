import Foundation
import Scenes
import Testing

/// Every bad scene ends in one line that says where, what, and what was expected.
@Suite("Bad scenes") struct BadScenesTests {
  @Test("the scene that they spoil is good") func good() throws {
    #expect(try SceneFiles().message(SceneFiles.good) == "no error")
  }

  @Test(
    "each has its message",
    arguments: BadScene.corpus + BadScene.servos + BadScene.clutter + BadScene.levels + BadScene.arms
      + BadScene.cameras
  )
  func message(_ bad: BadScene)
    throws
  {
    let text = SceneFiles.good(replacing: bad.old, with: bad.new)
    let got = try SceneFiles().message(text)
    #expect(got == bad.message)
  }

  @Test("files that are no scenes") func files() throws {
    let files = try SceneFiles()
    #expect(try files.message("") == "scene.yaml: an empty file, expected a mapping")
    #expect(try files.message("- 1\n- 2\n") == "scene.yaml:1: a list of 2, expected a mapping")
    #expect(try files.message("? {a: b}\n: c\n") == "scene.yaml:1: a key that is no word, expected a word")
    #expect(try files.message("name: \u{1}") == "scene.yaml: the YAML cannot be parsed, expected valid YAML")
    try Data([0xFF, 0xFE, 0x00]).write(to: files.folder.appendingPathComponent("binary.yaml"))
    #expect(message(files, "binary.yaml") == "binary.yaml: not UTF-8 text, expected a scene file")
    #expect(message(files, "missing.yaml") == "missing.yaml: no such file, expected a scene file")
    #expect(message(files, "") == ": not a readable file, expected a scene file")
    #expect(message(files, "/dev/zero") == "/dev/zero: not a readable file, expected a scene file")
  }

  private func message(_ files: SceneFiles, _ name: String) -> String {
    let path = name.hasPrefix("/") ? name : files.folder.path + (name.isEmpty ? "" : "/\(name)")
    do throws(SceneError) {
      _ = try SceneFamily(loading: path)
      return "no error"
    } catch {
      let text = error.description.replacingOccurrences(of: files.folder.path + "/", with: "")
      return text.replacingOccurrences(of: files.folder.path, with: "")
    }
  }

  @Test("a million bodies") func million() throws {
    let files = try SceneFiles()
    let body = "{name: b, shape: {circle: 1}, density: 1}"
    func scene(_ count: Int) -> String {
      SceneFiles.good(
        replacing: "start:",
        with: "bodies: [\(Array(repeating: body, count: count).joined(separator: ", "))]\nstart:")
    }
    #expect(
      try files.message(scene(201)) == "scene.yaml:7: bodies: a list of 201, expected 0 to 200 items: bodies")
    #expect(try files.message(scene(5_000)).hasSuffix("more than 20000 values, expected a smaller scene"))
    #expect(
      try files.message(scene(1_000_000)) == "scene.yaml: more than 262144 bytes, expected a scene file")
  }

  @Test("files made to exhaust the machine", .timeLimit(.minutes(1))) func bombs() throws {
    let files = try SceneFiles()
    let laughs = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
    #expect(
      try files.message("a0: &a0 [1, 1]\n" + laughs)
        == "scene.yaml:2: an anchor, alias or tag (&, * or !), expected plain values")
    for deep in [
      String(repeating: "[", count: 200_000), String(repeating: "{a: ", count: 50_000),
      String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
      String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
      (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    ] {
      let message = try files.message("name: " + deep)
      #expect(message.hasPrefix("scene.yaml") && message.contains("expected"), "\(message)")
      #expect(message.utf8.count < 4_000)
    }
  }

  @Test("text with the characters of anchors is text") func references() throws {
    let text = SceneFiles.good(
      replacing: "horizon: 10", with: "summary: \"push & pull *both* !\"  # & * !\nhorizon: 10")
    #expect(try SceneFiles().message(text) == "no error")
    let plain = SceneFiles.good(
      replacing: "horizon: 10", with: "summary: an arm's end & a goal*\nhorizon: 10")
    #expect(try SceneFiles().message(plain) == "no error")
  }

  @Test("an unknown environment names the known ones") func unknown() {
    func message(_ name: String) -> String {
      do throws(SceneError) {
        return try SceneFamily(named: name).id
      } catch {
        return error.description
      }
    }
    #expect(
      message("reech")
        == "reech: no such environment (did you mean \"reach\"?), expected a scene file or one of "
        + SceneFamily.knownNames.joined(separator: ", "))
    #expect(
      message("limber/Nothing-v0").hasPrefix("limber/Nothing-v0: no such environment, expected a scene"))
    #expect(message("limber/Reach-v9").hasSuffix("reach.yaml: version: 0, expected 9 as in limber/Reach-v9"))
    #expect(message("limber/ReachTorque-v0") == "limber/ReachTorque-v0")
    #expect(message("../reach") == "../reach: no such file, expected a scene file")
  }
}
