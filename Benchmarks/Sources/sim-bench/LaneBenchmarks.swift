internal import Foundation
internal import Scenes

/// Arms stepped sixteen at a time against the same arms in libbox2d, all of an environment's step counted.
enum LaneBenchmarks {
  static let lanes = Benchmark(
    name: "environment.lanes", against: "the same vector environment with the engine box2d",
    mark: .atLeast(2),
    unit: "×"
  ) { _ in
    var (parts, ratios): ([String], [Double]) = ([], [])
    for name in ["reach", "reach-torque", "reach-vertical"] {
      for count in [64, 20] {
        let pairs = try compare(name, count: count)
        ratios.append(pairs.ratio)
        parts.append(
          "\(name) \(count): \(pairs.ratio.formatted()) × "
            + "(\(EnvironmentBenchmarks.million(pairs.ours)) against \(EnvironmentBenchmarks.million(pairs.theirs)))"
        )
      }
    }
    return Figure(
      value: ratios[0],
      detail:
        "the first of these scenes and numbers of environments, same rewards, million steps per CPU second, "
        + "medians of 9 pairs: " + parts.joined(separator: ", "))
  }

  private static func compare(_ name: String, count: Int) throws -> Pairs {
    let family = try SceneFamily(named: name)
    var box2d = try Stepper(family, count: count)
    var lanes = try Stepper(inLanes(family), count: count)
    let steps = 3_200 * count
    let pairs = try interleaved(rounds: 9) {
      Double(steps) / (try threadSeconds { try lanes.run(steps: steps) })
    } theirs: {
      Double(steps) / (try threadSeconds { try box2d.run(steps: steps) })
    }
    guard lanes.checksum.bitPattern == box2d.checksum.bitPattern else {
      throw BenchmarkError("lanes change the rewards of \(count) environments of \(name)")
    }
    return pairs
  }

  private static func inLanes(_ family: SceneFamily) throws -> SceneFamily {
    let text = family.text.replacingOccurrences(of: "simulation: {", with: "simulation: {engine: lanes, ")
    return try SceneFamily(text: text, source: family.name)
  }
}
