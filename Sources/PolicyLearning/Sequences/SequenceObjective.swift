public import Autodiff
import Gym
import Learning
public import MetaLearning
import Randomness

// The objective of a recurrent policy: blocks of lanes, gathered once, and losses of θ over their whole sequences.
//
//   clipped     E[−min(r A, clip(r, 1 ± ε) A)],  r = π_θ / π_old          (Schulman et al. 2017, eq. 7)
//   value       E[(V_θ − R)²],  R = A + V_old, V reads h as a constant and what the task hides (Pinto et al. 2018)
//   imitation   E[‖μ_θ − a*‖²], or E[−log π_θ(a*)] of choices, a* the teacher's  (Ross, Gordon and Bagnell 2011)
//
// Back-propagation goes through all steps of a lane and stops where a trial began. Advantages A are those of the whole
// trial (or episode), shifted and scaled over all blocks together. Blocks of earlier iterations may stand beside the new
// ones (`Replay`).

/// Sums over finished episodes by their place in a trial.
private struct EpisodeSums: Codable, Sendable {
  var count: [Int]
  var returns: [Double]
  var successes: [Int]
}

extension SequenceLearner {
  public func objective<Family: TaskFamily>(
    on tasks: TaskBatch<Family>, at theta: Parameters, for demand: ObjectiveDemand
  ) throws -> Objective where Family.Task.Mapping == SequenceMapping, Family.Task.Experience == Lanes {
    let judgement = judgement(tasks.iteration)
    let deviation = judgement.deviation
    let mapping = SequenceMapping(
      policy, policy.network.stepper(theta), nil, deviation: deviation)
    var replay = Replay(tasks.memory)
    // All ranks are told of all blocks: each step of a proximal update asks for a few of them, which are then shared out
    // anew.
    let fresh = try tasks.map { task, _, stream in
      let lanes = try task.gather(with: mapping, for: .query, using: stream.split("query"))
      guard !judgement.imitates || !lanes.lessons.isEmpty else {
        preconditionFailure("imitation without a teacher")
      }
      let batch = judged(batch(lanes), lanes, theta, deviation)
      guard batch.advantages.allSatisfy(\.isFinite) else { throw NonFinite("advantage") }
      return Block(
        batch: batch, sums: sums(lanes), amount: lanes.steps * lanes.rows, outcomes: lanes.outcomes,
        lanes: loss.replay > 0
          ? RememberedLanes(lanes: lanes, logProbability: batch.logProbability.values) : nil)
    }
    let workers = tasks.workers
    let old = replay.iterations.flatMap(\.blocks)
    var batches = fresh.map(\.batch)
    batches += try workers.map(old.count, for: "replay") { i in
      let batch = judged(
        batch(old[i].lanes), old[i].lanes, theta, deviation, old: old[i].logProbability)
      guard batch.advantages.allSatisfy(\.isFinite), batch.weights.allSatisfy(\.isFinite) else {
        throw MetaLearningError.nonFinite(
          what: "advantage of a replayed step", iteration: tasks.iteration, task: nil)
      }
      return batch
    }
    standardize(&batches)
    let fixed = batches
    @Sendable func gradient(_ block: Int, _ theta: Parameters, clip: Float) throws -> Parameters {
      let gradient = Autodiff.gradient(of: { self.loss($0, fixed[block], judgement, clip: clip) }, at: theta)
      guard gradient.allFinite else {
        throw MetaLearningError.nonFinite(what: "gradient", iteration: tasks.iteration, task: block)
      }
      return gradient
    }
    @Sendable func mean(_ blocks: [Int]?, _ theta: Parameters, clip: Float) throws -> Parameters {
      let blocks = blocks ?? Array(fixed.indices)
      return .mean(
        try workers.map(blocks.count, for: "gradient") { try gradient(blocks[$0], theta, clip: clip) })
    }
    let values = fixed.map { gatheredLoss($0, judgement) }
    var objective = Objective(
      value: values.reduce(0, +) / Float(values.count),
      gradient: demand.descends ? try mean(nil, theta, clip: .infinity) : theta.zeros(),
      measures: measures(fresh.map(\.sums)), amount: fresh.reduce(0) { $0 + $1.amount })
    objective.outcomes = fresh.flatMap(\.outcomes)
    if loss.replay > 0 {
      replay.append(fresh.compactMap(\.lanes), iteration: tasks.iteration, keeping: loss.replay)
      objective.memory = replay.tensors
    }
    objective.blocks = fixed.count
    objective.stream = tasks.stream
    guard demand.comparesModels else { return objective }
    objective.gradientAt = { theta, terms in try mean(terms.blocks, theta, clip: terms.clip) }
    objective.valueAndDivergence = { theta in
      let outcomes = try workers.map(fixed.count, for: "loss") { i in
        Surrogate(
          loss: self.loss(theta, fixed[i], judgement, clip: nil).scalar,
          divergence: self.divergence(fixed[i], to: theta, deviation).scalar)
      }
      return (
        outcomes.reduce(0) { $0 + $1.loss } / Float(outcomes.count),
        outcomes.reduce(0) { $0 + $1.divergence } / Float(outcomes.count)
      )
    }
    return objective
  }

  /// What a block says of another θ than the one that gathered.
  private struct Surrogate: Codable, Sendable {
    var loss: Float
    var divergence: Float
  }

  /// What all ranks are told of a block of lanes.
  private struct Block: Codable, Sendable {
    var batch: SequenceBatch
    var sums: EpisodeSums
    var amount: Int
    var outcomes: [TaskOutcome]
    /// nil where nothing is replayed.
    var lanes: RememberedLanes?
  }

  // MARK: Measures

  private func sums(_ lanes: Lanes) -> EpisodeSums {
    var sums = EpisodeSums(
      count: Array(repeating: 0, count: policy.episodes),
      returns: Array(repeating: 0, count: policy.episodes),
      successes: Array(repeating: 0, count: policy.episodes))
    for episode in lanes.finished {
      precondition(
        episode.episode < policy.episodes,
        "an episode \(episode.episode + 1) of trials of \(policy.episodes)")
      sums.count[episode.episode] += 1
      sums.returns[episode.episode] += Double(episode.totalReward)
      sums.successes[episode.episode] += episode.success ? 1 : 0
    }
    return sums
  }

  /// By episode of a trial; 0 of one that no lane ended.
  private func measures(_ blocks: [EpisodeSums]) -> [Measures] {
    (0..<policy.episodes).map { k in
      let count = Double(max(blocks.reduce(0) { $0 + $1.count[k] }, 1))
      return Measures([
        Measures.returnName: blocks.reduce(0) { $0 + $1.returns[k] } / count,
        Measures.successName: Double(blocks.reduce(0) { $0 + $1.successes[k] }) / count,
      ])
    }
  }

  // MARK: Losses

  /// The loss at the θ that gathered, from what is known: every ratio is 1.
  private func gatheredLoss(_ batch: SequenceBatch, _ judgement: Judgement) -> Float {
    let error = batch.squaredError * loss.valueWeight
    if judgement.imitates { return error + imitationLoss(batch.said, batch).scalar }
    var value = error - Tensor(batch.advantages).mean().scalar
    if judgement.entropyWeight > 0, case .choices = policy.head {
      value -= Categorical(logits: batch.said).entropy.mean().scalar * judgement.entropyWeight
    }
    return value
  }

  private func logStd(_ deviation: Float) -> Tensor {
    Tensor([Float](repeating: deviation, count: policy.head.width)).log()
  }

  private func choices(_ actions: Tensor) -> [Int] { actions.values.map { Int($0) } }

  /// Of the batch's actions, `[steps · rows]`.
  func logProbability(_ said: Tensor, _ batch: SequenceBatch, _ deviation: Float) -> Tensor {
    switch policy.head {
    case .box: gaussianLogDensity(of: batch.actions, mean: said, logStd: logStd(deviation))
    case .choices: Categorical(logits: said).logProbability(of: choices(batch.actions))
    }
  }

  /// `[rows]` from h `[rows, hidden]`, a constant to the value function, and context `[rows, context]`.
  func value(_ hidden: Tensor, _ context: Tensor, _ theta: Parameters) -> Tensor {
    let seen = concatenated([hidden.detached(), context], axis: 1)
    return MLP(policy.critic, theta, from: policy.criticPlace)(seen).reshaped([seen.shape[0]])
  }

  /// - Parameter clip: ε; infinite or nil for none.
  private func loss(
    _ theta: Parameters, _ batch: SequenceBatch, _ judgement: Judgement, clip: Float?
  ) -> Tensor {
    let rows = batch.steps * batch.rows
    let (said, hidden) = policy.network(
      batch.tokens.slice(0..<batch.steps), theta, starts: batch.starts.slice(0..<batch.steps))
    let values = value(hidden, batch.context.slice(0..<rows), theta)
    let error = (values - Tensor(batch.returns)).square().mean() * loss.valueWeight
    if judgement.imitates { return error + imitationLoss(said, batch) }
    let logProbability = logProbability(said, batch, judgement.deviation)
    let advantages = Tensor(batch.advantages)
    var total =
      if let clip, clip.isFinite {
        clippedLoss(
          logProbability: logProbability, old: batch.logProbability, advantages: advantages, clip: clip,
          bound: batch.weights.isEmpty ? nil : Replay.ratioBound)
      } else {
        importanceLoss(
          logProbability: logProbability, old: batch.logProbability, advantages: advantages)
      }
    if judgement.entropyWeight > 0, case .choices = policy.head {
      total = total - Categorical(logits: said).entropy.mean() * judgement.entropyWeight
    }
    return total + error
  }

  private func imitationLoss(_ said: Tensor, _ batch: SequenceBatch) -> Tensor {
    switch policy.head {
    case .box: (said - batch.lessons).square().sum(axis: 1).mean()
    case .choices: -Categorical(logits: said).logProbability(of: choices(batch.lessons)).mean()
    }
  }

  /// Mean KL from what the network said to what it says, in nats.
  private func divergence(_ batch: SequenceBatch, to theta: Parameters, _ deviation: Float) -> Tensor {
    let (said, _) = policy.network(
      batch.tokens.slice(0..<batch.steps), theta, starts: batch.starts.slice(0..<batch.steps))
    switch policy.head {
    case .box:
      let logStd = logStd(deviation)
      return DiagonalGaussian(mean: batch.said, logStd: logStd)
        .meanDivergence(to: DiagonalGaussian(mean: said, logStd: logStd))
    case .choices: return Categorical(logits: batch.said).meanDivergence(to: Categorical(logits: said))
    }
  }
}
