import Foundation
import Testing

/// The completion scripts, as a shell runs them.
@Suite struct CompletionTests {
  /// What bash offers for the last of `words`, the tool's name first.
  private func offers(_ words: String...) throws -> Set<String> {
    try withTemporaryFolder { folder in
      let tool = Tool(name: words[0])
      let script = try tool("--generate-completion-script", "bash")
      #expect(script.status == 0, "\(script.errors)")
      try script.output.write(toFile: folder + "/script", atomically: true, encoding: .utf8)
      let line = words.joined(separator: " ")
      // What readline sets before it calls the function that `complete -F` named.
      let shell = """
        PATH="$1:$PATH"; . "$2"; COMP_LINE="$3"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
        COMP_WORDS=($3); COMP_CWORD=\(words.count - 1)
        definition="$(complete -p "${COMP_WORDS[0]}")"; function="${definition#*-F }"; function="${function%% *}"
        "$function" "${COMP_WORDS[0]}" "\(words[words.count - 1])" "\(words[words.count - 2])"
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let outcome = try tool.run(
        ["--norc", "-c", shell, "bash", Tool.folder.path, folder + "/script", line], by: "/bin/bash")
      #expect(outcome.errors.isEmpty, "\(outcome.errors)")
      return Set(
        outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    }
  }

  @Test(arguments: ["sim-train", "sim-rollout", "sim-view"])
  func environmentsAreKnown(_ tool: String) throws {
    let offered = try offers(tool, "--env", "re")
    #expect(
      offered == [
        "reach", "reach-broken", "reach-changing", "reach-noisy", "reach-torque", "reach-vertical",
        "reach-visible", "reach-pixels", "reach-shown", "reach-described", "reach-links",
      ], "\(offered)")
  }

  @Test func algorithmsFilesAndFoldersAreKnown() throws {
    #expect(try offers("sim-train", "--algorithm", "m") == ["maml", "maml++", "meta-sgd"])
    #expect(try offers("sim-train", "--init-from", "Policies/").contains("Policies/reach.safetensors"))
    #expect(try !offers("sim-train", "--init-from", "Policies/").contains("Policies/README.md"))
    #expect(try offers("sim-train", "--output", "Env") == ["Environments"])
    #expect(try offers("sim-rollout", "--describe", "nav") == ["navigate", "navigate-steps"])
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func everyShellGetsAScript(_ shell: String) throws {
    for tool in [simTrain, simRollout, simView] {
      let script = try tool("--generate-completion-script", shell)
      #expect(script.status == 0 && script.output.contains(tool.name) && script.errors.isEmpty)
      #expect(script.output.contains("---completion"), "environments are asked of the tool")
    }
  }
}
