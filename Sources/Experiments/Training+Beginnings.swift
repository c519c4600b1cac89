import Autodiff
import Files
public import MetaLearning
public import Models
import Randomness

// Where a run begins: afresh, at a policy trained before, or where a run in its folder stopped.

extension Training {
  /// Where training begins: fresh parameters, or those of a policy trained before, with its learned step sizes where
  /// `takesRates` says so.
  public func initialState(from file: PolicyFile? = nil, path: String = "") throws -> MetaState {
    let fresh = problem.initialParameters(
      using: RandomStream(seed: configuration.seed).split("initial parameters"))
    guard let file else { return MetaState(parameters: fresh) }
    guard file.learner.isOfSameModel(as: learner) else {
      throw FileError.malformed(
        path: path,
        problem: file.learner.summary == learner.summary
          ? "holds a model \(learner.summary) with other parts within, or another scale, than \(environment)'s"
          : "holds a model \(file.learner.summary), expected \(learner.summary) for \(environment)")
    }
    let takesRates = takesRates(of: file)
    for (name, tensor) in zip(file.parameters.names, file.parameters.tensors)
    where takesRates && learner.group(ofTensor: name) == .rates {
      // Beyond these the exponential of a Float is 0 or infinite.
      guard tensor.values.allSatisfy({ abs($0) < 80 }) else {
        throw FileError.malformed(path: path, problem: "holds step sizes that are not positive numbers")
      }
    }
    return MetaState(
      parameters: fresh.overridden(by: file.parameters) { name in
        takesRates || learner.group(ofTensor: name) == .model
      })
  }

  /// Whether a run from the policy begins at the step sizes that it learned: where both learn as many, of the same
  /// kind, and the run asks for no other beginning than the policy's training had.
  public func takesRates(of file: PolicyFile) -> Bool {
    guard let own = learner.steps, let other = file.learner.steps else { return false }
    return own.learnedRates != .fixed && own.learnedRates == other.learnedRates && own.rates == other.rates
      && own.adapting == other.adapting
  }

  /// The run in `folder` from its last checkpoint; from its beginning where there is none yet. What a run that was
  /// killed at any time has done is not done again.
  func runOrResume(
    in folder: RunFolder, from initial: () throws -> MetaState,
    observe: (TrainingProgress) throws -> Void = { _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> TrainedRun {
    let hasBegun = try workers.onFirst {
      guard folder.checkpoints.latestPath != nil, folder.contents.contains("config.yaml") else {
        return false
      }
      try folder.check(configuration)
      return true
    }
    guard hasBegun else {
      return try run(in: folder, from: initial(), observe: observe, unless: shouldStop)
    }
    return try resume(in: folder, observe: observe, unless: shouldStop)
  }
}
