public import Autodiff

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
// Several stages:  Σ_k w_k L(θ_k) instead of L_query(θ_K) (Antoniou, Edwards and Storkey 2019, §4, multi-step loss):
//                  its derivative at θ_k joins v_k on the way back. Support data that was gathered with θ_k, after
//                  θ_k was made, measures it as query data would; support examples that θ_k has adapted on do not.
// Only some tensors adapt: α_k is zero for the others (Raghu et al. 2020, ANIL: all layers but the last).

/// The inner steps and the derivatives through them.
public struct InnerLoop: Sendable {
  /// One step size for each inner step: one that suits the first step overshoots on the second.
  public var rates: [InnerRate]
  public var derivative: GradientSteps.Derivative
  /// Which tensors the inner steps change, in the parameters' order; nil for all.
  public var adapting: [Bool]?

  public init(
    rates: [InnerRate], derivative: GradientSteps.Derivative = .exact, adapting: [Bool]? = nil
  ) {
    self.rates = rates
    self.derivative = derivative
    self.adapting = adapting
  }

  /// α_k ⊙ vector, zero where nothing adapts.
  private func scaled(_ vector: Parameters, step k: Int) -> Parameters {
    rates[k].scaled(vector.masked(by: adapting))
  }

  /// Takes the next inner step.
  /// - Parameter linearising: keep the step's curvature, for derivatives through it.
  public func step(
    _ adaptation: inout Adaptation, linearising: Bool, loss: @escaping Adaptation.Loss
  ) {
    let curvature = linearising ? HessianOperator(of: loss, at: adaptation.parameters) : nil
    let gradient = curvature?.gradient ?? gradient(of: loss, at: adaptation.parameters)
    let k = adaptation.gradients.count
    adaptation.path.append(rates[k].step(adaptation.parameters, along: gradient.masked(by: adapting)))
    adaptation.losses.append(loss)
    adaptation.gradients.append(gradient)
    adaptation.curvatures.append(curvature)
  }

  /// All inner steps from `parameters`.
  /// - Parameter loss: of step k.
  public func adapt(
    _ parameters: Parameters, linearising: Bool = false, loss: (Int) -> Adaptation.Loss
  ) -> Adaptation {
    var adaptation = Adaptation(from: parameters)
    for k in rates.indices { step(&adaptation, linearising: linearising, loss: loss(k)) }
    return adaptation
  }

  /// Σ_k J_kᵀ c_k for J_k = dθ_k/dθ_0 and k = 0 … K, from the last inner step to the first; nil for zero. And the
  /// step sizes' gradients on the way.
  public func pullBack(
    _ cotangents: [Parameters?], through adaptation: Adaptation
  ) -> (gradient: Parameters, rateGradients: [Parameters]) {
    var v = cotangents[rates.count] ?? adaptation.parameters.zeros()
    var rateGradients: [Parameters] = []
    for k in rates.indices.reversed() {
      rateGradients.append((v * adaptation.gradients[k] * -1).masked(by: adapting))
      if derivative == .exact { v = v - adaptation.curvature(k, times: scaled(v, step: k)) }
      if let c = cotangents[k] { v = v + c }
    }
    return (v, rateGradients.reversed())
  }

  /// Jᵀ v for J = dθ_K/dθ_0.
  public func pullBack(
    _ vector: Parameters, through adaptation: Adaptation
  ) -> (gradient: Parameters, rateGradients: [Parameters]) {
    pullBack(rates.map { _ in nil } + [vector], through: adaptation)
  }

  /// J_k v for J_k = dθ_k/dθ_0 and k = 0 … K, from the first inner step to the last.
  public func pushForward(_ vector: Parameters, through adaptation: Adaptation) -> [Parameters] {
    var path = [vector]
    for k in rates.indices {
      let u = path[k]
      path.append(
        derivative == .exact ? u - scaled(adaptation.curvature(k, times: u), step: k) : u)
    }
    return path
  }

  /// The derivative through the adaptation of an outer loss.
  /// - Parameters:
  ///   - outer: the loss after the last inner step and its gradient at θ_K, weighted.
  ///   - stages: gradients of the weighted losses at θ_0 … θ_{K−1}; nil for zero.
  public func metaGradient(
    through adaptation: Adaptation, outer: (loss: Float, gradient: Parameters), stages: [Parameters?]? = nil
  ) -> MetaGradient {
    let pulled = pullBack((stages ?? rates.map { _ in nil }) + [outer.gradient], through: adaptation)
    return MetaGradient(
      loss: outer.loss,
      gradient: derivative == .displacement
        ? adaptation.path[0] - adaptation.parameters : pulled.gradient,
      rateGradients: pulled.rateGradients)
  }
}
