internal import Autodiff
internal import Learning
internal import PolicyLearning
internal import Randomness

/// Derivatives on one thread, at two widths of the policy.
enum GradientBenchmarks {
  static let all: [Benchmark] =
    [milliseconds(width: 64, ""), milliseconds(width: 100, "_100")]
    + [(64, ""), (100, "_100")].flatMap { width, suffix in
      [
        against("pytorch", .metaGradient, width: width, suffix, mark: 3),
        against("jax", .metaGradient, width: width, suffix, mark: 1.2),
        against("pytorch", .policyGradient, width: width, suffix, mark: 2),
        against("jax", .policyGradient, width: width, suffix, mark: 1),
        against("pytorch", .fisher, width: width, suffix, mark: 3),
        against("jax", .fisher, width: width, suffix, mark: 1.2),
      ]
    } + [policyForward]

  enum Quantity: String, Sendable {
    case metaGradient = "meta_gradient"
    case policyGradient = "policy_gradient"
    case fisher

    var title: String {
      switch self {
      case .metaGradient: "second-order meta-gradient, 2,000 + 2,000 transitions"
      case .policyGradient: "policy gradient, 2,000 transitions"
      case .fisher: "10 curvature products through the adaptation, 2,000 + 2,000 transitions"
      }
    }

    func compute(_ work: GradientWork) -> Parameters {
      switch self {
      case .metaGradient: work.metaGradient()
      case .policyGradient: work.policyGradient()
      case .fisher: work.fisher(products: work.products)
      }
    }

    /// What of it is compared number by number, on the peer's side: one product, since ten amplify rounding.
    var checked: String { self == .fisher ? "fisher_product" : rawValue }
    func check(_ work: GradientWork) -> Parameters {
      self == .fisher ? work.fisher(products: 1) : compute(work)
    }
  }

  private static func milliseconds(width: Int, _ suffix: String) -> Benchmark {
    Benchmark(
      name: "meta_gradient\(suffix).ms", against: "", mark: nil, unit: "ms"
    ) { _ in
      let work = GradientWork(GradientProblem(width: width))
      let seconds = medianSeconds(repetitions: 60) { _ = work.metaGradient() }
      return Figure(
        value: 1e3 * seconds,
        detail: "CPU time of a \(Quantity.metaGradient.title), policy 10→\(width)→\(width)→2, median of 60")
    }
  }

  private static func against(
    _ library: String, _ quantity: Quantity, width: Int, _ suffix: String, mark: Double
  ) -> Benchmark {
    let name = quantity.rawValue + suffix
    return Benchmark(
      name: "\(name).\(library)", against: library == "jax" ? "JAX, jit, CPU" : "PyTorch, CPU",
      mark: .atLeast(mark), unit: "×"
    ) { session in
      let problem = GradientProblem(width: width)
      let script = library == "jax" ? "meta_gradient_jax.py" : "meta_gradient_torch.py"
      guard
        let peer = try session.once("\(script) \(width)", { try Peer.start(script, problem) })
      else { return nil }
      let work = GradientWork(problem)
      let difference = relativeDifference(
        quantity.check(work).flattened(), try peer.values(of: quantity.checked))
      guard difference < 1e-3 else {
        throw BenchmarkError(
          "the result of \(library) differs from ours by \(difference.formatted()) of its norm")
      }
      var theirName = quantity.rawValue
      if quantity == .fisher, library == "jax" {
        // The faster of two ways to write it.
        let ways = [theirName, "fisher_gauss_newton"]
        let seconds = try ways.map { try peer.seconds(of: $0, repetitions: 3) }
        theirName = seconds[1] < seconds[0] ? ways[1] : ways[0]
      }
      let repetitions = quantity == .fisher ? 3 : 9
      let pairs = try interleaved(rounds: 9) {
        medianSeconds(repetitions: repetitions) { _ = quantity.compute(work) }
      } theirs: {
        try peer.seconds(of: theirName, repetitions: repetitions)
      }
      return Figure(
        value: pairs.speedup,
        detail:
          "\((1e3 * median(pairs.ours)).formatted()) against \((1e3 * median(pairs.theirs)).formatted()) ms "
          + "of CPU time, \(quantity.title), policy 10→\(width)→\(width)→2, one thread each, median of "
          + "\(pairs.count) pairs; results differ by \(difference.formatted()) of their norm")
    }
  }

  /// Actions for 20 rows, forward pass and noise.
  private static let policyForward = Benchmark(
    name: "policy_forward.microseconds", against: "", mark: .under(15), unit: "µs"
  ) { _ in
    let policy = GradientProblem.policy(width: 64)
    let rows = 20
    var actor = GaussianActor(policy, policy.initialParameters(using: RandomStream(seed: 1)))
    var streams = (0..<rows).map { RandomStream(seed: 2).split($0) }
    let observations = Array(GradientProblem.Batch(rows: rows, using: RandomStream(seed: 3)).observations)
    var actions = [Float](repeating: 0, count: 2 * rows)
    let calls = 2_000
    let seconds = medianSeconds(repetitions: 21) {
      for _ in 0..<calls {
        var span = actions.mutableSpan
        actor.act(on: observations.span, streams: &streams, into: &span)
      }
    }
    return Figure(
      value: 1e6 * seconds / Double(calls),
      detail:
        "CPU time of actions for \(rows) observations, sampling included, policy 10→64→64→2, median of 21")
  }
}

/// Median CPU seconds of the calling thread.
func medianSeconds(repetitions: Int, _ body: () throws -> Void) rethrows -> Double {
  median(try (0..<repetitions).map { _ in try threadSeconds(body) })
}

/// ‖ours − theirs‖ / ‖theirs‖
func relativeDifference(_ ours: [Float], _ theirs: [Double]) -> Double {
  guard ours.count == theirs.count else { return .infinity }
  var (difference, norm) = (0.0, 0.0)
  for (a, b) in zip(ours, theirs) {
    difference += (Double(a) - b) * (Double(a) - b)
    norm += b * b
  }
  return (difference / norm).squareRoot()
}
