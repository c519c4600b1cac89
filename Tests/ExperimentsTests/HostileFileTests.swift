import Files
import Foundation
import MetaLearning
import Models
import Testing

@testable import Experiments

/// Files of a folder or of a policy that somebody made to do harm.
@Suite struct HostileFileTests {
  private static let bomb: String = {
    let laughs = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
    return "a0: &a0 [1, 1]\n\(laughs)\n? *a40\n: 1\n? *a39\n: 2\n"
  }()

  @Test(.timeLimit(.minutes(1))) func aliasesInSettingsAreRefused() throws {
    try withTemporaryFolder { folder in
      let says = "an alias (*), expected plain values"
      #expect { try RunConfiguration().overridden(byYAML: Self.bomb, source: "f") } throws: {
        "\($0)" == "f:2: \(says)"
      }
      #expect(throws: ConfigurationError.self) {
        try RunConfiguration().overridden(bySettings: ["model.hidden=[&a [1], *a]"])
      }
      let run = RunFolder(folder)
      let policy = try train(smallRun(), in: folder).result.policy
      try AtomicFile.write(Self.bomb, to: run.configurationPath)
      #expect { try run.configuration() } throws: { "\($0)".hasSuffix(says) }
      var file = try Safetensors(decoding: AtomicFile.read(policy, limit: 1 << 20), path: policy)
      file.metadata["settings"] = Self.bomb
      try AtomicFile.write(file.encoded(), to: policy)
      #expect { try RolloutRun(environment: nil, policy: policy) } throws: {
        "\($0)".hasPrefix("\(policy): ") && "\($0)".hasSuffix(says)
      }
      // What describes the learner is JSON, which knows no aliases.
      file.metadata["learner"] = Self.bomb
      try AtomicFile.write(file.encoded(), to: policy)
      #expect { try PolicyFile(reading: policy) } throws: {
        "\($0)" == "\(policy): metadata learner does not describe a learner"
      }
    }
  }

  @Test func pathsWithTheCharactersOfAliasesAreText() throws {
    let configuration = try RunConfiguration().overridden(
      byYAML: "environment: scenes/r&d/*.yaml\n", source: "f")
    #expect(configuration.environment == "scenes/r&d/*.yaml")
  }

  @Test(arguments: ["metrics.jsonl", "events", "config.yaml"])
  func aLinkInARunFolderIsNotFollowed(_ name: String) throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      _ = try stop(smallRun(), in: run, after: 2)
      let name = name == "events" ? EventFile.names(in: run)[0] : name
      let target = folder + "/precious"
      try AtomicFile.write(AtomicFile.read("\(run)/\(name)", limit: 1 << 20) + [0x0A, 0x78], to: target)
      let before = try AtomicFile.read(target, limit: 1 << 20)
      unlink("\(run)/\(name)")
      #expect(symlink(target, "\(run)/\(name)") == 0)
      #expect { try Training(smallRun()).resume(in: RunFolder(run)) } throws: {
        "\($0)".contains("\(run)/\(name): cannot be") && "\($0)".contains("it is a symbolic link")
      }
      #expect(try AtomicFile.read(target, limit: 1 << 20) == before)
    }
  }

  @Test func numbersThatOverflowAreNoCheckpoint() throws {
    try withTemporaryFolder { folder in
      _ = try train(smallRun(), in: folder)
      let path = folder + "/checkpoint/4.safetensors"
      let bytes = try AtomicFile.read(path, limit: 1 << 20)
      for key in ["iteration", "amount", "updates.model", "updates.rates"] {
        for value in [Int.max, -1] {
          var file = try Safetensors(decoding: bytes, path: path)
          file.metadata[key] = String(value)
          try AtomicFile.write(file.encoded(), to: path)
          #expect(throws: FileError.self, "\(key)") { try Checkpoint(reading: path) }
        }
      }
    }
  }
}
