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
  func proximalUpdate(
    _ update: ProximalUpdate, _ state: MetaState, _ samples: [Sample]
  ) throws -> (parameters: Parameters, adam: Adam.State) {
    let stages = try parallelMap(count: samples.count, threads: threads) { self.stages(of: samples[$0]) }
    var parameters = state.parameters
    var moments = state.adam ?? update.adam.initialState(for: parameters)
    for _ in 0..<update.epochs {
      let candidate = parameters
      let gradients = try parallelMap(count: samples.count, threads: threads) { i in
        proximalGradient(update, at: candidate, samples[i], stages[i])
      }
      let gradient = mean(gradients)
      guard gradient.allFinite else {
        throw MetaLearningError.nonFinite(
          what: "meta-gradient", iteration: state.iteration,
          task: gradients.firstIndex { !$0.allFinite } ?? 0)
      }
      let step = update.adam.update(
        parameters, gradient: gradient.clipped(toNorm: update.maxGradientNorm), state: moments)
      (parameters, moments) = (step.parameters, step.state)
    }
    return (parameters, moments)
  }

  private func proximalGradient(
    _ update: ProximalUpdate, at candidate: Parameters, _ sample: Sample,
    _ stages: [GatheredStage<Experience>]
  ) -> Parameters {
    let task = sample.task
    let adaptation = retrace(
      sample, from: candidate, stages, linearising: maml.derivative == .second)
    let cotangents = stages.map { stage -> Parameters? in
      let (weight, experience) = (stage.weight, stage.experience)
      let price = stage.index < maml.rates.count ? update.innerDivergenceWeight : 0
      guard weight != 0 || price != 0 else { return nil }
      return gradient(
        of: { p in
          var loss = Tensor(0)
          if weight != 0 {
            loss =
              task.clippedLoss(p, on: experience, old: stage.logProbability, clip: update.clip) * weight
          }
          if price != 0 {
            loss = loss + stage.distribution.meanDivergence(to: task.distribution(p, on: experience)) * price
          }
          return loss
        }, at: adaptation.path[stage.index])
    }
    return maml.pullBack(cotangents, through: adaptation, of: task).gradient
  }
}
