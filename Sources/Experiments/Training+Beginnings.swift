import Autodiff
import Gym
import Learning
public import MetaLearning
import Scenes

// Where a run begins: afresh, at a policy trained before, or where a run in its folder stopped.

extension Training {
  /// Where training begins: fresh parameters, or those of a policy trained before, with its learned step sizes where
  /// `takesRates` says so.
  public func initialState(from file: PolicyFile? = nil, path: String = "") throws -> MetaState {
    guard let file else {
      let stream = RandomStream(seed: configuration.seed).split("initial parameters")
      let parameters = policy.initialParameters(
        logStd: configuration.initialLogStd, outputScale: configuration.outputScale, using: stream)
      return MetaState(parameters: parameters, rates: initialRates(parameters))
    }
    guard file.policy == policy else {
      throw FileError.malformed(
        path: path,
        problem: "holds a policy \(describe(file.policy)), expected \(describe(policy)) for \(family.id)")
    }
    guard let learned = file.rates, takesRates(of: file) else {
      return MetaState(parameters: file.parameters, rates: initialRates(file.parameters))
    }
    guard learned.allSatisfy({ $0.flattened().allSatisfy { $0 > 0 } }) else {
      throw FileError.malformed(path: path, problem: "holds step sizes that are not positive")
    }
    return MetaState(
      parameters: file.parameters,
      rates: LearnedRates(
        learned.map(InnerRate.perParameter), for: file.parameters, granularity: configuration.learnedRates))
  }

  /// Whether a run from the policy begins at the step sizes that it learned: where both learn as many, of the same
  /// kind, and the run asks for no other beginning than the policy's training had.
  public func takesRates(of file: PolicyFile) -> Bool {
    configuration.learnedRates != .fixed && file.rates?.count == configuration.innerRates.count
      && file.configuration.learnedRates == configuration.learnedRates
      && file.configuration.innerRates == configuration.innerRates
  }

  private func initialRates(_ parameters: Parameters) -> LearnedRates? {
    guard configuration.learnedRates != .fixed else { return nil }
    return LearnedRates(
      configuration.innerRates.map(InnerRate.scalar), for: parameters, granularity: configuration.learnedRates
    )
  }

  /// The run in `folder` from its last checkpoint; from its beginning where there is none yet. What a run that was
  /// killed at any time has done is not done again.
  func runOrResume(
    in folder: RunFolder, from initial: () throws -> MetaState,
    observe: (TrainingProgress) throws -> Void = { _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> (result: TrainingResult, evaluation: Evaluation) {
    guard folder.checkpoints.latestPath != nil, folder.contents.contains("config.yaml") else {
      return try run(in: folder, from: initial(), observe: observe, unless: shouldStop)
    }
    try folder.check(configuration)
    return try resume(in: folder, observe: observe, unless: shouldStop)
  }
}
