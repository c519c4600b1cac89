import Foundation
import Testing

/// Tools away from the checkout: with the data that `make install` puts beside them, and without any.
@Suite struct InstallTests {
  private static let noVariables = ["LIMBER_DATA": "", "LIMBER_ENVIRONMENTS": ""]

  private func make(_ arguments: String...) throws {
    let outcome = try simTrain.run(["make", "--no-print-directory"] + arguments, by: "/usr/bin/env")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  private func files(in folder: String) throws -> Set<String> {
    Set(try FileManager.default.subpathsOfDirectory(atPath: folder))
  }

  @Test func installedToolsWorkFromAnyFolderAndGoWithoutATrace() throws {
    try withTemporaryFolder { folder in
      let (stage, prefix) = (folder + "/stage", folder + "/stage/opt/limber")
      for kept in ["/share/limber/Environments/mine.yaml", "/bin/other"] {
        let url = URL(fileURLWithPath: prefix + kept)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("name: mine\n".utf8).write(to: url)
      }
      let before = try files(in: prefix)
      let place = ["DESTDIR=\(stage)", "PREFIX=/opt/limber"]
      // Twice: the second replaces the first.
      for _ in 0..<2 { try make("install", "BUILT=\(Tool.folder.path)", place[0], place[1]) }
      let installed = try files(in: prefix)
      #expect(
        installed.isSuperset(of: [
          "bin/sim-train", "bin/sim-rollout", "bin/sim-view", "share/limber/Environments/reach.yaml",
          "share/limber/Environments/suites/manipulation-10.yaml", "share/limber/Policies/reach.safetensors",
          "share/bash-completion/completions/sim-train", "share/zsh/site-functions/_sim-rollout",
          "share/fish/vendor_completions.d/sim-view.fish",
        ]))
      try FileManager.default.removeItem(atPath: prefix + "/share/limber/Environments/mine.yaml")

      func run(_ tool: Tool, _ arguments: String...) throws -> Tool.Outcome {
        let outcome = try tool.run(
          arguments, by: "\(prefix)/bin/\(tool.name)", environment: Self.noVariables, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome
      }
      #expect(try run(simRollout, "--list").output == simRollout("--list").output)
      #expect(try run(simRollout, "--describe", "reach").output == simRollout("--describe", "reach").output)
      _ = try run(simView, "--env", "navigate", "--record", folder + "/film.svg")
      _ = try run(
        simTrain, "--iterations", "1", "--quiet", "--output", folder + "/run", "--set",
        "tasks.perIteration=2",
        "--set", "tasks.episodes=2", "--set", "evaluation.tasks=2", "--set", "evaluation.episodes=2")

      try Data("name: mine\n".utf8).write(
        to: URL(fileURLWithPath: prefix + "/share/limber/Environments/mine.yaml"))
      try make("uninstall", place[0], place[1])
      #expect(try files(in: prefix) == before)
    }
  }

  static let bare: [(tool: Tool, arguments: [String], file: String)] = [
    (simTrain, [], "*.yaml"), (simTrain, ["--env", "reach"], "*.yaml"),
    (simRollout, ["--list"], "*.yaml"), (simRollout, ["--list", "--json"], "*.yaml"),
    (simRollout, ["--list", "--record", "sheet.png"], "*.yaml"), (simRollout, [], "*.yaml"),
    (simRollout, ["--describe", "reach"], "*.yaml"),
    (simRollout, ["--describe", "limber/Reach-v0", "--json"], "*.yaml"),
    (simView, [], "reach.safetensors"), (simView, ["--env", "navigate"], "navigate.safetensors"),
  ]

  @Test func aCopiedToolSaysWhatItMissesAndWhereItLooked() throws {
    try withTemporaryFolder { folder in
      for tool in [simTrain, simRollout, simView] {
        try FileManager.default.createDirectory(
          atPath: folder + "/bin", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: tool.path, toPath: "\(folder)/bin/\(tool.name)")
      }
      for (tool, arguments, file) in Self.bare {
        let outcome = try tool.run(
          arguments, by: "\(folder)/bin/\(tool.name)", environment: Self.noVariables, in: folder)
        #expect(outcome.status == 65, "\(tool.name) \(arguments)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.split(separator: "\n").count == 1)
        for word in ["looked for \(file) in ", "\(folder)/share/limber/", "LIMBER_DATA"] {
          #expect(outcome.errors.contains(word), "\(tool.name) \(arguments): \(outcome.errors)")
        }
      }
      let package = Tool.package.path
      let told = try simRollout.run(
        ["--list"], by: "\(folder)/bin/sim-rollout", environment: ["LIMBER_DATA": package], in: folder)
      #expect(told.status == 0 && told.output.contains("navigate"))
    }
  }
}
