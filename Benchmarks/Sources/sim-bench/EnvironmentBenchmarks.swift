internal import Foundation
internal import Gym
internal import Randomness
internal import Scenes

/// Environment steps per CPU second of one core, `VectorEnv` of 64.
enum EnvironmentBenchmarks {
  static let environments = 64

  /// Nothing touches anything in `reach`, so that a loop that knows as much can leave the fixtures out.
  static let reach = Benchmark(
    name: "environment.reach", against: plainLoop, mark: .atLeast(1.5), unit: "×"
  ) { _ in
    let family = try SceneFamily(named: "reach")
    let (loop, bare) = (PlainLoop(scene: "reach"), PlainLoop(scene: "reach", fixtures: false))
    // The loop computes cosines of joint angles, we take them from the engine's rotations.
    for loop in [loop, bare] { try check(loop, family, tolerance: 2e-6) }
    let pairs = try compare(loop, family, rounds: 11).pairs
    let barePairs = try compare(bare, family, rounds: 5).pairs
    return Figure(
      value: pairs.ratio,
      detail: describe(pairs) + "; \(barePairs.ratio.formatted()) × a loop without fixtures")
  }

  /// Bodies without fixtures and an engine without its profiling timers on both sides: what is left is how worlds are
  /// stepped.
  static let equal = Benchmark(
    name: "environment.equal", against: "the same loop without fixtures and engine timers", mark: nil,
    unit: "×"
  ) { _ in
    let family = try SceneFamily(named: "reach")
    let loop = PlainLoop(scene: "reach", fixtures: false, timers: false)
    try check(loop, family, tolerance: 2e-6)
    let pairs = try compare(loop, family, rounds: 11).pairs
    return Figure(value: pairs.ratio, detail: describe(pairs))
  }

  /// A box on a floor and fingers that meet both; beside it, a puck that is pushed now and then.
  static let contact = Benchmark(
    name: "environment.contact", against: plainLoop, mark: .atLeast(1), unit: "×"
  ) { _ in
    func measure(_ scene: String, rounds: Int) throws -> (pairs: Pairs, contacts: Double) {
      let family = try SceneFamily(loading: scenes + "/\(scene).yaml")
      let loop = PlainLoop(scene: scene)
      try check(loop, family, tolerance: 0)
      return try compare(loop, family, rounds: rounds)
    }
    let (pairs, contacts) = try measure("grasp", rounds: 11)
    guard contacts >= 1 else {
      throw BenchmarkError("\(contacts.formatted()) contacts in an environment are no contact-rich scene")
    }
    let push = try measure("push", rounds: 5)
    return Figure(
      value: pairs.ratio,
      detail: describe(pairs) + ", grasp, \(contacts.formatted()) touching contacts in each; same bits; "
        + "push, \(push.contacts.formatted()) contacts: \(push.pairs.ratio.formatted()) ×")
  }

  /// `Benchmarks/scenes` in the source tree: what the plain loop knows, whatever becomes of the families of these names.
  private static var scenes: String {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("scenes").path
  }

  private static let plainLoop = "plain C++ loop over libbox2d, one world per environment"

  /// - Throws: where the loop's observations or rewards are not ours, for some tasks and more than two episodes.
  private static func check(_ loop: PlainLoop, _ family: SceneFamily, tolerance: Float) throws {
    for k in 0..<4 {
      let play = Play(of: family, task: RandomStream(seed: 11).split(k), steps: 2 * family.horizon + 10)
      try play.compare(
        with: loop.trace(task: play.task, actions: play.actions), from: "plain-loop \(loop.scene)", family,
        tolerance: tolerance)
    }
  }

  /// Steps per CPU second, and the mean number of contacts in an environment that touch.
  private static func compare(
    _ loop: PlainLoop, _ family: SceneFamily, rounds: Int
  ) throws -> (pairs: Pairs, contacts: Double) {
    var stepper = try Stepper(family, count: environments)
    let steps = 1_600 * environments
    var contacts = 0.0
    let pairs = try interleaved(rounds: rounds) {
      Double(steps) / (try threadSeconds { try stepper.run(steps: steps) })
    } theirs: {
      let result = try loop.measure(steps: steps, environments: environments)[0]
      contacts = result.contacts
      return result.steps / result.cpuSeconds
    }
    return (pairs, contacts)
  }

  private static func describe(_ pairs: Pairs) -> String {
    "\(million(pairs.ours)) against \(million(pairs.theirs)) million steps per CPU second, "
      + "\(environments) environments, median of \(pairs.count) pairs"
  }

  /// One environment of pybox2d after the other: less work for Python than a vector environment of Gymnasium.
  static let againstGymnasium = Benchmark(
    name: "environment.gymnasium", against: "pybox2d behind Gymnasium", mark: .atLeast(10), unit: "×"
  ) { _ in
    let family = try SceneFamily(named: "reach")
    let play = Play(of: family, task: RandomStream(seed: 3), steps: 1_000)
    guard let peer = try Peer.start("gymnasium_reach.py", play) else { return nil }
    let width = family.observationSpace.count + 1
    let theirs = try peer.values(of: "trace")
    let traces = stride(from: 0, to: theirs.count, by: width).map {
      theirs[$0..<min($0 + width, theirs.count)].map { Float($0) }
    }
    // Another release of the engine: the same scene, but not the same rounding.
    try play.compare(with: traces, from: "gymnasium_reach.py", family, tolerance: 1e-3)
    var stepper = try Stepper(family, count: environments)
    let steps = 1_600 * environments
    let pairs = try interleaved(rounds: 9) {
      Double(steps) / (try threadSeconds { try stepper.run(steps: steps) })
    } theirs: {
      Double(play.actions.count) / (try peer.seconds(of: "steps", repetitions: 5))
    }
    return Figure(
      value: pairs.ratio,
      detail: "\(million(pairs.ours)) against \(million(pairs.theirs)) million steps per CPU second, "
        + "median of \(pairs.count) pairs")
  }

  static func million(_ rates: [Double]) -> String { (median(rates) / 1e6).formatted() }
}
