import Gym
import Learning

/// What each row remembers of a trial: the network's state, and what its next token tells of the last step.
public struct Recollection: Sendable, Equatable {
  public let rows: Int
  /// `[rows, memory]`
  var memory: [Float]
  /// Encoded, `[rows, width]`
  var actions: [Float]
  /// `[rows]`
  var rewards: [Float]
  var changes: [Float]
  /// 1 behind the last step of an episode.
  var ends: [Float]
  /// Steps behind it in the running episode.
  var ages: [Int32]

  init(rows: Int, policy: SequencePolicy) {
    self.rows = rows
    memory = Array(repeating: 0, count: rows * policy.network.memory)
    actions = Array(repeating: 0, count: rows * policy.head.width)
    rewards = Array(repeating: 0, count: rows)
    changes = rewards
    ends = rewards
    ages = Array(repeating: 0, count: rows)
  }

  /// A trial of `policy` begins in a row.
  mutating func clear(_ row: Int, of policy: SequencePolicy) {
    let (memoryWidth, width) = (policy.network.memory, policy.head.width)
    memory.withUnsafeMutableBufferPointer { memory in
      var own = memory.extracting(row * memoryWidth..<(row + 1) * memoryWidth).mutableSpan
      policy.network.forget(&own)
    }
    for i in row * width..<(row + 1) * width { actions[i] = 0 }
    (rewards[row], changes[row], ends[row], ages[row]) = (0, 0, 0, 0)
  }

  /// The running episode of a row is over, without another step.
  mutating func interrupt(_ row: Int) {
    guard ages[row] > 0 else { return }
    (ends[row], ages[row]) = (1, 0)
  }

  /// Notes a step of a row.
  mutating func note(_ row: Int, action: Span<Float>, reward: Float, ended: Bool, head: ActionHead) {
    changes[row] = ages[row] == 0 ? 0 : reward - rewards[row]
    rewards[row] = reward
    ends[row] = ended ? 1 : 0
    ages[row] = ended ? 0 : ages[row] + 1
    let width = head.width
    actions.withUnsafeMutableBufferPointer { actions in
      var place = actions.extracting(row * width..<(row + 1) * width).mutableSpan
      head.encode(action, into: &place)
    }
  }

  /// Writes a row's next token: normalized observation, action, and where asked for reward; end; and where asked for
  /// change of reward and its product with the action.
  /// - Parameters:
  ///   - observation: `[observation]`, as the environment gives it.
  ///   - token: `[tokenCount]`
  func write(
    _ row: Int, observation: Span<Float>, of policy: SequencePolicy, into token: inout MutableSpan<Float>
  ) {
    let (count, width) = (policy.observationCount, policy.head.width)
    for i in 0..<count {
      token[i] = (observation[i] - policy.normalization.mean[i]) * policy.normalization.scale[i]
    }
    for i in 0..<width { token[count + i] = actions[row * width + i] }
    var place = count + width
    if policy.features.reward {
      token[place] = rewards[row] * policy.rewardScale
      place += 1
    }
    token[place] = ends[row]
    guard policy.features.change else { return }
    let change = changes[row] * policy.rewardScale * Self.changeScale
    token[place + 1] = change
    for i in 0..<width { token[place + 2 + i] = change * actions[row * width + i] }
  }

  /// Rewards change by some fifth of themselves from step to step.
  private static let changeScale: Float = 5
}
