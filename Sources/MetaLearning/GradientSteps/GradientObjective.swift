public import Autodiff
internal import Randomness

// The objective of gradient steps, gathered once. Other parameters θ than those that gathered are judged by retracing:
// the inner steps are taken again from θ on the same support data, and every stage is compared with the model that
// gathered its data.
//
// Curvature: F = Σ_k w_k J_kᵀ F_k J_k, J_k = dθ_k/dθ and F_k the Fisher matrix of the model after k steps on what was
// gathered with it; the gradient of the divergence is zero there, so second derivatives of θ_k(θ) drop out and F is
// exactly the Hessian of the divergence (Finn et al. 2017, §5.3). Conjugate gradients go through the same adaptations
// ten times: what is linear in the vector is linearised once, as far as memory allows, and recomputed where not. How
// much is kept depends on sizes alone, so results are the same for any number of threads.

extension GradientLearner {
  /// What the tasks of an iteration may keep of their linearised losses and models, all together.
  static var curvatureBytes: Int { 100 << 20 }

  /// A stage of a task as it was when its data was gathered.
  struct Stage: Sendable {
    /// Inner steps behind it.
    var index: Int
    /// In the outer objective.
    var weight: Float
    var batch: C.Batch
    /// What θ_k said of the batch that its loss is measured on; nil where nobody asks.
    var reference: C.Reference?
  }

  /// A task after adaptation.
  struct Sample: Sendable {
    var inner: InnerLoop
    var adaptation: Adaptation
    /// Support data of step k, and what θ_k said of it.
    var support: [C.Batch]
    var supportReferences: [C.Reference]
    /// Stages 0 … K, and the data that measures them.
    var stages: [Stage]
    var metaGradient: MetaGradient
    /// Σ_k w_k L_k
    var value: Float
    var measures: [Measures]
    var amount: Int
  }

  public func objective<Family: TaskFamily>(
    on tasks: TaskBatch<Family>, at theta: Parameters, for demand: ObjectiveDemand
  ) throws -> Objective where Family.Task.Mapping == C.Mapping, Family.Task.Experience == C.Experience {
    let curvatureTasks = min(demand.curvatureTasks, tasks.count)
    let budget = Self.curvatureBytes / max(curvatureTasks, 1)
    let inner = InnerLoop(rates: trainedRates(theta), derivative: steps.derivative, adapting: adapting)
    let start = model(theta)
    let comparesModels = demand.comparesModels && steps.derivative != .displacement
    let samples = try tasks.share(first: curvatureTasks) { task, index, stream in
      let isCurved = index < curvatureTasks
      let sample = try sample(
        task, from: start, by: inner, using: stream, keeping: isCurved ? budget : 0, budget,
        comparing: comparesModels)
      let fishers = isCurved && comparesModels ? keptFishers(of: sample, budget: budget) : []
      return ((sample: sample, fishers: fishers), report(sample, of: task.proposal))
    }
    let told = samples.told
    let gradient = Parameters.mean(told.map(\.gradient))
    let rateGradients = (told[0].rateGradients ?? []).indices.map { k in
      Parameters.mean(told.compactMap { $0.rateGradients?[k] })
    }
    var objective = Objective(
      value: told.reduce(0) { $0 + $1.value } / Float(told.count),
      gradient: vector(
        model: gradient,
        rates: layout.isEmpty ? [] : layout.gradientTensors(rateGradients, at: theta), like: theta),
      measures: told[0].measures.indices.map { k in Measures.mean(told.map { $0.measures[k] }) },
      amount: told.reduce(0) { $0 + $1.amount })
    objective.outcomes = told.compactMap(\.outcome)
    guard comparesModels else { return objective }
    objective.valueAndDivergence = { other in
      let outcomes = try samples.map { kept, _ in self.surrogate(at: other, kept.sample) }
      return (
        outcomes.reduce(0) { $0 + $1.loss } / Float(outcomes.count),
        outcomes.reduce(0) { $0 + $1.divergence } / Float(outcomes.count)
      )
    }
    objective.blocks = samples.count
    objective.stream = tasks.stream
    objective.gradientAt = { other, terms in
      let gradients = try samples.map(terms.blocks) { kept, task in
        let gradient = self.proximalGradient(terms, at: other, kept.sample)
        guard gradient.allFinite else {
          throw MetaLearningError.nonFinite(what: "meta-gradient", iteration: tasks.iteration, task: task)
        }
        return gradient
      }
      return self.vector(model: Parameters.mean(gradients), rates: self.zeroRates(theta), like: theta)
    }
    if curvatureTasks > 0 {
      objective.curvature = { vector in
        let model = self.model(vector)
        let products = try samples.map(Array(0..<curvatureTasks)) { kept, _ in
          self.fisherProduct(model, kept.sample, kept.fishers)
        }
        return self.vector(model: Parameters.mean(products), rates: self.zeroRates(theta), like: theta)
      }
    }
    return objective
  }

  /// What all ranks are told of a task.
  private struct Report: Codable, Sendable {
    /// Σ_k w_k L_k
    var value: Float
    var gradient: Parameters
    /// By inner step; nil where none is learned.
    var rateGradients: [Parameters]?
    var measures: [Measures]
    var amount: Int
    /// After the last inner step; nil where no curriculum chose the task.
    var outcome: TaskOutcome?
  }

  private func report(_ sample: Sample, of proposal: Proposal?) -> Report {
    let last = sample.measures[sample.measures.count - 1]
    return Report(
      value: sample.value, gradient: sample.metaGradient.gradient,
      rateGradients: layout.isEmpty ? nil : sample.metaGradient.rateGradients, measures: sample.measures,
      amount: sample.amount,
      outcome: proposal.map {
        TaskOutcome($0, success: Float(last["success"] ?? 0), meanReturn: Float(last["return"] ?? 0))
      })
  }

  private func zeroRates(_ theta: Parameters) -> [Tensor] {
    layout.isEmpty
      ? [] : (layout.modelNames.count..<theta.count).map { Tensor.zeros(theta[$0].shape) }
  }

  /// - Parameters:
  ///   - start: θ's model.
  ///   - kept: bytes of curvature that may stay until the outer update is done.
  ///   - budget: bytes of curvature while the task is worked on.
  private func sample<Task: LearningTask>(
    _ task: Task, from start: Parameters, by inner: InnerLoop, using stream: RandomStream, keeping kept: Int,
    _ budget: Int, comparing: Bool
  ) throws -> Sample where Task.Mapping == C.Mapping, Task.Experience == C.Experience {
    let weights = steps.weights
    var adaptation = Adaptation(from: start)
    var sample = Sample(
      inner: inner, adaptation: adaptation, support: [], supportReferences: [], stages: [],
      metaGradient: MetaGradient(loss: 0, gradient: adaptation.parameters, rateGradients: []), value: 0,
      measures: [], amount: 0)
    for k in inner.rates.indices {
      let mapping = criterion.mapping(adaptation.parameters)
      let experience = try task.gather(
        with: mapping, for: .support(k), using: stream.split("adapt").split(k))
      let batch = criterion.trainingBatch(
        experience, for: .support(k), using: stream.split("disturb").split(k))
      // The same examples at every step are counted once.
      if Task.gathersAfresh || k == 0 { sample.amount += criterion.amount(of: experience) }
      if Task.gathersAfresh { sample.measures.append(criterion.measures(of: experience, by: mapping)) }
      sample.support.append(batch)
      adaptation.limitCurvatures(toBytes: budget)
      inner.step(&adaptation, linearising: steps.derivative == .exact) { [criterion] in
        criterion.supportLoss($0, on: batch)
      }
    }
    guard adaptation.parameters.allFinite else { throw NonFinite("adapted model") }
    let mapping = criterion.mapping(adaptation.parameters)
    let query = try task.gather(with: mapping, for: .query, using: stream.split("query"))
    sample.amount += criterion.amount(of: query)
    if !Task.gathersAfresh {
      // Examples that a model has adapted on do not measure it.
      sample.measures = adaptation.path.dropLast().map {
        criterion.measures(of: query, by: criterion.mapping($0))
      }
    }
    sample.measures.append(criterion.measures(of: query, by: mapping))
    let queryBatch = criterion.trainingBatch(query, for: .query, using: stream.split("disturb query"))
    sample.stages = weights.indices.map { k in
      Stage(
        index: k, weight: weights[k],
        batch: k < sample.support.count && Task.gathersAfresh ? sample.support[k] : queryBatch)
    }
    let last = weights[inner.rates.count]
    let outer = valueAndGradient(
      of: { criterion.queryLoss($0, on: queryBatch) }, at: adaptation.parameters)
    sample.value = last * outer.value.scalar
    let stageGradients = inner.rates.indices.map { k -> Parameters? in
      guard weights[k] != 0 else { return nil }
      if Task.gathersAfresh { return adaptation.gradients[k] * weights[k] }
      let stage = valueAndGradient(
        of: { criterion.queryLoss($0, on: queryBatch) }, at: adaptation.path[k])
      sample.value += weights[k] * stage.value.scalar
      return stage.gradient * weights[k]
    }
    sample.metaGradient = inner.metaGradient(
      through: adaptation,
      outer: (outer.value.scalar, last == 1 ? outer.gradient : outer.gradient * last), stages: stageGradients)
    guard sample.metaGradient.loss.isFinite, sample.metaGradient.gradient.allFinite else {
      throw NonFinite("meta-gradient")
    }
    adaptation.limitCurvatures(toBytes: kept)
    sample.adaptation = adaptation
    if comparing, steps.derivative != .displacement {
      sample.supportReferences = sample.support.indices.map {
        criterion.reference(adaptation.path[$0], on: sample.support[$0])
      }
    }
    for k in sample.stages.indices where comparing || (weights[k] != 0 && k < inner.rates.count) {
      let stage = sample.stages[k]
      let reference =
        Task.gathersAfresh && k < sample.supportReferences.count
        ? sample.supportReferences[k] : criterion.reference(adaptation.path[k], on: stage.batch)
      if Task.gathersAfresh, k < inner.rates.count {
        sample.value += weights[k] * criterion.queryValue(adaptation.path[k], reference, on: stage.batch)
      }
      sample.stages[k].reference = reference
    }
    return sample
  }

  /// The inner steps of a sample from another θ, on the support data that there is.
  private func retrace(_ sample: Sample, from theta: Parameters, linearising: Bool = false) -> Adaptation {
    sample.inner.adapt(model(theta), linearising: linearising) { [criterion] k in
      let (batch, reference) = (sample.support[k], sample.supportReferences[k])
      return { criterion.supportLoss($0, on: batch, since: reference) }
    }
  }

  /// The outer objective of a sample as a function of θ, and how far its models have moved in nats. Its derivative where
  /// nothing has moved is the meta-gradient.
  private func surrogate(at theta: Parameters, _ sample: Sample) -> Surrogate {
    let path = retrace(sample, from: theta).path
    var outcome = Surrogate(loss: 0, divergence: 0)
    for stage in sample.stages where stage.weight != 0 {
      guard let reference = stage.reference else { continue }
      let moved = path[stage.index]
      outcome.loss +=
        stage.weight * criterion.queryLoss(moved, on: stage.batch, since: reference, clip: nil).scalar
      outcome.divergence +=
        stage.weight * criterion.divergence(since: reference, to: moved, on: stage.batch).scalar
    }
    return outcome
  }

  private struct Surrogate: Codable, Sendable {
    var loss: Float
    var divergence: Float
  }

  private func proximalGradient(
    _ terms: ProximalTerms, at theta: Parameters, _ sample: Sample
  ) -> Parameters {
    let adaptation = retrace(sample, from: theta, linearising: steps.derivative == .exact)
    let cotangents = sample.stages.map { stage -> Parameters? in
      let price = stage.index < sample.inner.rates.count ? terms.innerDivergenceWeight : 0
      guard stage.weight != 0 || price != 0, let reference = stage.reference else { return nil }
      return gradient(
        of: { p in
          var loss = Tensor(0)
          if stage.weight != 0 {
            loss =
              criterion.queryLoss(p, on: stage.batch, since: reference, clip: terms.clip) * stage.weight
          }
          if price != 0 {
            loss = loss + criterion.divergence(since: reference, to: p, on: stage.batch) * price
          }
          return loss
        }, at: adaptation.path[stage.index])
    }
    return sample.inner.pullBack(cotangents, through: adaptation).gradient
  }

  private func fisher(_ sample: Sample, _ stage: Stage) -> GaussNewtonOperator? {
    stage.reference.map {
      criterion.fisher(sample.adaptation.path[stage.index], on: stage.batch, $0)
    }
  }

  /// Those of the stages that count and fit into memory beside the sample's other linearisations; nil for the rest,
  /// which are made afresh for each product.
  private func keptFishers(of sample: Sample, budget: Int) -> [GaussNewtonOperator?] {
    var held = sample.adaptation.curvatureBytes
    return sample.stages.map { stage in
      guard stage.weight != 0, let fisher = fisher(sample, stage) else { return nil }
      held += fisher.byteCount
      return held > budget ? nil : fisher
    }
  }

  private func fisherProduct(
    _ vector: Parameters, _ sample: Sample, _ kept: [GaussNewtonOperator?]
  ) -> Parameters {
    let pushed = sample.inner.pushForward(vector, through: sample.adaptation)
    let products = sample.stages.map { stage -> Parameters? in
      guard stage.weight != 0, let fisher = kept[stage.index] ?? fisher(sample, stage) else { return nil }
      return fisher(pushed[stage.index]) * stage.weight
    }
    return sample.inner.pullBack(products, through: sample.adaptation).gradient
  }
}
