internal import Autodiff
internal import Learning

// The trust-region update of a whole meta-iteration. Conjugate gradients go through the same adaptations ten
// times: what is linear in the vector is linearised once, as far as memory allows, and recomputed where not. How
// much is kept depends on sizes alone, so results are the same for any number of threads.

extension MetaLearner {
  /// What the tasks of an iteration may keep of their linearised losses and policies, all together.
  static var curvatureBytes: Int { 100 << 20 }

  /// The tasks with which the outer update measures curvature, the first ones.
  private var curvatureTasks: Int {
    guard case .trustRegion(let region) = update else { return 0 }
    return min(region.curvatureTasks, tasksPerIteration)
  }

  /// What a task may keep until the outer update is done.
  func curvatureBytes(ofTask index: Int) -> Int {
    index < curvatureTasks ? Self.curvatureBytes / curvatureTasks : 0
  }

  /// The Fisher matrix of a task's policy after some inner steps, on what was gathered with it.
  private func fisher(
    of task: Distribution.Task, at stage: Stage<Experience>, _ distribution: DiagonalGaussian
  ) -> GaussNewtonOperator {
    GaussNewtonOperator(
      of: { task.distribution($0, on: stage.experience).outputs }, at: stage.parameters,
      metric: distribution.fisherMetric)
  }

  func trustRegionUpdate(
    _ region: TrustRegion, _ state: MetaState, _ samples: [Sample], gradient: Parameters
  ) throws -> (parameters: Parameters, report: TrustRegion.Report) {
    let count = samples.count
    let threads = threads
    let old = try parallelMap(count: count, threads: threads) { i in
      let (sample, task) = (samples[i], samples[i].task)
      var held = sample.adaptation.curvatureBytes
      return sample.stages(weights: maml.weights, all: true).map { stage in
        let distribution = task.distribution(stage.parameters, on: stage.experience)
        var fisher: GaussNewtonOperator?
        if i < curvatureTasks, stage.weight != 0 {
          fisher = self.fisher(of: task, at: stage, distribution)
          held += fisher?.byteCount ?? 0
          if held > curvatureBytes(ofTask: i) { fisher = nil }
        }
        return OldStage(
          stage: stage, distribution: distribution,
          logProbability: task.logProbability(stage.parameters, on: stage.experience),
          meanAdvantage: task.advantages(of: stage.experience).mean().scalar, fisher: fisher)
      }
    }
    func evaluate(_ candidate: Parameters) throws -> (loss: Float, divergence: Float) {
      let outcomes = try parallelMap(count: count, threads: threads) { i in
        let (sample, task) = (samples[i], samples[i].task)
        let path = maml.adapt(candidate, on: sample.adaptation.support) { p, support, k in
          task.movedLoss(p, on: support, old: old[i][k].logProbability)
        }.path
        return old[i].filter { $0.stage.weight != 0 }.reduce((loss: Float(0), divergence: Float(0))) {
          sum, old in
          let (adapted, experience) = (path[old.stage.index], old.stage.experience)
          return (
            sum.loss + old.stage.weight
              * task.importanceLoss(adapted, on: experience, old: old.logProbability).scalar,
            sum.divergence + old.stage.weight
              * old.distribution.meanDivergence(to: task.distribution(adapted, on: experience)).scalar
          )
        }
      }
      return (
        outcomes.reduce(0) { $0 + $1.loss } / Float(count),
        outcomes.reduce(0) { $0 + $1.divergence } / Float(count)
      )
    }
    // Where nothing has moved every ratio is 1, and the surrogate is minus the mean advantage.
    let loss =
      old.joined().reduce(Float(0)) { sum, old in
        sum - old.stage.weight * old.meanAdvantage
      } / Float(count)
    return try region.update(
      state.parameters, loss: loss, gradient: gradient,
      product: { v in
        mean(
          try parallelMap(count: curvatureTasks, threads: threads) { i in
            let (sample, task) = (samples[i], samples[i].task)
            let pushed = maml.pushForwardToStages(v, through: sample.adaptation, of: task)
            var products = [Parameters?](repeating: nil, count: pushed.count)
            for old in old[i] where old.stage.weight != 0 {
              let fisher = old.fisher ?? self.fisher(of: task, at: old.stage, old.distribution)
              products[old.stage.index] = fisher(pushed[old.stage.index]) * old.stage.weight
            }
            return maml.pullBack(products, through: sample.adaptation, of: task).gradient
          })
      }, evaluate: evaluate)
  }
}

/// A stage before the update, and what the update compares with.
private struct OldStage<Experience: Sendable>: Sendable {
  var stage: Stage<Experience>
  var distribution: DiagonalGaussian
  var logProbability: Tensor
  var meanAdvantage: Float
  /// nil where it is made afresh for each product.
  var fisher: GaussNewtonOperator?
}
