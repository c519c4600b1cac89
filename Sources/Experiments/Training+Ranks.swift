import Autodiff
import Files
import Foundation
public import MetaLearning

// Ranks that would not do the same are refused before anything is trained.

extension Training {
  /// Compares what, beside the program, decides a run's result.
  /// - Parameter state: where training begins; nil where the first rank has told it.
  /// - Throws: `RankError.differs` naming the ranks that have another scene or beginning than the others, or other
  ///   settings.
  public func checkRanks(from state: MetaState? = nil) throws {
    guard !workers.isAlone else { return }
    try agreeOnSettings()
    try workers.agree(
      on: policyFamily?.record?.hash ?? "none", "another scene than the others, expected the same files")
    guard let state else { return }
    try workers.agree(
      on: state.digest, "other parameters to begin with, expected the same policy file and machine")
  }

  private func agreeOnSettings() throws {
    let all = try workers.gather(JSONText.encode(configuration.alike))
    let first = try JSONText.decode(RunConfiguration.self, all[0])
    var keys: [String] = []
    for (rank, text) in all.enumerated() where text != all[0] {
      guard let own = try? JSONText.decode(RunConfiguration.self, text) else { throw RankError.garbled(rank) }
      keys = own.differences(from: first)
      break
    }
    try workers.agree(
      on: JSONText.encode(configuration.alike),
      "other settings than the others (\(keys.joined(separator: ", "))), expected the same")
  }
}

extension Workers {
  /// Compares what all runs of a program depend on.
  /// - Throws: `RankError.differs` naming the ranks that run another build, or on another kind of processor.
  public func checkProgram() throws {
    guard !isAlone else { return }
    var digest = Digest()
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/exe"))
    while let part = try file.read(upToCount: 1 << 20), !part.isEmpty { digest.update([UInt8](part)) }
    try agree(on: digest.finalize(), "another program than the others, expected the same build")
    let kinds = try gather(BLAS.processor)
    try agree(
      on: BLAS.processor,
      "another kind of processor than the others, expected one kind: \(Set(kinds).sorted().joined(separator: "; "))"
    )
  }
}

extension RunConfiguration {
  /// Without what may differ between ranks, or before a run that goes on.
  fileprivate var alike: RunConfiguration {
    var own = self
    own.threads = 1
    return own
  }
}
