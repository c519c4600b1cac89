internal import Foundation
internal import Gym
internal import Scenes

/// What a camera costs: from the poses of the bodies to the numbers of an observation.
enum CameraBenchmarks {
  private static let scenes = [("reach-visible", "0.448"), ("sort", "2"), ("grasp", "2")]

  /// Frames per CPU second of one core: the steps of a scene with a camera take so much longer than without.
  static let frames = Benchmark(
    name: "camera.frames", against: "", mark: .atLeast(20_000), unit: "/s"
  ) { _ in
    var rates: [Double] = []
    var parts: [String] = []
    for (name, size) in scenes {
      let plain = try SceneFamily(named: name)
      let camera = "\nobserve: [{camera: {size: \(size), width: 64}}, "
      let seen = try SceneFamily(
        text: plain.text.replacingOccurrences(of: "\nobserve: [", with: camera), source: name)
      guard seen.observationSpace.pictures.map(\.height) == [64] else {
        throw BenchmarkError("\(name) has no camera of 64 rows")
      }
      var (with, without) = (
        try Stepper(seen, count: EnvironmentBenchmarks.environments),
        try Stepper(plain, count: EnvironmentBenchmarks.environments)
      )
      let steps = 200 * EnvironmentBenchmarks.environments
      let pairs = try interleaved(rounds: 7) {
        try threadSeconds { try with.run(steps: steps) }
      } theirs: {
        try threadSeconds { try without.run(steps: steps) }
      }
      guard with.checksum == without.checksum else {
        throw BenchmarkError("the camera changes the rewards of \(name)")
      }
      rates.append(Double(steps) / median(zip(pairs.ours, pairs.theirs).map { $0 - $1 }))
      parts.append("\(name) \((rates[rates.count - 1] / 1_000).formatted())")
    }
    return Figure(
      value: rates.min() ?? 0,
      detail: "thousands of frames of 64 × 64 per CPU second, poses to numbers: "
        + parts.joined(separator: ", "))
  }
}
