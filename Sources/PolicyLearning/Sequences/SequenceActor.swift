public import Autodiff
public import Gym
public import Learning
public import Randomness

/// A policy with a memory and fixed parameters, and what it remembers: what a sequence learner's φ stands for.
public struct SequenceMapping: ActingMapping {
  public let policy: SequencePolicy
  let stepper: SequenceStepper
  /// nil where nothing is remembered, for any number of rows.
  public let recollection: Recollection?
  /// Of actions around what the network says, of no meaning for choices; nil for the likeliest action, without a draw.
  let deviation: Float?

  init(_ policy: SequencePolicy, _ stepper: SequenceStepper, _ recollection: Recollection?, deviation: Float?)
  {
    self.policy = policy
    self.stepper = stepper
    self.recollection = recollection
    self.deviation = deviation
  }

  /// - Precondition: what is remembered is of as many rows as `env` has.
  public func actor<V: VectorEnv>(in env: V) -> SequenceActor {
    SequenceActor(self, rows: env.count, observed: env.observationSpace.count)
  }

  /// The same that takes the likeliest action, and draws nothing.
  public var likeliest: SequenceMapping {
    SequenceMapping(policy, stepper, recollection, deviation: nil)
  }
}

/// A policy with a memory, acting.
public struct SequenceActor: Policy, Sendable {
  private let policy: SequencePolicy
  private var stepper: SequenceStepper
  public private(set) var recollection: Recollection
  private let deviation: Float?
  /// Numbers of an observation of the environment, of which the policy sees the first.
  private let observed: Int
  private var tokens: [Float]
  private var outputs: [Float]

  init(_ mapping: SequenceMapping, rows: Int, observed: Int) {
    policy = mapping.policy
    stepper = mapping.stepper
    deviation = mapping.deviation
    recollection = mapping.recollection ?? Recollection(rows: rows, policy: policy)
    precondition(
      recollection.rows == rows && observed >= policy.observationCount,
      "a policy that remembers \(recollection.rows) rows of \(policy.observationCount) observations among "
        + "\(rows) of \(observed)")
    self.observed = observed
    tokens = Array(repeating: 0, count: rows * policy.network.inputs)
    outputs = Array(repeating: 0, count: rows * policy.network.outputs)
  }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    step(observations)
    let width = policy.head.width
    switch policy.head {
    case .box:
      for row in streams.indices {
        for i in row * width..<(row + 1) * width {
          actions[i] = outputs[i] + (deviation.map { $0 * streams[row].normal() } ?? 0)
        }
      }
    case .choices:
      let rule = ChoiceRule(count: width, isDeterministic: deviation == nil)
      var logits = outputs.mutableSpan
      rule(&logits, streams: &streams, into: &actions)
    }
  }

  /// Tokens in, what the network says out; the memory moves on.
  private mutating func step(_ observations: Span<Float>) {
    let rows = recollection.rows
    let (count, width) = (policy.observationCount, policy.network.inputs)
    // Taken out of self while in use, so that reading one and writing another is no overlapping access.
    var (tokens, outputs, memory): ([Float], [Float], [Float]) = ([], [], [])
    swap(&tokens, &self.tokens)
    swap(&outputs, &self.outputs)
    swap(&memory, &recollection.memory)
    for row in 0..<rows {
      var all = tokens.mutableSpan
      var token = all.extracting(row * width..<(row + 1) * width)
      recollection.write(
        row, observation: observations.extracting(row * observed..<row * observed + count), of: policy,
        into: &token)
    }
    var state = memory.mutableSpan
    var out = outputs.mutableSpan
    stepper(tokens.span, rows: rows, state: &state, into: &out)
    swap(&tokens, &self.tokens)
    swap(&outputs, &self.outputs)
    swap(&memory, &recollection.memory)
  }

  public mutating func begin(_ row: Int) { recollection.clear(row, of: policy) }

  /// Ends the episode of a row that nobody plays to its end: what follows is another one of the same trial.
  public mutating func interrupt(_ row: Int) { recollection.interrupt(row) }

  public mutating func remember(_ actions: Span<Float>, outcome: borrowing VectorStep) {
    let width = policy.head.actionCount
    for row in 0..<recollection.rows {
      recollection.note(
        row, action: actions.extracting(row * width..<(row + 1) * width), reward: outcome.rewards[row],
        ended: outcome.ended(row), head: policy.head)
    }
  }
}
