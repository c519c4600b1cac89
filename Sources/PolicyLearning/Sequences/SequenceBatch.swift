import Autodiff
import Foundation
import Learning

// From lanes to what losses want: tokens as the policy saw them, what the critic sees, lessons, advantages.

/// A block of lanes, ready for losses.
struct SequenceBatch: Codable, Sendable {
  let steps: Int
  let rows: Int
  /// `[steps + 1, rows, token]`
  let tokens: Tensor
  /// 1 where a trial begins, `[steps + 1, rows]`.
  let starts: Tensor
  /// `[steps · rows, action]`
  let actions: Tensor
  /// Empty where there is no teacher.
  let lessons: Tensor
  /// `[(steps + 1) · rows, context]`
  let context: Tensor
  /// `[steps · rows]`
  var advantages: [Float] = []
  var returns: [Float] = []
  /// What each step counts: `[steps · rows]`; empty where all count 1.
  var weights: [Float] = []
  /// Of the values, by the θ that gathers this iteration's lanes.
  var squaredError: Float = 0
  /// Of the actions, by that θ.
  var logProbability: Tensor
  /// What the network says then, `[steps · rows, outputs]`.
  var said: Tensor
}

extension SequenceLearner {
  /// Tokens and context of lanes, without what θ says of them.
  func batch(_ lanes: Lanes) -> SequenceBatch {
    let (steps, rows, width) = (lanes.steps, lanes.rows, policy.network.inputs)
    let observed = lanes.observationCount
    let contextWidth = policy.context.count + SequencePolicy.placeCount
    var tokens = [Float](repeating: 0, count: (steps + 1) * rows * width)
    var starts = [Float](repeating: 0, count: (steps + 1) * rows)
    var context = [Float](repeating: 0, count: (steps + 1) * rows * contextWidth)
    var recollection = Recollection(rows: rows, policy: policy)
    let trial = Float(max(policy.episodes - 1, 1))
    let contextPlaces = policy.contextPlaces
    for t in 0...steps {
      for row in 0..<rows {
        let place = lanes.index(t, row)
        let isStart = t == 0 || lanes.trialEnded[lanes.index(t - 1, row)]
        if isStart {
          recollection.clear(row, of: policy)
          starts[place] = 1
        }
        let observation = lanes.observations.span.extracting(place * observed..<(place + 1) * observed)
        tokens.withUnsafeMutableBufferPointer { tokens in
          var token = tokens.extracting(place * width..<(place + 1) * width).mutableSpan
          recollection.write(row, observation: observation, of: policy, into: &token)
        }
        for (i, seen) in contextPlaces.enumerated() {
          context[place * contextWidth + i] =
            (observation[seen] - policy.context.mean[i]) * policy.context.scale[i]
        }
        context[(place + 1) * contextWidth - 2] = Float(lanes.times[place]) / Float(policy.horizon)
        context[(place + 1) * contextWidth - 1] = Float(lanes.episodes[place]) / trial
        guard t < steps else { continue }
        let width = lanes.actionCount
        recollection.note(
          row, action: lanes.actions.span.extracting(place * width..<(place + 1) * width),
          reward: lanes.rewards[place], ended: lanes.ended[place], head: policy.head)
      }
    }
    let lessons = lessons(lanes)
    let actions = Tensor(lanes.actions, shape: [steps * rows, lanes.actionCount])
    return SequenceBatch(
      steps: steps, rows: rows, tokens: Tensor(tokens, shape: [steps + 1, rows, width]),
      starts: Tensor(starts, shape: [steps + 1, rows]), actions: actions,
      lessons: lessons.isEmpty
        ? Tensor([]) : Tensor(lessons, shape: [steps * rows, lanes.actionCount]),
      context: Tensor(context, shape: [(steps + 1) * rows, contextWidth]), logProbability: actions,
      said: actions)
  }

  /// What the teacher did, save in the first steps of a trial, where it probes: along each component of an action in
  /// turn, or one choice after another.
  private func lessons(_ lanes: Lanes) -> [Float] {
    var lessons = lanes.lessons
    guard !lessons.isEmpty else { return [] }
    let width = lanes.actionCount
    for place in 0..<lanes.steps * lanes.rows
    where lanes.episodes[place] == 0 && lanes.times[place] < loss.probes {
      let time = Int(lanes.times[place])
      switch policy.head {
      case .choices(let count): lessons[place] = Float(time % count)
      case .box(let low, let high):
        for i in 0..<width {
          let isMain = (i + time).isMultiple(of: 2)
          let sign: Float = isMain && !time.isMultiple(of: 2) ? -1 : 1
          let half = (high[i] - low[i]) / 2
          lessons[place * width + i] = (low[i] + high[i]) / 2 + sign * (isMain ? 0.7 : 0.3) * half
        }
      }
    }
    return lessons
  }

  /// The batch with what θ says of it: log-probabilities, advantages and returns.
  /// - Parameter old: log-probabilities of the actions when they were chosen, `[steps · rows]`; nil where θ gathered.
  func judged(
    _ batch: SequenceBatch, _ lanes: Lanes, _ theta: Parameters, _ deviation: Float, old: [Float]? = nil
  ) -> SequenceBatch {
    var batch = batch
    let (steps, rows) = (batch.steps, batch.rows)
    let (outputs, hidden) = policy.network(batch.tokens, theta, starts: batch.starts)
    batch.said = outputs.slice(0..<steps * rows)
    batch.logProbability = logProbability(batch.said, batch, deviation)
    let values = value(hidden, batch.context, theta).values
    let ratios = old.map { zip(batch.logProbability.values, $0).map { Float(exp(Double($0 - $1))) } }
    if let ratios { batch.weights = ratios.map { min(1, $0) } }
    let scale = policy.rewardScale * Self.learningScale
    var advantages = [Float](repeating: 0, count: steps * rows)
    var returns = advantages
    for row in 0..<rows {
      func column<T>(_ numbers: [T], from first: Int = 0) -> [T] {
        (first..<first + steps).map { numbers[$0 * rows + row] }
      }
      let estimates = generalizedAdvantages(
        rewards: column(lanes.rewards).map { $0 * scale }, values: column(values),
        finalValues: column(values, from: 1),
        terminated: column(loss.flow == .trial ? lanes.trialEnded : lanes.ended),
        truncated: [Bool](repeating: false, count: steps), ratios: ratios.map { column($0) },
        discount: loss.discount, lambda: loss.lambda)
      for t in 0..<steps {
        advantages[t * rows + row] = estimates.advantages[t]
        returns[t * rows + row] = estimates.returns[t]
      }
    }
    (batch.advantages, batch.returns) = (advantages, returns)
    let errors = batch.weights.isEmpty ? advantages : zip(advantages, batch.weights).map { $0 * $1 }
    batch.squaredError = Tensor(errors).square().mean().scalar
    return batch
  }

  /// Values are learned of rewards this small, so that a trial's sum is near 1.
  private static var learningScale: Float { 0.05 }

  /// Advantages of all blocks, shifted and scaled together, and then weighted.
  func standardize(_ batches: inout [SequenceBatch]) {
    let squares = batches.reduce(0.0) { $0 + $1.returns.reduce(0.0) { $0 + Double($1) * Double($1) } }
    let all = batches.flatMap(\.advantages)
    let scaled = standardized(all, scale: (squares / Double(max(all.count, 1))).squareRoot())
    var start = 0
    for i in batches.indices {
      let count = batches[i].advantages.count
      batches[i].advantages = Array(scaled[start..<start + count])
      if !batches[i].weights.isEmpty {
        batches[i].advantages = zip(batches[i].advantages, batches[i].weights).map { $0 * $1 }
      }
      start += count
    }
  }
}
