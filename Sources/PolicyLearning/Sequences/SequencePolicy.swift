public import Autodiff
import Foundation
public import Gym
public import Learning

// Learning to learn by a policy with a memory (RL²: Duan et al. 2016; Wang et al. 2016; by attention: Mishra et al. 2018,
// Parisotto et al. 2020): what the policy makes of a task stands in the state of a network that sees, at every step, what
// came of the last one. The state goes on from one episode of a task to the next; a *trial* is a task's episodes.

/// What a policy can do, as its network says it.
public enum ActionHead: Sendable, Hashable, Codable {
  /// Numbers around the network's outputs, within a box that the environment clamps to.
  case box(low: [Float], high: [Float])
  /// One of so many choices, whose logits the network says.
  case choices(Int)

  public init(_ space: ActionSpace) {
    self =
      if let choices = space.choices { .choices(choices) } else {
        .box(
          low: space.components.map { $0.low.isFinite ? $0.low : -1 },
          high: space.components.map { $0.high.isFinite ? $0.high : 1 })
      }
  }

  /// Numbers that the network says, and that a token holds of an action.
  public var width: Int {
    switch self {
    case .box(let low, _): low.count
    case .choices(let count): count
    }
  }

  /// Numbers of an action in memory.
  public var actionCount: Int {
    if case .choices = self { 1 } else { width }
  }

  /// What a token holds of an action: numbers scaled from the box to [−1, 1], or an indicator for each choice.
  /// - Parameters:
  ///   - action: `[actionCount]`, as the policy gave it.
  ///   - out: `[width]`
  func encode(_ action: Span<Float>, into out: inout MutableSpan<Float>) {
    switch self {
    case .box(let low, let high):
      for i in 0..<low.count {
        let clamped = min(max(action[i], low[i]), high[i])
        let half = max((high[i] - low[i]) / 2, .leastNormalMagnitude)
        out[i] = (clamped - (low[i] + high[i]) / 2) / half
      }
    case .choices(let count):
      for i in 0..<count { out[i] = Float(i) == action[0] ? 1 : 0 }
    }
  }
}

/// What a token tells of the last step, beside observation, action and end: the settings `model.token`.
public struct TokenFeatures: Sendable, Hashable, Codable {
  /// The reward. Without it nothing that the reward alone tells can be learned within a trial.
  public var reward = true
  /// The change of reward, and its product with the action that brought it: a finite difference of the reward along
  /// the action. Only beside the reward.
  public var change = true

  public init() {}

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Files of earlier versions do not have it.
    reward = try container.decodeIfPresent(Bool.self, forKey: .reward) ?? true
    change = try container.decode(Bool.self, forKey: .change)
  }

  /// Numbers that they are, of actions of `width` numbers.
  func count(width: Int) -> Int { (reward ? 1 : 0) + (change ? 1 + width : 0) }
}

/// A deviation that falls by the same factor in every iteration.
public struct DeviationSchedule: Sendable, Hashable, Codable {
  public var from: Float
  public var to: Float
  /// Iterations until `to`, which is then kept.
  public var over: Int

  public init(from: Float, to: Float, over: Int) {
    self.from = from
    self.to = to
    self.over = over
  }

  /// In an iteration, counted from 0.
  public func callAsFunction(_ iteration: Int) -> Float {
    guard over > 0, iteration < over else { return to }
    return from * Float(pow(Double(to / from), Double(max(iteration, 0)) / Double(over)))
  }
}

/// A policy with a memory: all of it but θ.
///
/// θ holds the tensors of `network` and, behind them under `critic.`, those of the value function that training needs:
/// it reads h, what the critic may see of the task, and where in the trial it stands.
public struct SequencePolicy: Sendable, Hashable, Codable {
  public var network: SequenceNetwork
  public var critic: MLPShape
  public var head: ActionHead
  public var features: TokenFeatures
  /// What stands between observations and tokens.
  public var normalization: ObservationNormalization
  /// Where pictures stand in the observation; nil for nowhere. The critic does not look at them: it is told what they
  /// show (Pinto et al. 2018).
  public private(set) var pictures: [Range<Int>]?
  /// What stands between what the critic sees and its network: the observation without pictures, and behind it the
  /// task's hidden numbers.
  public var context: ObservationNormalization
  /// Rewards times this are numbers near 1.
  public var rewardScale: Float
  /// Deviation of actions in training; its last one is the policy's. Of no meaning for choices.
  public var deviation: DeviationSchedule
  /// Episodes of a trial in training.
  public var episodes: Int
  /// Steps of an episode at most.
  public var horizon: Int

  /// - Parameters:
  ///   - network: of `tokenCount` inputs.
  ///   - critic: sizes of the value function's layers.
  ///   - pictures: where they stand in the observation, one behind the other.
  ///   - context: of all that the critic sees, the policy's observation first.
  public init(
    _ network: SequenceNetwork, critic: [Int], head: ActionHead, features: TokenFeatures,
    normalization: ObservationNormalization, pictures: [Range<Int>] = [], context: ObservationNormalization,
    rewardScale: Float, deviation: DeviationSchedule, episodes: Int, horizon: Int
  ) {
    let shown = pictures.reduce(0) { $0 + $1.count }
    precondition(
      context.count + shown >= normalization.count && episodes > 0 && horizon > 0,
      "a critic that sees \(context.count) of \(normalization.count) numbers, \(shown) of them in pictures, trials of "
        + "\(episodes) × \(horizon)")
    let tokenCount = Self.tokenCount(observations: normalization.count, head: head, features: features)
    precondition(
      network.inputs == tokenCount && network.outputs == head.width,
      "a network of \(network.inputs) inputs and \(network.outputs) outputs for tokens of \(tokenCount) numbers and "
        + "actions of \(head.width)")
    self.network = network
    self.critic = MLPShape(
      inputs: network.hidden + context.count + Self.placeCount, hidden: critic, outputs: 1, activation: .tanh)
    self.head = head
    self.features = features
    self.normalization = normalization
    self.pictures = pictures.isEmpty ? nil : pictures
    self.context = context
    self.rewardScale = rewardScale
    self.deviation = deviation
    self.episodes = episodes
    self.horizon = horizon
  }

  /// What the critic sees of its place in a trial: the share of the episode, and of the trial's episodes, behind it.
  public static let placeCount = 2

  public var observationCount: Int { normalization.count }

  /// Numbers of an observation in training: what the policy sees, and behind it what only the critic does.
  public var trainingCount: Int { context.count + (pictures ?? []).reduce(0) { $0 + $1.count } }

  /// Where in such an observation the numbers stand that the critic sees, `[context.count]`.
  var contextPlaces: [Int] {
    (0..<trainingCount).filter { place in !(pictures ?? []).contains { $0.contains(place) } }
  }

  /// Numbers of a token.
  public static func tokenCount(
    observations: Int, head: ActionHead, features: TokenFeatures
  ) -> Int {
    observations + head.width + 1 + features.count(width: head.width)
  }

  /// Name and shape of every tensor of θ, in order.
  public var layout: [(name: String, shape: [Int])] {
    network.layout + critic.layout.map { ("critic.\($0.name)", $0.shape) }
  }

  /// Where the critic's tensors begin.
  var criticPlace: Int { network.layout.count }
}
