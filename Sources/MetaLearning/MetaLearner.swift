public import Autodiff
public import Gym
public import Learning

/// How the outer loop turns meta-gradients into new parameters.
public enum MetaUpdate: Sendable {
  case adam(Adam, maxGradientNorm: Float)
  case proximal(ProximalUpdate)
  case trustRegion(TrustRegion)
}

/// Everything that changes from one meta-iteration to the next.
public struct MetaState: Sendable {
  public var parameters: Parameters
  /// Meta-iterations behind it.
  public var iteration: Int
  /// Moments of the outer optimizer; nil where the update keeps none.
  public var adam: Adam.State?
  /// Learned inner step sizes; nil where they stay as given.
  public var rates: LearnedRates?

  public init(
    parameters: Parameters, iteration: Int = 0, adam: Adam.State? = nil, rates: LearnedRates? = nil
  ) {
    self.parameters = parameters
    self.iteration = iteration
    self.adam = adam
    self.rates = rates
  }
}

/// What one meta-iteration saw and did.
public struct IterationReport: Sendable {
  /// Means over tasks of the episodes gathered with θ_0, θ_1, … θ_K.
  public var summaries: [EpisodeSummary]
  public var loss: Float
  public var gradientNorm: Float
  public var trustRegion: TrustRegion.Report?
  /// Geometric mean of the learned step sizes, inner step by inner step; nil where none are learned.
  public var meanRates: [Float]?
  /// Environment steps gathered.
  public var steps: Int
}

/// A run that cannot go on. Iterations and tasks count from 0, in the text from 1, as a log counts them.
public enum MetaLearningError: Error, Equatable, CustomStringConvertible {
  /// - Parameter task: nil for what all tasks make together.
  case nonFinite(what: String, iteration: Int, task: Int?)
  /// An environment refused what it was given.
  case refused(EnvError, iteration: Int, task: Int)

  public var description: String {
    switch self {
    case .nonFinite(let what, let iteration, let task):
      "iteration \(iteration + 1)\(task.map { ", task \($0 + 1)" } ?? ""): the \(what) is not finite"
    case .refused(let error, let iteration, let task):
      "iteration \(iteration + 1), task \(task + 1): \(error)"
    }
  }
}

/// The outer loop of policy-gradient MAML over a distribution of tasks.
public struct MetaLearner<Distribution: TaskDistribution>: Sendable
where Distribution.Task: PolicyLearningTask {
  public var distribution: Distribution
  public var maml: MAML
  public var update: MetaUpdate
  /// Updates the inner step sizes, where the state has learned ones.
  public var rateUpdate = Adam(rate: 0.03)
  /// Tensors whose step sizes are learned, where some are; nil for all.
  public var learnsRates: [Bool]?
  public var tasksPerIteration: Int
  public var threads: Int

  public init(
    _ distribution: Distribution, maml: MAML, update: MetaUpdate, tasksPerIteration: Int, threads: Int
  ) {
    self.distribution = distribution
    self.maml = maml
    self.update = update
    self.tasksPerIteration = tasksPerIteration
    self.threads = threads
  }

  typealias Experience = Distribution.Task.Experience

  /// A task after adaptation, ready to be differentiated.
  struct Sample: Sendable {
    var task: Distribution.Task
    var adaptation: Adaptation<Experience>
    var query: Experience
    var metaGradient: MetaGradient
    var summaries: [EpisodeSummary]
  }

  /// One meta-iteration: draws tasks, adapts to each, and updates the parameters.
  /// - Parameter stream: of the whole run; the iteration and the task are branches of it.
  public func iterate(
    _ state: MetaState, using stream: RandomStream
  ) throws -> (state: MetaState, report: IterationReport) {
    guard let rates = state.rates else {
      let (next, report, _) = try update(state, using: stream)
      return (next, report)
    }
    var learner = self
    learner.maml.rates = rates.rates
    var (next, report, gradients) = try learner.update(state, using: stream)
    let updated = rates.updated(by: rateUpdate, gradients: gradients, learning: learnsRates)
    next.rates = updated
    report.meanRates = updated.means
    return (next, report)
  }

  /// One update of the parameters with the step sizes as they are.
  /// - Returns: also the mean derivative of the outer loss with respect to the step sizes.
  private func update(
    _ state: MetaState, using stream: RandomStream
  ) throws -> (state: MetaState, report: IterationReport, rateGradients: [Parameters]) {
    let branch = stream.split(state.iteration)
    let samples = try parallelMap(count: tasksPerIteration, threads: threads) { index in
      do { return try sample(index, state, using: branch.split(index)) } catch let error as EnvError {
        throw MetaLearningError.refused(error, iteration: state.iteration, task: index)
      }
    }
    let gradient = mean(samples.map(\.metaGradient.gradient))
    let loss = samples.reduce(0) { $0 + $1.metaGradient.loss } / Float(samples.count)
    var report = IterationReport(
      summaries: means(samples.map(\.summaries)), loss: loss, gradientNorm: gradient.norm, trustRegion: nil,
      meanRates: nil,
      steps: samples.reduce(0) { $0 + $1.summaries.reduce(0) { $0 + $1.steps } })
    var next = state
    next.iteration += 1
    switch update {
    case .adam(let adam, let maxNorm):
      let moments = state.adam ?? adam.initialState(for: state.parameters)
      let updated = adam.update(
        state.parameters, gradient: gradient.clipped(toNorm: maxNorm), state: moments)
      next.parameters = updated.parameters
      next.adam = updated.state
    case .proximal(let proximal):
      let updated = try proximalUpdate(proximal, state, samples)
      next.parameters = updated.parameters
      next.adam = updated.adam
    case .trustRegion(let region):
      let updated = try trustRegionUpdate(region, state, samples, gradient: gradient)
      next.parameters = updated.parameters
      report.trustRegion = updated.report
    }
    let rateGradients = maml.rates.indices.map { k in mean(samples.map { $0.metaGradient.rateGradients[k] }) }
    return (next, report, rateGradients)
  }

  func sample(_ index: Int, _ state: MetaState, using stream: RandomStream) throws -> Sample {
    let task = try distribution.task(from: .train, using: stream.split("task"))
    var adaptation = try maml.adapt(
      state.parameters, to: task, using: stream.split("adapt"),
      curvatureBytes: Self.curvatureBytes / tasksPerIteration)
    guard adaptation.parameters.allFinite else {
      throw MetaLearningError.nonFinite(
        what: "adapted policy", iteration: state.iteration, task: index)
    }
    let query = try task.gather(
      with: adaptation.parameters, stage: maml.rates.count, using: stream.split("query"))
    let metaGradient = maml.metaGradient(through: adaptation, of: task, query: query)
    guard metaGradient.loss.isFinite, metaGradient.gradient.allFinite else {
      throw MetaLearningError.nonFinite(what: "meta-gradient", iteration: state.iteration, task: index)
    }
    adaptation.limitCurvatures(toBytes: curvatureBytes(ofTask: index))
    return Sample(
      task: task, adaptation: adaptation, query: query, metaGradient: metaGradient,
      summaries: (adaptation.support + [query]).map(task.summary(of:)))
  }
}

/// Elementwise mean, summed in order.
func mean(_ all: [Parameters]) -> Parameters {
  var sum = all[0]
  for other in all.dropFirst() { sum = sum + other }
  return sum * (1 / Float(all.count))
}

/// Mean over tasks at every stage; steps are totals.
private func means(_ all: [[EpisodeSummary]]) -> [EpisodeSummary] {
  all[0].indices.map { stage in
    let column = all.map { $0[stage] }
    return EpisodeSummary(
      meanReturn: column.reduce(0) { $0 + $1.meanReturn } / Double(all.count),
      successRate: column.reduce(0) { $0 + $1.successRate } / Double(all.count),
      steps: column.reduce(0) { $0 + $1.steps })
  }
}
