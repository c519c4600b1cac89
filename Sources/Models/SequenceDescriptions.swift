import Autodiff
public import Learning
public import MetaLearning
public import PolicyLearning

extension LearnerDescription {
  /// A policy with a memory, which adapts as it acts.
  public struct TrialPolicy: Sendable, Hashable, Codable {
    public var policy: SequencePolicy
    public var loss: SequenceLoss
    /// Of the last layer before training.
    public var outputScale: Float = 0.01

    public init(policy: SequencePolicy, loss: SequenceLoss) {
      self.policy = policy
      self.loss = loss
    }

    public func makeLearner() -> SequenceLearner {
      var learner = SequenceLearner(policy, loss: loss)
      learner.outputScale = outputScale
      return learner
    }

    /// What makes it unusable, where it was read from a file; nil where nothing does.
    var problem: String? {
      let (network, critic) = (policy.network, policy.critic)
      if let problem = network.problem { return problem }
      let sizes = [critic.inputs, critic.outputs] + critic.hidden
      guard sizes.allSatisfy({ (1...65536).contains($0) }), sizes.count <= 64 else {
        return "has impossible layer sizes \(sizes)"
      }
      let numbers = policy.layout.reduce(0) { $0 + $1.shape.reduce(1, *) }
      guard numbers <= LearnerDescription.maximumNumbers else {
        return "has \(numbers) parameters, expected at most \(LearnerDescription.maximumNumbers)"
      }
      if case .box(let low, let high) = policy.head {
        guard low.count == high.count, zip(low, high).allSatisfy({ $0 <= $1 && $0.isFinite && $1.isFinite })
        else { return "acts in an impossible box" }
      }
      guard policy.head.width > 0, policy.head.width == network.outputs, critic.outputs == 1,
        network.inputs
          == SequencePolicy.tokenCount(
            observations: policy.observationCount, head: policy.head, features: policy.features),
        critic.inputs == network.hidden + policy.context.count + SequencePolicy.placeCount,
        policy.context.count >= policy.observationCount
      else { return "has parts that do not fit together" }
      for normalization in [policy.normalization, policy.context] {
        guard normalization.mean.count == normalization.scale.count,
          (normalization.mean + normalization.scale).allSatisfy(\.isFinite)
        else { return "scales its observations by impossible numbers" }
      }
      let schedule = policy.deviation
      guard policy.rewardScale > 0, policy.rewardScale.isFinite, (1...1_000_000).contains(policy.horizon),
        (1...1000).contains(policy.episodes), schedule.from > 0, schedule.to > 0, schedule.from.isFinite,
        schedule.to.isFinite, (0...10_000_000).contains(schedule.over), outputScale >= 0, outputScale.isFinite
      else { return "has an impossible reward scale, horizon, trial or deviation" }
      return loss.problem
    }
  }
}

extension LearnerDescription {
  /// A network with a memory, which learns functions from sequences of their examples.
  public struct SequenceRegression: Sendable, Hashable, Codable {
    public var model: SequenceRegressor

    public init(model: SequenceRegressor) { self.model = model }

    public func makeLearner() -> SequenceRegressionLearner { SequenceRegressionLearner(model) }

    var problem: String? {
      if let problem = model.network.problem { return problem }
      guard model.network.inputs == model.inputs.count + model.outputs.count,
        model.network.outputs == model.outputs.count
      else { return "has parts that do not fit together" }
      for scale in [model.inputs, model.outputs] {
        guard scale.mean.count == scale.scale.count, (scale.mean + scale.scale).allSatisfy(\.isFinite) else {
          return "scales its inputs or outputs by impossible numbers"
        }
      }
      return nil
    }
  }
}

extension LearnerDescription {
  /// Attention over examples, which learns functions from them.
  public struct AttentionRegression: Sendable, Hashable, Codable {
    public var model: AttentionRegressor

    public init(model: AttentionRegressor) { self.model = model }

    public func makeLearner() -> AttentionRegressionLearner { AttentionRegressionLearner(model) }

    /// As in `2-64-attention 64 × 2-1`.
    var summary: String {
      ([model.tokenCount] + model.encoder).map { "\($0)-" }.joined()
        + "attention \(model.width) × \(model.blocks)-"
        + (model.head + [model.outputs.count]).map(String.init).joined(separator: "-")
    }

    var problem: String? {
      let sizes =
        [model.width, model.heads, model.blocks, model.inputs.count, model.outputs.count] + model.encoder
        + model.head
      guard sizes.allSatisfy({ (1...65536).contains($0) }), sizes.count <= 64, model.blocks <= 64,
        (0...65536).contains(model.hidden), model.width.isMultiple(of: model.heads)
      else { return "has impossible layer sizes \(sizes)" }
      let numbers = model.layout.reduce(0) { $0 + $1.shape.reduce(1, *) }
      guard numbers <= LearnerDescription.maximumNumbers else {
        return "has \(numbers) parameters, expected at most \(LearnerDescription.maximumNumbers)"
      }
      for scale in [model.inputs, model.outputs] {
        guard scale.mean.count == scale.scale.count, (scale.mean + scale.scale).allSatisfy(\.isFinite) else {
          return "scales its inputs or outputs by impossible numbers"
        }
      }
      return nil
    }
  }
}

extension SequenceShape {
  /// As in `9-64-gru 64-64-2`.
  var summary: String {
    ([inputs] + encoder).map { "\($0)-" }.joined() + "\(kind.rawValue) "
      + ([hidden] + head + [outputs]).map(String.init).joined(separator: "-")
  }

  /// What makes it unusable, where it was read from a file; nil where nothing does.
  var problem: String? {
    let sizes = [inputs, hidden, outputs] + encoder + head
    guard sizes.allSatisfy({ (1...65536).contains($0) }), sizes.count <= 64 else {
      return "has impossible layer sizes \(sizes)"
    }
    // No product of these leaves 64 bits: every size is at most 2¹⁶.
    let numbers = layout.reduce(0) { $0 + $1.shape.reduce(1, *) }
    guard numbers <= LearnerDescription.maximumNumbers else {
      return "has \(numbers) parameters, expected at most \(LearnerDescription.maximumNumbers)"
    }
    return nil
  }
}
