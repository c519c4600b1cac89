internal import Autodiff
internal import Learning

// What an outer update knows of an iteration's samples when it looks at other parameters θ than those that gathered
// them: the inner steps are taken again from θ on the same support data, and every stage is compared with the policy
// that gathered its data.

/// A stage of a sample as it was when its data was gathered.
struct GatheredStage<Experience: Sendable>: Sendable {
  /// Inner steps behind it.
  var index: Int
  /// In the outer objective.
  var weight: Float
  /// θ_k
  var parameters: Parameters
  /// Gathered with θ_k.
  var experience: Experience
  var distribution: DiagonalGaussian
  /// Of the actions in `experience`, `[rows]`.
  var logProbability: Tensor
}

extension MetaLearner {
  /// Stages 0 … K of a sample; those that the outer objective does not count have the weight 0.
  func stages(of sample: Sample) -> [GatheredStage<Experience>] {
    let experiences = sample.adaptation.support + [sample.query]
    return zip(maml.weights, zip(sample.adaptation.path, experiences)).enumerated().map { k, stage in
      let (weight, (parameters, experience)) = stage
      let distribution = sample.task.distribution(parameters, on: experience)
      return GatheredStage(
        index: k, weight: weight, parameters: parameters, experience: experience, distribution: distribution,
        logProbability: sample.task.logProbability(parameters, on: experience))
    }
  }

  /// The inner steps of a sample from θ, on the support data that there is.
  func retrace(
    _ sample: Sample, from parameters: Parameters, _ stages: [GatheredStage<Experience>],
    linearising: Bool = false
  ) -> Adaptation<Experience> {
    maml.adapt(parameters, on: sample.adaptation.support, linearising: linearising) { p, support, k in
      sample.task.movedLoss(p, on: support, old: stages[k].logProbability)
    }
  }

  /// The outer objective as a function of θ: the weighted importance-sampled losses of all stages, and how far their
  /// policies have moved in nats; means over samples. Its derivative where nothing has moved is the meta-gradient.
  func surrogate(
    at parameters: Parameters, _ samples: [Sample], _ stages: [[GatheredStage<Experience>]]
  ) throws -> (loss: Float, divergence: Float) {
    let outcomes = try parallelMap(count: samples.count, threads: threads) { i in
      let task = samples[i].task
      let path = retrace(samples[i], from: parameters, stages[i]).path
      var (loss, divergence): (Float, Float) = (0, 0)
      for stage in stages[i] where stage.weight != 0 {
        let (moved, experience) = (path[stage.index], stage.experience)
        loss += stage.weight * task.importanceLoss(moved, on: experience, old: stage.logProbability).scalar
        divergence +=
          stage.weight
          * stage.distribution.meanDivergence(to: task.distribution(moved, on: experience)).scalar
      }
      return (loss, divergence)
    }
    return (
      outcomes.reduce(0) { $0 + $1.0 } / Float(samples.count),
      outcomes.reduce(0) { $0 + $1.1 } / Float(samples.count)
    )
  }
}
