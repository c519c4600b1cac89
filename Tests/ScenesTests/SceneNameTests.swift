import Foundation
import Randomness
import Testing

@testable import Scenes

/// A scene's name and its id say the same, in both directions.
@Suite("Names of scenes") struct SceneNameTests {
  @Test("names of words joined by hyphens have the ids that they always had") func words() {
    for (name, id) in [
      ("reach", "limber/Reach-v0"), ("reach-torque", "limber/ReachTorque-v0"), ("a-b-c", "limber/ABC-v0"),
      ("reach-2", "limber/Reach-2-v0"), ("reach2", "limber/Reach2-v0"), ("a--b", "limber/A-B-v0"),
      ("a-", "limber/A--v0"), ("a-_b", "limber/A-_b-v0"), ("a-v2", "limber/AV2-v0"),
    ] {
      #expect(SceneName.id(name, version: 0) == id)
    }
  }

  @Test("an id leads back to its name and version, whatever they are") func roundTrip() {
    let characters = Array("ab1v0-_")
    var stream = RandomStream(seed: 7)
    var ids: [String: String] = [:]
    for _ in 0..<5000 {
      let name =
        "a"
        + String(
          (0..<Int(stream.next() % 8)).map { _ in
            characters[Int(stream.next() % UInt64(characters.count))]
          })
      let version = Int(stream.next() % 12)
      let id = SceneName.id(name, version: version)
      let parsed = SceneName.parse(id: id)
      #expect(parsed?.name == name && parsed?.version == version, "\(name), \(id)")
      #expect(ids.updateValue(name, forKey: "\(id)") ?? name == name)
    }
  }

  /// In a process of its own, for the variable is the process's.
  @Test("a scene is found by its id, whatever its file is called") func found() async throws {
    let files = try SceneFiles()
    for name in ["reach-2", "reach2", "two--hyphens-", "Capital"] {
      let scene = SceneFiles.good(replacing: "name: good", with: "name: \(name.lowercased())")
      try files.write(scene, as: "\(name).yaml")
    }
    let folder: String = files.folder.path
    await #expect(processExitsWith: .success) { [folder = folder as String] in
      setenv("LIMBER_ENVIRONMENTS", folder, 1)
      for name in ["reach-2", "reach2", "two--hyphens-", "Capital"] {
        let family = try SceneFamily(named: name)
        let again = try SceneFamily(named: family.id)
        guard again.name == family.name, again.name == name.lowercased() else { exit(1) }
      }
    }
    _ = files
  }
}
