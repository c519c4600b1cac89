internal import Autodiff
internal import Learning
internal import MetaLearning
internal import PolicyLearning
internal import Randomness

/// What is measured of a gradient problem, on our side: the calls that training makes.
struct GradientWork {
  let criterion: PolicyCriterion<GaussianPolicy>
  let support: PolicyBatch
  let query: PolicyBatch
  let theta: Parameters
  let vector: Parameters
  let products: Int
  private let inner: InnerLoop

  init(_ problem: GradientProblem) {
    let policy = GradientProblem.policy(width: problem.width)
    criterion = PolicyCriterion(policy, advantages: AdvantageSettings(), surrogate: .ratio)
    support = problem.support.tensors
    query = problem.query.tensors
    theta = policy.initialParameters(using: RandomStream(seed: 0)).unflattened(problem.parameters)
    vector = theta.unflattened(problem.vector)
    products = problem.products
    inner = InnerLoop(rates: [.scalar(problem.innerRate)])
  }

  private func adapt() -> Adaptation {
    inner.adapt(theta, linearising: true) { _ in { criterion.supportLoss($0, on: support) } }
  }

  /// One inner step on the support data and the exact derivative of the query loss through it.
  func metaGradient() -> Parameters {
    let adaptation = adapt()
    let outer = valueAndGradient(of: { criterion.queryLoss($0, on: query) }, at: adaptation.parameters)
    return inner.metaGradient(through: adaptation, outer: (outer.value.scalar, outer.gradient)).gradient
  }

  /// Forward and backward pass on the support data.
  func policyGradient() -> Parameters { gradient(of: { criterion.supportLoss($0, on: support) }, at: theta) }

  /// Products with the curvature of the adapted policy's divergence, one after the other, as conjugate gradients
  /// take them; the adaptation and what the products share are computed once.
  func fisher(products: Int) -> Parameters {
    let adaptation = adapt()
    let adapted = adaptation.parameters
    let fisher = criterion.fisher(adapted, on: query, criterion.reference(adapted, on: query))
    var v = vector
    for _ in 0..<products {
      let pushed = inner.pushForward(v * (1 / v.norm), through: adaptation)
      v = inner.pullBack(fisher(pushed[1]), through: adaptation).gradient
    }
    return v
  }
}
