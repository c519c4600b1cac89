import Autodiff
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport

@testable import PolicyLearning

/// Small policies with a memory, and what to try them on.
enum SequenceProblem {
  /// What remembers; a narrow attention has forgotten a trial's beginning by its end, and of one recurrence, and one
  /// attention, h generates the weights that read the observation.
  enum Memory: String, CaseIterable, Sendable {
    case gru, lstm, attention, narrow, generating, generatingAttention

    /// - Parameter sees: numbers of an observation.
    func network(inputs: Int, sees: Int, layers: [Int], hidden: Int, outputs: Int) -> SequenceNetwork {
      switch self {
      case .gru, .lstm, .generating:
        .recurrent(
          SequenceShape(
            kind: self == .lstm ? .lstm : .gru, inputs: inputs, encoder: layers, hidden: hidden, head: layers,
            outputs: outputs, generated: self == .generating ? sees : nil))
      case .attention, .narrow, .generatingAttention:
        .attention(
          AttentionShape(
            inputs: inputs, encoder: layers, width: 2 * hidden, heads: 2, blocks: 1, inner: hidden,
            window: self == .narrow ? 3 : 50, head: layers, outputs: outputs,
            generated: self == .generatingAttention ? sees : nil))
      }
    }
  }

  /// - Parameters:
  ///   - layers: before and behind the recurrence.
  ///   - sees: numbers of the observation that the policy sees; the critic sees all but pictures.
  static func policy<Family: EnvFamily>(
    _ kind: Memory, for family: Family, layers: [Int] = [], hidden: Int = 5, sees: Int? = nil,
    pictures: [Range<Int>] = [], critic: [Int] = [4], episodes: Int = 2
  ) -> SequencePolicy {
    let count = family.observationSpace.count
    func normalization(_ count: Int) -> ObservationNormalization {
      ObservationNormalization(
        mean: (0..<count).map { 0.1 * Float($0) }, scale: (0..<count).map { 1 / Float(1 + $0) })
    }
    let head = ActionHead(family.actionSpace)
    let inputs = SequencePolicy.tokenCount(observations: sees ?? count, head: head, features: TokenFeatures())
    return SequencePolicy(
      kind.network(inputs: inputs, sees: sees ?? count, layers: layers, hidden: hidden, outputs: head.width),
      critic: critic,
      head: head, features: TokenFeatures(), normalization: normalization(sees ?? count),
      pictures: pictures, context: normalization(count - pictures.reduce(0) { $0 + $1.count }),
      rewardScale: 0.5, deviation: DeviationSchedule(from: 0.6, to: 0.3, over: 10), episodes: episodes,
      horizon: family.horizon)
  }

  /// A learner of the environments that show their task.
  static func learner(
    _ kind: Memory = .gru, layers: [Int] = [], sees: Int? = nil,
    _ change: (inout SequenceLoss) -> Void = { _ in }
  ) -> SequenceLearner {
    var loss = SequenceLoss()
    change(&loss)
    return SequenceLearner(policy(kind, for: ShownFamily(), layers: layers, sees: sees), loss: loss)
  }

  /// What it is trained on.
  static var tasks: LaneTasks<ShownFamily, SequenceMapping, ShownTeacher> {
    lanes(ShownFamily(), teacher: ShownTeacher())
  }

  /// θ with no number that is zero or small.
  static func parameters(_ learner: SequenceLearner, seed: UInt64 = 5) -> Parameters {
    let initial = learner.initialParameters(using: RandomStream(seed: seed))
    return initial.adding(initial.unflattened(noise(initial.elementCount, seed: seed)), scaledBy: 0.5)
  }

  /// The same far from the kinks of the rectifiers within blocks of attention, which are all open.
  static func smoothParameters(_ learner: SequenceLearner) -> Parameters {
    let theta = parameters(learner)
    return Parameters(
      zip(theta.names, theta.tensors).map { ($0, $0.hasSuffix(".inner.bias") ? $1 + 6 : $1) })
  }

  static func lanes<Family: EnvFamily, Teacher: ActingMapping>(
    _ family: Family, rows: Int = 3, steps: Int = 9, episodes: Int = 2, teacher: Teacher?
  ) -> LaneTasks<Family, SequenceMapping, Teacher> {
    LaneTasks(
      family, LaneSettings(rows: rows, steps: steps, episodes: episodes), teacher: teacher,
      for: SequenceMapping.self)
  }

  /// An objective's data, gathered with θ in iteration 0.
  static func batch<Family: TaskFamily>(_ family: Family, count: Int = 3, seed: UInt64 = 7) -> TaskBatch<
    Family
  > {
    TaskBatch(family, count: count, stream: RandomStream(seed: seed), threads: 1, iteration: 0)
  }
}

/// Lanes that stand there already, the same for every task.
struct GivenLanes: LearningTask, TaskFamily {
  let lanes: Lanes
  static var gathersAfresh: Bool { true }
  func gather(with mapping: SequenceMapping, for purpose: Purpose, using stream: RandomStream) -> Lanes {
    lanes
  }
  func task(from split: Split, using stream: RandomStream) -> GivenLanes { self }
}

extension Lanes {
  /// One row of steps with these rewards and observations 0, whose trials are of so many episodes; `ends` are the last
  /// steps of episodes.
  static func row(_ rewards: [Float], ends: [Int], episodes: Int, observationCount: Int, actionCount: Int = 1)
    -> Lanes
  {
    var lanes = Lanes(
      steps: rewards.count, rows: 1, observationCount: observationCount, actionCount: actionCount)
    lanes.observations = Array(repeating: 0, count: (rewards.count + 1) * observationCount)
    lanes.actions = Array(repeating: 0, count: rewards.count * actionCount)
    lanes.rewards = rewards
    var (episode, time): (Int32, Int32) = (0, 0)
    for t in rewards.indices {
      lanes.episodes.append(episode)
      lanes.times.append(time)
      let ended = ends.contains(t)
      let last = ended && episode + 1 == episodes
      lanes.ended.append(ended)
      lanes.trialEnded.append(last)
      time = ended ? 0 : time + 1
      episode = last ? 0 : ended ? episode + 1 : episode
    }
    lanes.episodes.append(episode)
    lanes.times.append(time)
    return lanes
  }
}
