import Files
import Foundation
import Gym
import MetaLearning
import Models
import Scenes
import Testing

@testable import Experiments

/// A user's scene is in the run and in the policy: neither needs the file any more.
@Suite struct EmbeddedSceneTests {
  private static let environments = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Environments").path

  /// A scene file that extends another one.
  private func write(_ folder: String, lengths: String = "0.2") throws -> String {
    let base = try String(contentsOfFile: Self.environments + "/reach.yaml", encoding: .utf8)
    try AtomicFile.write(base, to: folder + "/reach.yaml")
    try AtomicFile.write(
      "extends: reach\nname: mine\ntask: {target: {disc: {radius: \(lengths)}}}\n", to: folder + "/mine.yaml")
    return folder + "/mine.yaml"
  }

  /// Where actions are choices, too: what a baseline needs to know of the scene does not stand in the file.
  @Test func aBaselineNeedsNoFile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/mine.yaml"
      let text = try String(contentsOfFile: Self.environments + "/navigate-steps.yaml", encoding: .utf8)
      try AtomicFile.write(text.replacingOccurrences(of: "navigate-steps", with: "mine"), to: path)
      try FileManager.default.copyItem(
        atPath: Self.environments + "/navigate.yaml", toPath: folder + "/navigate.yaml")
      let base = try ActingCatalogue.family(named: path)
      try FileManager.default.removeItem(atPath: path)
      let configuration = RunConfiguration.defaults(for: path, algorithm: .rl2)
      #expect(configuration.changed(to: .pretrain, on: base).model.kind == "categorical-mlp")
      // No path is opened unless it is a user's wish.
      #expect(
        RunConfiguration.defaults(for: Self.environments + "/navigate-steps.yaml").model.kind
          == "gaussian-mlp")
      #expect(
        RunConfiguration.defaults(
          opening: Self.environments + "/navigate-steps.yaml", algorithm: .maml
        ).model.kind == "categorical-mlp")
    }
  }

  @Test(arguments: [Algorithm.mamlPlusPlus, .oracle])
  func aRunGoesOnAndItsPolicyRollsOutWithoutTheFile(_ algorithm: Algorithm) throws {
    try withTemporaryFolder { folder in
      let configuration = smallRun(try write(folder), algorithm: algorithm)
      let whole = try train(configuration, in: folder + "/whole")
      _ = try stop(configuration, in: folder + "/cut", after: 1)
      let settings = EvaluationSettings(tasks: 3, episodes: 4, adaptSteps: 2, seed: 1, threads: 1)
      for spoil in [
        { _ = try write(folder, lengths: "0.1") },
        {
          for name in ["mine", "reach"] {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name).yaml")
          }
        },
      ] {
        try spoil()
        let rolled = try RolloutRun(environment: nil, policy: whole.result.policy)
        #expect(try rolled.run(settings).evaluation.digest == whole.evaluation.digest)
        let references = try rolled.references(nil, settings)
        #expect(references.map(\.name).contains("scratch") == algorithm.takesGradientSteps)
        #expect(throws: (any Error).self) {
          _ = try RolloutRun(environment: folder + "/mine.yaml", policy: whole.result.policy)
        }
      }
      let cut = RunFolder(folder + "/cut")
      let training = try Training(configuration, on: cut.scene(for: cut.configuration()))
      #expect(try training.resume(in: cut).result.digest == whole.result.digest)
    }
  }

  /// A level's run is that level's to the end, with what changes in its episodes.
  @Test func aLevelOfAChangingSceneNeedsNoFileEither() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/mine.yaml"
      try FileManager.default.copyItem(
        atPath: Self.environments + "/reach-vertical.yaml", toPath: folder + "/reach-vertical.yaml")
      try AtomicFile.write(
        """
        extends: reach-vertical
        name: mine
        horizon: 20
        levels:
          far:
            changes: [{at: {episode: {uniform: [3, 9]}}, point: target, position: {disc: {radius: 0.2}}}]
        """, to: path)
      let configuration = smallRun(path + "@far")
      let whole = try train(configuration, in: folder + "/whole")
      #expect(try train(smallRun(path), in: folder + "/plain").result.digest != whole.result.digest)
      _ = try stop(configuration, in: folder + "/cut", after: 1)
      try FileManager.default.removeItem(atPath: path)
      let rolled = try RolloutRun(environment: nil, policy: whole.result.policy)
      #expect(rolled.family?.id == "limber/Mine-v0@far")
      #expect(try rolled.run(configuration.evaluationSettings).evaluation.digest == whole.evaluation.digest)
      let cut = RunFolder(folder + "/cut")
      let training = try Training(configuration, on: cut.scene(for: cut.configuration()))
      #expect(try training.resume(in: cut).result.digest == whole.result.digest)
    }
  }

  /// Runs of two levels are told apart by their folders.
  @Test func aLevelIsInTheFoldersName() {
    for (text, plain, folder) in [
      ("./my/cart.yaml@far", "cart", "cart-far"), ("limber/Push-v0@2", "push", "push-2"),
      ("./my/cart.yaml", "cart", "cart"),
    ] {
      let name = EnvironmentName(text)
      #expect(name.plain == plain && name.forFolder == folder)
    }
  }

  @Test func aShippedSceneIsInItsPolicyToo() throws {
    try withTemporaryFolder { folder in
      let policy = try PolicyFile(reading: train(smallRun(), in: folder).result.policy)
      let reach = try SceneFamily(named: "reach")
      #expect(policy.scene == reach.text)
      #expect(try RunFolder(folder).scene(for: smallRun())?.record?.hash == reach.sceneHash)
      #expect(policy.extra["scene"] == nil)
    }
  }

  /// A policy whose metadata somebody else wrote.
  private func hostile(
    _ folder: String, _ change: (inout PolicyFile) throws -> Void
  ) throws -> (path: String, message: String) {
    if !FileManager.default.fileExists(atPath: folder + "/run") {
      _ = try train(smallRun(), in: folder + "/run")
    }
    var file = try PolicyFile(reading: folder + "/run/policy.safetensors")
    try change(&file)
    let path = folder + "/hostile.safetensors"
    try file.write(to: path)
    do {
      _ = try RolloutRun(environment: nil, policy: path)
      return (path, "no error")
    } catch { return (path, "\(error)") }
  }

  @Test func noPathInAPolicyIsOpened() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("secret: word\n", to: folder + "/secret")
      for path in ["/etc/passwd", folder + "/secret", "../secret.yaml"] {
        let (file, message) = try hostile(folder) {
          $0.scene = nil
          try $0.setEnvironment(path)
        }
        #expect(message == "\(file): holds no scene, only the name of a file; say which with --env")
        // Where the scene is there, the path means nothing.
        let harmless = try hostile(folder) { try $0.setEnvironment(path) }
        #expect(harmless.message == "no error")
      }
      let (file, message) = try hostile(folder) { $0.scene = "extends: secret\nname: reach\n" }
      #expect(
        message == "\(file): scene:1: extends: names another file, expected a scene that needs none")
      let navigate = try SceneFamily(named: "navigate")
      let other = try hostile(folder) { $0.scene = navigate.text }
      #expect(other.message.hasPrefix("\(other.path): holds scene \(navigate.sceneHash), expected "))
      let long = try hostile(folder) { $0.scene = String(repeating: "#", count: 300_000) }
      #expect(long.message.contains("more than 262144 bytes"))
    }
  }

  @Test func aPolicyWithoutASceneStillRollsOutByName() throws {
    try withTemporaryFolder { folder in
      let old = try hostile(folder) { $0.scene = nil }
      #expect(old.message == "no error")
    }
  }

  @Test func aRunWhoseSceneIsMissingSaysSo() throws {
    try withTemporaryFolder { folder in
      let configuration = smallRun(try write(folder))
      _ = try stop(configuration, in: folder + "/run", after: 1)
      let path = folder + "/run/scene.yaml"
      unlink(path)
      #expect { try RunFolder(folder + "/run").scene(for: configuration) } throws: {
        "\($0)".hasPrefix("\(path): cannot be read: there is no such file")
      }
      #expect(symlink(folder + "/mine.yaml", path) == 0)
      #expect { try RunFolder(folder + "/run").scene(for: configuration) } throws: {
        "\($0)".contains("it is a symbolic link")
      }
    }
  }
}

extension PolicyFile {
  /// Lets the settings name another environment.
  fileprivate mutating func setEnvironment(_ name: String) throws {
    var configuration = try JSONText.decode(RunConfiguration.self, settings)
    configuration.environment = name
    settings = JSONText.encode(configuration)
  }
}
