import Autodiff
import Learning

/// How the outer loop turns an objective into new parameters: the settings `update`, a kind and its own figures.
public enum OuterUpdate: Sendable, Hashable {
  case adam(AdamUpdate)
  case proximal(ProximalUpdate)
  case trustRegion(TrustRegion)

  /// What it asks of an objective over so many tasks.
  public func demand(tasks: Int) -> ObjectiveDemand {
    switch self {
    case .adam: ObjectiveDemand()
    case .proximal: ObjectiveDemand(comparesModels: true)
    case .trustRegion(let region):
      ObjectiveDemand(curvatureTasks: min(region.curvatureTasks, tasks), comparesModels: true)
    }
  }

  /// The same with its size multiplied.
  public func scaled(by scale: Float) -> OuterUpdate {
    switch self {
    case .adam(var update):
      update.rate *= scale
      return .adam(update)
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
    _ parameters: Parameters, _ moments: Adam.State?, _ objective: Objective
  ) throws -> (parameters: Parameters, moments: Adam.State?, report: TrustRegion.Report?) {
    switch self {
    case .adam(let update):
      let step = update.update(parameters, gradient: objective.gradient, state: moments)
      return (step.parameters, step.state, nil)
    case .proximal(let update):
      let step = try update.update(parameters, objective, state: moments)
      return (step.parameters, step.state, nil)
    case .trustRegion(let region):
      let step = try region.update(parameters, objective)
      return (step.parameters, nil, step.report)
    }
  }
}

/// One step of Adam along the meta-gradient.
public struct AdamUpdate: Sendable, Hashable, Codable {
  public var rate: Float = 0.001
  /// Share of θ that a step of rate 1 takes away (Loshchilov and Hutter 2019); 0 for none.
  public var weightDecay: Float = 0
  /// Meta-gradients longer than this are shortened to it; 0 for no limit.
  public var maxGradientNorm: Float = 10

  public init() {}

  func update(
    _ parameters: Parameters, gradient: Parameters, state: Adam.State?
  ) -> (parameters: Parameters, state: Adam.State) {
    let adam = Adam(rate: rate)
    return adam.update(
      weightDecay > 0 ? parameters * (1 - rate * weightDecay) : parameters,
      gradient: maxGradientNorm > 0 ? gradient.clipped(toNorm: maxGradientNorm) : gradient,
      state: state ?? adam.initialState(for: parameters))
  }
}
