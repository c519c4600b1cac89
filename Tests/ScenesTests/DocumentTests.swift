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

  /// One of the scenes in the README, word for word, beside the others.
  private func example(_ name: String) throws -> SceneFamily {
    let text = try String(contentsOf: Self.folder.appendingPathComponent("README.md"), encoding: .utf8)
    let files = try SceneFiles()
    for other in ["snake", "wary-snake", "two-snakes"] {
      let heads = ["```yaml\nname: \(other)\n", "```yaml\nextends: snake\nname: \(other)\n"]
      let head = try #require(heads.lazy.compactMap { text.range(of: $0) }.first, "no scene \(other)")
      let start = text.index(head.lowerBound, offsetBy: 8)
      let end = try #require(text[start...].range(of: "```")).lowerBound
      try files.write(String(text[start..<end]), as: "\(other).yaml")
    }
    return try withExtendedLifetime(files) {
      try SceneFamily(loading: files.folder.appendingPathComponent("\(name).yaml").path)
    }
  }

  @Test("the README's five-link arm among two obstacles is a scene that works") func snake() throws {
    let family = try example("snake")
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

  @Test("with noise and a gate the snake sees less, and the gate swings before it") func wary() throws {
    let (plain, family) = (try example("snake"), try example("wary-snake"))
    #expect(family.actionSpace.components.map(\.name) == plain.actionSpace.components.map(\.name))
    #expect(family.taskNames.contains("bodies[2].moves.period"))
    #expect(family.episodeNames.contains("bodies[2].moves.phase"))
    let names = family.observationSpace.components.map(\.name)
    let gate = try #require(names.firstIndex(of: "gate_x"))
    var env = SceneEnv(family, task: family.drawTask(from: .test, using: RandomStream(seed: 0)))
    _ = env.reset(seed: 0)
    let seen = try (0..<200).map { _ in try env.step([0, 0, 0, 0, 0]).observation }
    let places = seen.map { $0[gate] }
    #expect((places.min() ?? 0) < -0.2 && (places.max() ?? 0) > 0.2)
    // A reading that is missed shows the last one.
    let missed = zip(places, places.dropFirst()).count { $0 == $1 }
    #expect((15...70).contains(missed))
  }

  @Test("the README's two arms go with their cart, each hand as told") func two() throws {
    let family = try example("two-snakes")
    #expect(
      family.jointNames == ["left_shoulder", "left_elbow", "right_shoulder", "right_elbow", "rail"])
    let names = family.observationSpace.components.map(\.name)
    let seen = try ["cart_x", "left_fingertip_x", "right_fingertip_x", "left_fingertip_y"].map {
      try #require(names.firstIndex(of: $0))
    }
    var env = SceneEnv(family, task: family.drawTask(from: .test, using: RandomStream(seed: 0)))
    let first = env.reset(seed: 0)
    var now = first
    for _ in 0..<20 { now = try env.step([1, -0.6, 0, 0, 0]).observation }
    for (i, way) in zip(seen, [Float(0.2), 0.08, 0.2, 0]) { #expect(abs(now[i] - first[i] - way) < 0.02) }
  }
}
