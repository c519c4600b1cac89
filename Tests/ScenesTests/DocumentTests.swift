import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Documents that are printed from the code say what the code says. `LIMBER_WRITE_DOCUMENTS=1` writes them.
@Suite("Documents") struct DocumentTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Environments", isDirectory: true)

  private func check(_ path: String, _ expected: String) throws {
    let file = Self.folder.appendingPathComponent(path)
    if ProcessInfo.processInfo.environment["LIMBER_WRITE_DOCUMENTS"] != nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(expected.utf8).write(to: file)
    }
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(text == expected, "\(path) is out of date: run `make docs`")
  }

  @Test("each family has its page", arguments: SceneFamily.knownNames) func page(_ name: String) throws {
    try check("docs/\(name).md", SceneFamily(named: name).page)
  }

  @Test("no page is left of a family that is gone") func orphans() throws {
    let pages = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path + "/docs")
    #expect(Set(pages) == Set(SceneFamily.knownNames.map { "\($0).md" }))
  }

  @Test("the schema is that of the reader") func schema() throws {
    try check("schema.json", SceneLanguage.schema)
    let object = try JSONSerialization.jsonObject(with: Data(SceneLanguage.schema.utf8))
    let root = try #require(object as? [String: Any])
    let definitions = try #require(root["$defs"] as? [String: Any])
    // Every reference leads somewhere.
    for part in SceneLanguage.schema.components(separatedBy: "\"#/$defs/").dropFirst() {
      let name = String(part.prefix { $0 != "\"" })
      #expect(definitions[name] != nil, "\(name)")
    }
    let properties = try #require(root["properties"] as? [String: Any])
    #expect(properties["horizon"] != nil && properties["actuators"] != nil)
  }

  @Test("the README has the tables of the language and of the families") func readme() throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent("README.md"), encoding: .utf8)
    let families = try SceneFamily.knownNames.map { try SceneFamily(named: $0) }
    let list = families.map { "| [\($0.name)](docs/\($0.name).md) | \($0.summary) |" }
    let suites = try SceneSuite.knownNames.map { name in
      let suite = try SceneSuite(named: name)
      func names(_ families: [SceneFamily]) -> String { families.map(\.name).joined(separator: ", ") }
      return "| `suite/\(name)` | \(suite.summary) | \(names(suite.train)) | \(names(suite.test)) | "
        + "\(suite.heldOut.map { "every \($0.rawValue)" } ?? "") |"
    }
    var expected = text
    for (name, content) in [
      ("language", SceneLanguage.tables), ("suite language", SceneLanguage.suiteTable),
      (
        "suites",
        (["| suite | | train | test | holds out |", "|---|---|---|---|---|"] + suites).joined(separator: "\n")
          + "\n"
      ),
      ("families", (["| family | task |", "|---|---|"] + list).joined(separator: "\n") + "\n"),
    ] {
      let (open, close) = ("<!-- \(name) -->\n", "<!-- end of \(name) -->")
      let start = try #require(expected.range(of: open)?.upperBound, "no \(open)")
      let end = try #require(expected.range(of: close)?.lowerBound, "no \(close)")
      expected.replaceSubrange(start..<end, with: "\n" + content + "\n")
    }
    try check("README.md", expected)
  }

  /// The scene in the README, word for word.
  private func example() throws -> String {
    let text = try String(contentsOf: Self.folder.appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(text.range(of: "```yaml\nname: snake")).lowerBound
    let end = try #require(text[text.index(start, offsetBy: 8)...].range(of: "```")).lowerBound
    return String(text[text.index(start, offsetBy: 8)..<end])
  }

  @Test("the README's five-link arm among two obstacles is a scene that works") func snake() throws {
    let family = try SceneFiles().family(example())
    #expect(family.jointNames.count == 5 && family.actionSpace.count == 5)
    #expect(family.bodyNames.suffix(2) == ["left_post", "right_post"])
    let task = family.drawTask(from: .test, using: RandomStream(seed: 0))
    var env = SceneEnv(family, task: task)
    let first = env.reset(seed: 0)
    #expect(family.observationSpace.contains(first))
    let names = family.observationSpace.components.map(\.name)
    let touch = try #require(names.firstIndex(of: "touch(right_post)"))
    let tip = try #require(names.firstIndex(of: "fingertip_x"))
    // Turning at the shoulder, the arm runs into the right post and stays there.
    var observation = first
    for _ in 0..<100 { observation = try env.step([-1, 0, 0, 0, 0]).observation }
    #expect(observation[touch] == 1)
    let stopped = observation[tip]
    for _ in 0..<20 { observation = try env.step([-1, 0, 0, 0, 0]).observation }
    #expect(abs(observation[tip] - stopped) < 0.05)
  }
}
