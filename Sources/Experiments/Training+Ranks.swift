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
      "other settings than the others (\(keys.prefix(3).joined(separator: ", "))), expected the same")
  }
}

extension Workers {
  /// Compares what all runs of a program depend on.
  /// - Throws: `RankError.differs` naming the ranks that run another build, or on another kind of processor.
  public func checkProgram() throws {
    guard !isAlone else { return }
    try agree(
      on: Self.digest(of: "/proc/self/exe"), "another program than the others, expected the same build")
    let own = try Self.libraries()
    let all = try gather(own)
    let others = all.flatMap { Array(Set($0).symmetricDifference(all[0])) }
    let names = Set(others.map { String($0.prefix { $0 != " " }) }).sorted()
    try agree(
      on: own.joined(separator: "\n"),
      "other libraries than the others (\(names.joined(separator: ", "))), expected the same versions"
    )
    let kinds = try gather(BLAS.processor)
    try agree(
      on: BLAS.processor,
      "another kind of processor than the others, expected one kind: \(Set(kinds).sorted().joined(separator: "; "))"
    )
  }
}

extension Workers {
  /// Those that numbers come out of; others, such as MPI's own, are loaded when each process wants them.
  private static let calculating = [
    "libm.", "libc.", "libopenblas", "libbox2d", "libswiftCore", "libstdc++", "libFoundation.",
    "libFoundationEssentials",
  ]

  /// Name and SHA-256 of every such library that the program has loaded.
  private static func libraries() throws -> [String] {
    // Piece by piece: such a file tells no size, and a reader that believes it ends with the first piece.
    var maps = ""
    try read("/proc/self/maps") { maps += String(decoding: $0, as: UTF8.self) }
    let paths = maps.split(separator: "\n").compactMap { line in
      line.firstIndex(of: "/").map { String(line[$0...]) }
    }
    return try Set(paths).sorted().compactMap { path in
      let name = URL(fileURLWithPath: path).lastPathComponent
      guard let end = name.range(of: ".so"), calculating.contains(where: name.hasPrefix) else { return nil }
      return "\(name[..<end.lowerBound]) \(try digest(of: path))"
    }
  }

  private static func digest(of path: String) throws -> String {
    var digest = Digest()
    try read(path) { digest.update($0) }
    return digest.finalize()
  }

  private static func read(_ path: String, _ take: ([UInt8]) -> Void) throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    while let part = try file.read(upToCount: 1 << 20), !part.isEmpty { take([UInt8](part)) }
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
