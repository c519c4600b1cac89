internal import Autodiff
internal import Gym
internal import Learning
internal import MetaLearning
import Randomness

/// What is measured of a gradient problem, on our side: the calls that training makes.
struct GradientWork {
  let task: ReadyTask
  let query: PolicyBatch
  let theta: Parameters
  let vector: Parameters
  let products: Int
  private let maml: MAML
  private let stream = RandomStream(seed: 0)

  init(_ problem: GradientProblem) {
    let policy = GradientProblem.policy(width: problem.width)
    task = ReadyTask(policy: policy, support: problem.support.tensors)
    query = problem.query.tensors
    theta = policy.initialParameters(using: stream).unflattened(problem.parameters)
    vector = theta.unflattened(problem.vector)
    products = problem.products
    maml = MAML(rates: [.scalar(problem.innerRate)])
  }

  /// One inner step on the support data and the exact derivative of the query loss through it.
  func metaGradient() throws -> Parameters {
    let adaptation = try maml.adapt(theta, to: task, using: stream)
    return maml.metaGradient(through: adaptation, of: task, query: query).gradient
  }

  /// Forward and backward pass on the support data.
  func policyGradient() -> Parameters { gradient(of: { task.loss($0, on: task.support) }, at: theta) }

  /// Products with the curvature of the adapted policy's divergence, one after the other, as conjugate gradients
  /// take them; the adaptation and what the products share are computed once.
  func fisher(products: Int) throws -> Parameters {
    let adaptation = try maml.adapt(theta, to: task, using: stream)
    let fisher = GaussNewtonOperator(
      of: { task.distribution($0, on: query).outputs }, at: adaptation.parameters,
      metric: task.distribution(adaptation.parameters, on: query).fisherMetric)
    var v = vector
    for _ in 0..<products {
      let pushed = maml.pushForward(v * (1 / v.norm), through: adaptation, of: task)
      v = maml.pullBack(fisher(pushed), through: adaptation, of: task).gradient
    }
    return v
  }
}
