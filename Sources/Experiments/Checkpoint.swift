import Autodiff
import Files
import Learning
import MetaLearning
import Models

/// A training run's state between two iterations: a policy file with all that is not θ beside it.
struct Checkpoint {
  var state: MetaState
  var policy: PolicyFile
  /// Environment steps or examples so far.
  var amount: Int
  /// That the run has taken so far, pauses apart.
  var elapsed: ElapsedTime
  /// The best validation score so far and the iteration it is of; nil before the first.
  var best: TrainingResult.Best?

  init(
    _ state: MetaState, _ policy: PolicyFile, amount: Int, elapsed: ElapsedTime,
    best: TrainingResult.Best? = nil
  ) {
    self.state = state
    self.policy = policy
    self.amount = amount
    self.elapsed = elapsed
    self.best = best
  }

  /// What stands in a file for one group's moments.
  private static func prefix(_ group: ParameterGroup, _ moment: String) -> String {
    "moments.\(group.rawValue).\(moment)."
  }

  private static let memoryPrefix = "memory."
  private static let historyPrefix = "history."

  func write(to path: String) throws(FileError) { try file().write(to: path) }

  /// The bytes of such a file.
  func encoded() -> [UInt8] { file().encoded() }

  private func file() -> Safetensors {
    var policy = policy
    policy.parameters = state.parameters
    policy.extra["iteration"] = String(state.iteration)
    policy.extra["amount"] = String(amount)
    policy.extra["seconds"] = String(elapsed.clock)
    policy.extra["cpuSeconds"] = String(elapsed.processor)
    policy.extra["best"] = best.map(JSONText.encode)
    for (group, moments) in state.moments {
      policy.extra["updates.\(group.rawValue)"] = String(moments.count)
      policy.extra["moments.\(group.rawValue)"] = moments.moments.map(\.name).joined(separator: " ")
    }
    var file = policy.file()
    for group in ParameterGroup.allCases {
      guard let moments = state.moments[group] else { continue }
      for moment in moments.moments {
        file.append(moment.values, prefix: Self.prefix(group, moment.name))
      }
    }
    file.append(state.memory, prefix: Self.memoryPrefix)
    file.append(state.history.tensors, prefix: Self.historyPrefix)
    return file
  }

  init(reading path: String) throws(FileError) { try self.init(Safetensors(reading: path), path: path) }

  init(decoding bytes: [UInt8], path: String) throws(FileError) {
    try self.init(Safetensors(decoding: bytes, path: path), path: path)
  }

  private init(_ file: Safetensors, path: String) throws(FileError) {
    func malformed(_ problem: String) -> FileError { .malformed(path: path, problem: problem) }
    guard file.isVerified else { throw malformed("has no SHA-256 in it, expected a checkpoint") }
    policy = try PolicyFile(file, path: path)
    guard
      let iteration = policy.extra["iteration"].flatMap(Int.init),
      (0...CountLimits.iterations.upperBound).contains(iteration),
      let amount = policy.extra["amount"].flatMap(Int.init), (0...(1 << 60)).contains(amount)
    else { throw malformed("has no iteration, expected a checkpoint") }
    self.amount = amount
    let extra = policy.extra
    func seconds(_ key: String) -> Double {
      let seconds = extra[key].flatMap(Double.init) ?? 0
      return seconds.isFinite ? max(0, seconds) : 0
    }
    elapsed = ElapsedTime(clock: seconds("seconds"), processor: seconds("cpuSeconds"))
    best = policy.extra["best"].flatMap { try? JSONText.decode(TrainingResult.Best.self, $0) }
    state = MetaState(parameters: policy.parameters, iteration: iteration)
    for group in ParameterGroup.allCases {
      guard let text = policy.extra["updates.\(group.rawValue)"] else { continue }
      guard let count = Int(text), (0...(1 << 40)).contains(count) else {
        throw malformed("has moments of \(text) updates, expected a checkpoint")
      }
      let layout = policy.learner.layout.filter { policy.learner.group(ofTensor: $0.name) == group }
      // Files that do not say are older than any optimizer but Adam.
      let names = (policy.extra["moments.\(group.rawValue)"] ?? "mean square").split(separator: " ").map(
        String.init)
      var moments = OptimizerState(moments: [], count: count)
      for name in names {
        let values = try file.parameters(layout, prefix: Self.prefix(group, name), path: path)
        moments.moments.append(.init(name: name, values: values))
      }
      state.moments[group] = moments
    }
    func tensors(_ prefix: String) -> Parameters {
      Parameters(
        file.tensors.filter { $0.name.hasPrefix(prefix) }.map {
          (String($0.name.dropFirst(prefix.count)), $0.tensor)
        })
    }
    state.memory = tensors(Self.memoryPrefix)
    guard let history = TaskHistory(tensors(Self.historyPrefix)) else {
      throw malformed("keeps what came of tasks that is not whole, expected a checkpoint")
    }
    state.history = history
  }
}
