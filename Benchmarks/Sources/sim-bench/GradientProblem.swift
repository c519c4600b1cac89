internal import Autodiff
internal import Learning
internal import PolicyLearning
internal import Randomness

/// A policy-gradient problem in plain numbers, as peers read it: a tanh policy 10 → width → width → 2, 2,000
/// support and 2,000 query transitions drawn at random.
struct GradientProblem: Encodable {
  struct Batch: Encodable {
    /// `[rows, 10]`
    var observations: [Float]
    /// `[rows, 2]`
    var actions: [Float]
    /// `[rows]`
    var advantages: [Float]

    init(rows: Int, using stream: RandomStream) {
      var stream = stream
      func normal(_ count: Int) -> [Float] { (0..<count).map { _ in stream.normal() } }
      observations = normal(10 * rows)
      actions = normal(2 * rows)
      advantages = normal(rows)
    }

    var tensors: PolicyBatch {
      let rows = advantages.count
      return PolicyBatch(
        observations: Tensor(observations, shape: [rows, 10]), actions: Tensor(actions, shape: [rows, 2]),
        advantages: Tensor(advantages, shape: [rows]))
    }
  }

  static let rows = 2_000
  let width: Int
  let innerRate: Float = 0.1
  let parameters: [Float]
  let support: Batch
  let query: Batch
  /// What curvature is multiplied with.
  let vector: [Float]
  /// Products of curvature in one measurement: as many as conjugate gradients take.
  let products = 10

  init(width: Int) {
    self.width = width
    let stream = RandomStream(seed: 5)
    let initial = Self.policy(width: width).initialParameters(logStd: -0.3, using: stream.split("parameters"))
    parameters = initial.flattened()
    support = Batch(rows: Self.rows, using: stream.split("support"))
    query = Batch(rows: Self.rows, using: stream.split("query"))
    var directions = stream.split("vector")
    vector = parameters.map { _ in directions.normal() }
  }

  static func policy(width: Int) -> GaussianPolicy {
    GaussianPolicy(network: MLPShape(inputs: 10, hidden: [width, width], outputs: 2, activation: .tanh))
  }
}
