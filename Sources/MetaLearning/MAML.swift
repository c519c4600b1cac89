public import Autodiff
public import Gym

// Model-agnostic meta-learning (Finn, Abbeel and Levine 2017, eq. 1 and algorithm 1).
//
// Inner steps:     θ_{k+1} = θ_k − α_k ∇L_k(θ_k),  k = 0 … K−1,  L_k the loss on support data gathered with θ_k.
// Outer objective: L_query(θ_K) as a function of θ_0.
// Chain rule:      dθ_{k+1}/dθ_k = I − α_k H_k,  H_k = ∇²L_k(θ_k), symmetric. So with v_K = ∇L_query(θ_K),
//                  v_k = v_{k+1} − H_k (α_k v_{k+1}),  and v_0 is the meta-gradient, exact, without ever storing
//                  a second-order graph: K Hessian-vector products, memory of one. Where L_k's gradient was
//                  linearised when it was first taken, the product costs two thirds of one from scratch.
// Step sizes:      ∂L_query/∂α_k = −v_{k+1} ⊙ ∇L_k(θ_k)  (Li et al. 2017, Meta-SGD).
// First order:     v_0 ≈ v_K (FOMAML).

/// The size of an inner step: one number for all parameters, or one for each.
public enum InnerRate: Sendable {
  case scalar(Float)
  case perParameter(Parameters)

  func scaled(_ vector: Parameters) -> Parameters {
    switch self {
    case .scalar(let rate): vector * rate
    case .perParameter(let rates): vector * rates
    }
  }

  /// `parameters − rate ⊙ gradient`
  func step(_ parameters: Parameters, along gradient: Parameters) -> Parameters {
    switch self {
    case .scalar(let rate): parameters.adding(gradient, scaledBy: -rate)
    case .perParameter: parameters - scaled(gradient)
    }
  }
}

/// What adapting to one task left behind, step by step.
public struct Adaptation<Experience: Sendable>: Sendable {
  /// θ_0 … θ_K
  public var path: [Parameters]
  /// Support data gathered with θ_0 … θ_{K−1}.
  public var support: [Experience]
  /// ∇L_k(θ_k)
  public var gradients: [Parameters]
  /// H_k = ∇²L_k(θ_k), kept from when the gradient was taken; nil where products start from scratch.
  public var curvatures: [HessianOperator?] = []

  /// θ_K
  public var parameters: Parameters { path[path.count - 1] }
  /// Bytes that the kept curvatures hold.
  public var curvatureBytes: Int { curvatures.reduce(0) { $0 + ($1?.byteCount ?? 0) } }

  /// Gives up curvatures, those of the first steps first, until the rest holds at most `bytes`.
  public mutating func limitCurvatures(toBytes bytes: Int) {
    var held = curvatureBytes
    for k in curvatures.indices where held > bytes {
      held -= curvatures[k]?.byteCount ?? 0
      curvatures[k] = nil
    }
  }

  /// Takes an inner step.
  fileprivate mutating func extend(by rate: InnerRate, along gradient: Parameters, on support: Experience) {
    path.append(rate.step(parameters, along: gradient))
    self.support.append(support)
    gradients.append(gradient)
  }
}

/// The outer loss of one task and its derivatives.
public struct MetaGradient: Sendable {
  public var loss: Float
  /// With respect to θ_0.
  public var gradient: Parameters
  /// With respect to the step sizes, one for each inner step, elementwise.
  public var rateGradients: [Parameters]
}

public struct MAML: Sendable {
  public enum Order: String, Sendable, Codable, CaseIterable { case first, second }

  /// One step size for each inner step: one that suits the first step overshoots on the second.
  public var rates: [InnerRate]
  public var order: Order

  public init(rates: [InnerRate], order: Order = .second) {
    self.rates = rates
    self.order = order
  }

  /// Gathers experience afresh before each inner step. The stream of stage k is `stream.split(k)`.
  ///
  /// Every gradient is linearised on the way, for the derivatives through the adaptation that follow; of these
  /// linearisations the last is kept, and earlier ones while all hold at most `curvatureBytes`.
  public func adapt<Task: LearningTask>(
    _ parameters: Parameters, to task: Task, using stream: RandomStream, curvatureBytes: Int = 0
  ) throws -> Adaptation<Task.Experience> {
    var adaptation = Adaptation<Task.Experience>(path: [parameters], support: [], gradients: [])
    for (stage, rate) in rates.enumerated() {
      let support = try task.gather(
        with: adaptation.parameters, stage: stage, using: stream.split(stage))
      let loss = { (p: Parameters) in task.loss(p, on: support) }
      var curvature: HessianOperator?
      if order == .second {
        adaptation.limitCurvatures(toBytes: curvatureBytes)
        curvature = HessianOperator(of: loss, at: adaptation.parameters)
      }
      let gradient = curvature?.gradient ?? gradient(of: loss, at: adaptation.parameters)
      adaptation.curvatures.append(curvature)
      adaptation.extend(by: rate, along: gradient, on: support)
    }
    return adaptation
  }

  /// The inner steps from `parameters` on support data that is there already; keeps no curvatures.
  public func adapt<Task: LearningTask>(
    _ parameters: Parameters, to task: Task, on support: [Task.Experience]
  ) -> Adaptation<Task.Experience> {
    precondition(support.count == rates.count, "\(support.count) support sets for \(rates.count) inner steps")
    var adaptation = Adaptation<Task.Experience>(path: [parameters], support: [], gradients: [])
    for (rate, support) in zip(rates, support) {
      let gradient = gradient(of: { task.loss($0, on: support) }, at: adaptation.parameters)
      adaptation.curvatures.append(nil)
      adaptation.extend(by: rate, along: gradient, on: support)
    }
    return adaptation
  }

  /// The derivative of the outer loss on `query` through the adaptation.
  public func metaGradient<Task: LearningTask>(
    through adaptation: Adaptation<Task.Experience>, of task: Task, query: Task.Experience
  ) -> MetaGradient {
    let outer = valueAndGradient(of: { task.outerLoss($0, on: query) }, at: adaptation.parameters)
    let pulled = pullBack(outer.gradient, through: adaptation, of: task)
    return MetaGradient(
      loss: outer.value.scalar, gradient: pulled.gradient, rateGradients: pulled.rateGradients)
  }

  /// Jᵀ v for J = dθ_K/dθ_0, from the last inner step to the first; and the step sizes' gradients on the way.
  public func pullBack<Task: LearningTask>(
    _ vector: Parameters, through adaptation: Adaptation<Task.Experience>, of task: Task
  ) -> (gradient: Parameters, rateGradients: [Parameters]) {
    var v = vector
    var rateGradients: [Parameters] = []
    for k in rates.indices.reversed() {
      rateGradients.append(v * adaptation.gradients[k] * -1)
      guard order == .second else { continue }
      v = v - curvature(k, times: rates[k].scaled(v), adaptation, task)
    }
    return (v, rateGradients.reversed())
  }

  /// J v for J = dθ_K/dθ_0, from the first inner step to the last.
  public func pushForward<Task: LearningTask>(
    _ vector: Parameters, through adaptation: Adaptation<Task.Experience>, of task: Task
  ) -> Parameters {
    guard order == .second else { return vector }
    var u = vector
    for k in rates.indices {
      u = u - rates[k].scaled(curvature(k, times: u, adaptation, task))
    }
    return u
  }

  /// H_k times a vector, by the kept linearisation if there is one.
  private func curvature<Task: LearningTask>(
    _ k: Int, times vector: Parameters, _ adaptation: Adaptation<Task.Experience>, _ task: Task
  ) -> Parameters {
    if adaptation.curvatures.indices.contains(k), let hessian = adaptation.curvatures[k] {
      return hessian(vector)
    }
    return hessianVectorProduct(
      of: { task.loss($0, on: adaptation.support[k]) }, at: adaptation.path[k], times: vector)
  }
}
