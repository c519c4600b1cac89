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
// First order:     H_k ≈ 0 (FOMAML).
// Displacement:    v_0 ≈ θ_0 − θ_K (Nichol, Achiam and Schulman 2018, Reptile), with no outer loss at all.
// Several stages:  Σ_k w_k L(θ_k) instead of L_query(θ_K) (Antoniou, Edwards and Storkey 2019, §4, multi-step loss).
//                  The support data of step k was gathered with θ_k after θ_k was made, so it measures θ_k as
//                  query data would, and ∇L_k(θ_k) is there already: w_k ∇L_k(θ_k) joins v_k on the way back.
// Only some tensors adapt: α_k is zero for the others (Raghu et al. 2020, ANIL: all layers but the last).

public struct MAML: Sendable {
  /// What stands for the derivative through the adaptation.
  public enum Derivative: String, Sendable, Codable, CaseIterable {
    /// The exact one.
    case second
    /// Inner steps as if their gradients were constant: FOMAML.
    case first
    /// How far the adaptation went: Reptile.
    case displacement
  }

  /// One step size for each inner step: one that suits the first step overshoots on the second.
  public var rates: [InnerRate]
  public var derivative: Derivative
  /// Weights of the losses after 0, 1, … K inner steps, of sum 1; nil where only the last counts.
  public var stageWeights: [Float]?
  /// Which tensors the inner steps change, in the parameters' order; nil for all.
  public var adapting: [Bool]?

  public init(rates: [InnerRate], derivative: Derivative = .second) {
    self.rates = rates
    self.derivative = derivative
  }

  /// Weights of stages 0 … K.
  var weights: [Float] {
    let weights = stageWeights ?? [Float](repeating: 0, count: rates.count) + [1]
    precondition(
      weights.count == rates.count + 1, "\(weights.count) stage weights for \(rates.count) inner steps")
    return weights
  }

  /// α_k ⊙ vector, zero where nothing adapts.
  private func scaled(_ vector: Parameters, step k: Int) -> Parameters {
    rates[k].scaled(vector.masked(by: adapting))
  }

  /// Gathers experience afresh before each inner step. The stream of stage k is `stream.split(k)`.
  ///
  /// Every gradient is linearised on the way, for the derivatives through the adaptation that follow; of these
  /// linearisations the last is kept, and earlier ones while all hold at most `curvatureBytes`.
  public func adapt<Task: LearningTask>(
    _ parameters: Parameters, to task: Task, using stream: RandomStream, curvatureBytes: Int = 0
  ) throws -> Adaptation<Task.Experience> {
    var adaptation = Adaptation<Task.Experience>(path: [parameters], support: [], gradients: [])
    for stage in rates.indices {
      let support = try task.gather(
        with: adaptation.parameters, stage: stage, using: stream.split(stage))
      adaptation.limitCurvatures(toBytes: curvatureBytes)
      step(&adaptation, on: support, linearising: derivative == .second) { task.loss($0, on: support) }
    }
    return adaptation
  }

  /// The inner steps from `parameters` on support data that is there already.
  /// - Parameters:
  ///   - linearising: keep every step's curvature.
  ///   - loss: of parameters on the support data of step k.
  public func adapt<Experience>(
    _ parameters: Parameters, on support: [Experience], linearising: Bool = false,
    loss: (Parameters, Experience, Int) -> Tensor
  ) -> Adaptation<Experience> {
    precondition(support.count == rates.count, "\(support.count) support sets for \(rates.count) inner steps")
    var adaptation = Adaptation<Experience>(path: [parameters], support: [], gradients: [])
    for (k, support) in support.enumerated() {
      step(&adaptation, on: support, linearising: linearising) { loss($0, support, k) }
    }
    return adaptation
  }

  private func step<Experience>(
    _ adaptation: inout Adaptation<Experience>, on support: Experience, linearising: Bool,
    loss: (Parameters) -> Tensor
  ) {
    let curvature = linearising ? HessianOperator(of: loss, at: adaptation.parameters) : nil
    let gradient = curvature?.gradient ?? gradient(of: loss, at: adaptation.parameters)
    let k = adaptation.gradients.count
    adaptation.curvatures.append(curvature)
    adaptation.path.append(
      rates[k].step(adaptation.parameters, along: gradient.masked(by: adapting)))
    adaptation.support.append(support)
    adaptation.gradients.append(gradient)
  }

  /// The derivative of the outer loss on `query`, and of the weighted losses on the way, through the adaptation.
  public func metaGradient<Task: LearningTask>(
    through adaptation: Adaptation<Task.Experience>, of task: Task, query: Task.Experience
  ) -> MetaGradient {
    let outer = valueAndGradient(of: { task.outerLoss($0, on: query) }, at: adaptation.parameters)
    let cotangents = zip(adaptation.gradients + [outer.gradient], weights).map { $1 == 0 ? nil : $0 * $1 }
    let pulled = pullBack(cotangents, through: adaptation, of: task)
    return MetaGradient(
      loss: outer.value.scalar,
      gradient: derivative == .displacement
        ? adaptation.path[0] - adaptation.parameters : pulled.gradient,
      rateGradients: pulled.rateGradients)
  }

  /// Jᵀ v for J = dθ_K/dθ_0, from the last inner step to the first; and the step sizes' gradients on the way.
  public func pullBack<Task: LearningTask>(
    _ vector: Parameters, through adaptation: Adaptation<Task.Experience>, of task: Task
  ) -> (gradient: Parameters, rateGradients: [Parameters]) {
    pullBack(rates.map { _ in nil } + [vector], through: adaptation, of: task)
  }

  /// Σ_k J_kᵀ c_k for J_k = dθ_k/dθ_0 and k = 0 … K; nil for zero.
  func pullBack<Task: LearningTask>(
    _ cotangents: [Parameters?], through adaptation: Adaptation<Task.Experience>, of task: Task
  ) -> (gradient: Parameters, rateGradients: [Parameters]) {
    var v = cotangents[rates.count] ?? adaptation.parameters.zeros()
    var rateGradients: [Parameters] = []
    for k in rates.indices.reversed() {
      rateGradients.append((v * adaptation.gradients[k] * -1).masked(by: adapting))
      if derivative == .second {
        v = v - curvature(k, times: scaled(v, step: k), adaptation, task)
      }
      if let c = cotangents[k] { v = v + c }
    }
    return (v, rateGradients.reversed())
  }

  /// J v for J = dθ_K/dθ_0, from the first inner step to the last.
  public func pushForward<Task: LearningTask>(
    _ vector: Parameters, through adaptation: Adaptation<Task.Experience>, of task: Task
  ) -> Parameters {
    pushForwardToStages(vector, through: adaptation, of: task)[rates.count]
  }

  /// J_k v for J_k = dθ_k/dθ_0 and k = 0 … K.
  func pushForwardToStages<Task: LearningTask>(
    _ vector: Parameters, through adaptation: Adaptation<Task.Experience>, of task: Task
  ) -> [Parameters] {
    var path = [vector]
    for k in rates.indices {
      let u = path[k]
      path.append(derivative == .second ? u - scaled(curvature(k, times: u, adaptation, task), step: k) : u)
    }
    return path
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
