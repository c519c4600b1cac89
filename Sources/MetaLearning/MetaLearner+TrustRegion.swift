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

  /// The Fisher matrix of a task's adapted policy on its query data.
  private func fisher(
    of task: Distribution.Task, at parameters: Parameters, _ query: Experience,
    _ distribution: DiagonalGaussian
  ) -> GaussNewtonOperator {
    GaussNewtonOperator(
      of: { task.distribution($0, on: query).outputs }, at: parameters, metric: distribution.fisherMetric)
  }

  func trustRegionUpdate(
    _ region: TrustRegion, _ state: MetaState, _ samples: [Sample], loss: Float, gradient: Parameters
  ) throws -> (parameters: Parameters, report: TrustRegion.Report) {
    let count = samples.count
    let threads = threads
    let old = try parallelMap(count: count, threads: threads) { i in
      let (sample, task) = (samples[i], samples[i].task)
      let distribution = task.distribution(sample.adaptation.parameters, on: sample.query)
      var fisher: GaussNewtonOperator?
      if i < curvatureTasks {
        fisher = self.fisher(of: task, at: sample.adaptation.parameters, sample.query, distribution)
        let held = sample.adaptation.curvatureBytes + (fisher?.byteCount ?? 0)
        if held > curvatureBytes(ofTask: i) { fisher = nil }
      }
      return (
        distribution: distribution,
        logProbability: task.logProbability(sample.adaptation.parameters, on: sample.query),
        fisher: fisher
      )
    }
    return try region.update(
      state.parameters, loss: loss, gradient: gradient,
      product: { v in
        mean(
          try parallelMap(count: curvatureTasks, threads: threads) { i in
            let (sample, task) = (samples[i], samples[i].task)
            let u = maml.pushForward(v, through: sample.adaptation, of: task)
            let fisher =
              old[i].fisher
              ?? self.fisher(of: task, at: sample.adaptation.parameters, sample.query, old[i].distribution)
            return maml.pullBack(fisher(u), through: sample.adaptation, of: task).gradient
          })
      },
      evaluate: { candidate in
        let outcomes = try parallelMap(count: count, threads: threads) { i in
          let (sample, task) = (samples[i], samples[i].task)
          let adapted = maml.adapt(candidate, to: task, on: sample.adaptation.support).parameters
          return (
            loss: task.importanceLoss(adapted, on: sample.query, old: old[i].logProbability).scalar,
            divergence: old[i].distribution.meanDivergence(
              to: task.distribution(adapted, on: sample.query)
            ).scalar
          )
        }
        return (
          outcomes.reduce(0) { $0 + $1.loss } / Float(count),
          outcomes.reduce(0) { $0 + $1.divergence } / Float(count)
        )
      })
  }
}
