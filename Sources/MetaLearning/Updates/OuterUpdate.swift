import Autodiff
import Learning

/// How the outer loop turns an objective into new parameters: the settings `update`, a kind and its own figures.
public enum OuterUpdate: Sendable, Hashable {
  case adam(AdamUpdate)
  case sgd(SGDUpdate)
  case rmsProp(RMSPropUpdate)
  case proximal(ProximalUpdate)
  case trustRegion(TrustRegion)

  /// What it asks of an objective over so many tasks.
  public func demand(tasks: Int) -> ObjectiveDemand {
    switch self {
    case .adam, .sgd, .rmsProp: ObjectiveDemand()
    case .proximal: ObjectiveDemand(comparesModels: true, descends: false)
    case .trustRegion(let region):
      ObjectiveDemand(curvatureTasks: min(region.curvatureTasks, tasks), comparesModels: true)
    }
  }

  /// Of what it remembers from one iteration to the next.
  public var momentNames: [String] {
    switch self {
    case .adam, .proximal: Adam.momentNames
    case .sgd: SGD.momentNames
    case .rmsProp: RMSProp.momentNames
    case .trustRegion: []
    }
  }

  /// The same with its size multiplied.
  public func scaled(by scale: Float) -> OuterUpdate {
    switch self {
    case .adam(var update):
      update.rate *= scale
      return .adam(update)
    case .sgd(var update):
      update.rate *= scale
      return .sgd(update)
    case .rmsProp(var update):
      update.rate *= scale
      return .rmsProp(update)
    case .proximal(var update):
      update.rate *= scale
      return .proximal(update)
    case .trustRegion(var region):
      region.maxDivergence *= scale
      return .trustRegion(region)
    }
  }

  /// New parameters of one group.
  /// - Parameters:
  ///   - parameters: the group's.
  ///   - objective: as a function of the group's parameters alone.
  func callAsFunction(
    _ parameters: Parameters, _ moments: OptimizerState?, _ objective: Objective
  ) throws -> Outcome {
    switch self {
    case .adam(let update):
      return descend(update.optimizer, update.maxGradientNorm, parameters, moments, objective)
    case .sgd(let update):
      return descend(update.optimizer, update.maxGradientNorm, parameters, moments, objective)
    case .rmsProp(let update):
      return descend(update.optimizer, update.maxGradientNorm, parameters, moments, objective)
    case .proximal(let update):
      let step = try update.update(parameters, objective, state: moments)
      return Outcome(
        parameters: step.parameters, moments: step.state, gradientNorm: step.gradientNorm)
    case .trustRegion(let region):
      let step = try region.update(parameters, objective)
      return Outcome(parameters: step.parameters, report: step.report)
    }
  }

  /// One step along the meta-gradient.
  private func descend<O: Optimizer>(
    _ optimizer: O, _ limit: Float, _ parameters: Parameters, _ moments: OptimizerState?,
    _ objective: Objective
  ) -> Outcome {
    let step = optimizer.update(
      parameters, gradient: limit > 0 ? objective.gradient.clipped(toNorm: limit) : objective.gradient,
      state: moments ?? optimizer.initialState(for: parameters))
    return Outcome(parameters: step.parameters, moments: step.state)
  }

  /// What an update of one group came to.
  struct Outcome {
    var parameters: Parameters
    var moments: OptimizerState?
    var report: TrustRegion.Report?
    /// Of the first step; nil for the objective's own.
    var gradientNorm: Float?
  }
}
