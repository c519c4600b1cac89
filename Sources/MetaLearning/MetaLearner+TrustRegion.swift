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
    of task: Distribution.Task, at stage: GatheredStage<Experience>
  ) -> GaussNewtonOperator {
    GaussNewtonOperator(
      of: { task.distribution($0, on: stage.experience).outputs }, at: stage.parameters,
      metric: stage.distribution.fisherMetric)
  }

  /// Those of the stages that count and fit into memory beside the sample's other linearisations; nil for the rest,
  /// which are made afresh for each product.
  private func keptFishers(
    of sample: Sample, _ stages: [GatheredStage<Experience>]
  ) -> [GaussNewtonOperator?] {
    var held = sample.adaptation.curvatureBytes
    return stages.map { stage in
      guard stage.weight != 0 else { return nil }
      let fisher = fisher(of: sample.task, at: stage)
      held += fisher.byteCount
      return held > Self.curvatureBytes / curvatureTasks ? nil : fisher
    }
  }

  func trustRegionUpdate(
    _ region: TrustRegion, _ state: MetaState, _ samples: [Sample], gradient: Parameters
  ) throws -> (parameters: Parameters, report: TrustRegion.Report) {
    let threads = threads
    let stages = try parallelMap(count: samples.count, threads: threads) { self.stages(of: samples[$0]) }
    let kept = try parallelMap(count: curvatureTasks, threads: threads) { i in
      keptFishers(of: samples[i], stages[i])
    }
    // Where nothing has moved every ratio is 1, and the surrogate is minus the mean advantage.
    var loss: Float = 0
    for (sample, stages) in zip(samples, stages) {
      for stage in stages where stage.weight != 0 {
        loss -= stage.weight * sample.task.advantages(of: stage.experience).mean().scalar
      }
    }
    return try region.update(
      state.parameters, loss: loss / Float(samples.count), gradient: gradient,
      product: { v in
        mean(
          try parallelMap(count: curvatureTasks, threads: threads) { i in
            let (sample, task) = (samples[i], samples[i].task)
            let pushed = maml.pushForwardToStages(v, through: sample.adaptation, of: task)
            let products = stages[i].map { stage -> Parameters? in
              guard stage.weight != 0 else { return nil }
              let fisher = kept[i][stage.index] ?? self.fisher(of: task, at: stage)
              return fisher(pushed[stage.index]) * stage.weight
            }
            return maml.pullBack(products, through: sample.adaptation, of: task).gradient
          })
      }, evaluate: { try surrogate(at: $0, samples, stages) })
  }
}
