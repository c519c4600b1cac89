import Autodiff
import Learning
import MetaLearning

/// A training run's state between two iterations: a policy file with the optimizers' states beside it.
struct Checkpoint {
  var state: MetaState
  var policy: PolicyFile
  /// Environment steps so far.
  var steps: Int
  /// That the run has taken so far, pauses apart.
  var seconds: Double

  private static func logRatePrefix(_ step: Int) -> String { "logRates.\(step)." }

  /// Moments are kept under these prefixes, the parameters' as `adam.`, those of step k's sizes as `adam.rates.k.`.
  private static func prefix(_ moment: String, step: Int? = nil) -> String {
    "adam." + (step.map { "rates.\($0)." } ?? "") + moment + "."
  }

  func write(to path: String) throws(FileError) {
    var policy = policy
    policy.parameters = state.parameters
    policy.extra["iteration"] = String(state.iteration)
    policy.extra["environmentSteps"] = String(steps)
    policy.extra["seconds"] = String(seconds)
    policy.extra["adamCount"] = state.adam.map { String($0.count) }
    policy.extra["rateCount"] = state.rates.map { String($0.moments.first?.count ?? 0) }
    var file = policy.file()
    func append(_ moments: Adam.State, step: Int?) {
      file.append(moments.mean, prefix: Self.prefix("mean", step: step))
      file.append(moments.square, prefix: Self.prefix("square", step: step))
    }
    if let adam = state.adam { append(adam, step: nil) }
    // Those of the policy are their exponentials, rounded.
    for (k, rates) in (state.rates?.logRates ?? []).enumerated() {
      file.append(rates, prefix: Self.logRatePrefix(k))
    }
    for (k, moments) in (state.rates?.moments ?? []).enumerated() { append(moments, step: k) }
    try AtomicFile.write(file.encoded(), to: path)
  }

  init(_ state: MetaState, _ policy: PolicyFile, steps: Int, seconds: Double) {
    self.seconds = seconds
    self.state = state
    self.policy = policy
    self.steps = steps
  }

  init(reading path: String) throws(FileError) {
    let bytes = try AtomicFile.read(path, limit: Safetensors.maximumFile)
    let file = try Safetensors(decoding: bytes, path: path)
    guard file.isVerified else {
      throw .malformed(path: path, problem: "has no SHA-256 in it, expected a checkpoint")
    }
    policy = try PolicyFile(file, path: path)
    guard
      let iteration = policy.extra["iteration"].flatMap(Int.init),
      (0...CountLimits.iterations.upperBound).contains(iteration),
      let steps = policy.extra["environmentSteps"].flatMap(Int.init), (0...(1 << 60)).contains(steps)
    else { throw .malformed(path: path, problem: "has no iteration, expected a checkpoint") }
    self.steps = steps
    // Checkpoints of earlier versions have none.
    let seconds = policy.extra["seconds"].flatMap(Double.init) ?? 0
    self.seconds = seconds.isFinite ? max(0, seconds) : 0
    state = MetaState(parameters: policy.parameters, iteration: iteration)
    let layout = policy.policy.layout
    func moments(step: Int?, count: Int) throws(FileError) -> Adam.State {
      guard (0...(1 << 40)).contains(count) else {
        throw .malformed(path: path, problem: "has moments of \(count) updates, expected a checkpoint")
      }
      return Adam.State(
        mean: try file.parameters(layout, prefix: Self.prefix("mean", step: step), path: path),
        square: try file.parameters(layout, prefix: Self.prefix("square", step: step), path: path),
        count: count)
    }
    if let count = policy.extra["adamCount"].flatMap(Int.init) {
      state.adam = try moments(step: nil, count: count)
    }
    if let rates = policy.rates, let count = policy.extra["rateCount"].flatMap(Int.init) {
      var logRates: [Parameters] = []
      var all: [Adam.State] = []
      for k in rates.indices {
        logRates.append(try file.parameters(layout, prefix: Self.logRatePrefix(k), path: path))
        all.append(try moments(step: k, count: count))
      }
      state.rates = LearnedRates(
        granularity: policy.configuration.learnedRates, logRates: logRates, moments: all)
    }
  }
}
