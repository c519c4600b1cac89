public import Autodiff
public import Learning

// Proximal outer update: several Adam steps on the data of one iteration (Schulman et al. 2017, eq. 7, through the
// adaptation; Rothfuss et al. 2019, §6, ProMP).
//
// Loss of θ:   Σ_k w_k E[−min(r_k A, clip(r_k, 1 ± ε) A)] + η Σ_{k<K} KL(π_k^old ‖ π_{θ_k(θ)}),
//              r_k = π_{θ_k(θ)} / π_k^old, on what was gathered with θ_k before the update.
// As θ moves away from the parameters that gathered the support data, the inner steps weight it by importance:
// ∇L_k = −E[r_k A ∇log π], the low-variance curvature surrogate of ProMP (eq. 12 there).

/// Settings of a proximal update.
public struct ProximalUpdate: Sendable, Hashable, Codable {
  public var adam: Adam
  /// Meta-gradients longer than this are shortened to it.
  public var maxGradientNorm: Float = 10
  /// Adam steps on one iteration's data.
  public var epochs: Int = 5
  /// ε: how far an importance ratio may leave 1 before it stops counting.
  public var clip: Float = 0.3
  /// η: price of a nat between the policies that gathered support data and those of the update.
  public var innerDivergenceWeight: Float = 0

  public init(adam: Adam) { self.adam = adam }
}

extension MetaLearner {
  /// A stage of a sample as it was before the update.
  private struct Before: Sendable {
    var stage: Stage<Experience>
    var distribution: DiagonalGaussian
    var logProbability: Tensor
  }

  func proximalUpdate(
    _ update: ProximalUpdate, _ state: MetaState, _ samples: [Sample]
  ) throws -> (parameters: Parameters, adam: Adam.State) {
    let before = try parallelMap(count: samples.count, threads: threads) { i in
      let task = samples[i].task
      return samples[i].stages(weights: maml.weights, all: true).map { stage in
        let distribution = task.distribution(stage.parameters, on: stage.experience)
        return Before(
          stage: stage, distribution: distribution,
          logProbability: task.logProbability(stage.parameters, on: stage.experience))
      }
    }
    var parameters = state.parameters
    var moments = state.adam ?? update.adam.initialState(for: parameters)
    for _ in 0..<update.epochs {
      let candidate = parameters
      let gradients = try parallelMap(count: samples.count, threads: threads) { i in
        proximalGradient(update, at: candidate, samples[i], before[i])
      }
      let gradient = mean(gradients)
      guard gradient.allFinite else {
        throw MetaLearningError.nonFinite(
          what: "meta-gradient", iteration: state.iteration,
          task: gradients.firstIndex { !$0.allFinite } ?? 0)
      }
      let step = update.adam.update(
        parameters, gradient: gradient.shortened(to: update.maxGradientNorm), state: moments)
      (parameters, moments) = (step.parameters, step.state)
    }
    return (parameters, moments)
  }

  private func proximalGradient(
    _ update: ProximalUpdate, at candidate: Parameters, _ sample: Sample, _ before: [Before]
  ) -> Parameters {
    let task = sample.task
    let adaptation = maml.adapt(
      candidate, on: sample.adaptation.support, linearising: maml.derivative == .second
    ) { p, support, k in
      task.movedLoss(p, on: support, old: before[k].logProbability)
    }
    let cotangents = before.map { old -> Parameters? in
      let (k, experience) = (old.stage.index, old.stage.experience)
      let divergenceWeight = k < maml.rates.count ? update.innerDivergenceWeight : 0
      guard old.stage.weight != 0 || divergenceWeight != 0 else { return nil }
      return gradient(
        of: { p in
          var loss = Tensor(0)
          if old.stage.weight != 0 {
            let clipped = task.clippedLoss(
              p, on: experience, old: old.logProbability, clip: update.clip)
            loss = loss + clipped * old.stage.weight
          }
          if divergenceWeight != 0 {
            let divergence = old.distribution.meanDivergence(to: task.distribution(p, on: experience))
            loss = loss + divergence * divergenceWeight
          }
          return loss
        }, at: adaptation.path[k])
    }
    return maml.pullBack(cotangents, through: adaptation, of: task).gradient
  }
}

extension Parameters {
  /// This, or where it is longer than `length`, its direction at that length.
  func shortened(to length: Float) -> Parameters {
    let norm = norm
    return norm > length ? self * (length / norm) : self
  }
}
