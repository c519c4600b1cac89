import Gym
import PolicyLearning
import Randomness

/// What a policy of the window is made of.
enum LiveMapping: Sendable {
  case perceptron(GaussianActor)
  /// One that remembers: it adapts as it acts.
  case memory(SequenceMapping)
  case fixed(any ActingMapping)

  /// - Throws: where an expert does not know the scene.
  func actor(in env: some VectorEnv) throws -> LiveActor {
    func opened(_ mapping: some ActingMapping) throws -> any Policy { try mapping.actor(in: env) }
    switch self {
    case .perceptron(let actor): return .perceptron(actor)
    case .memory(let mapping): return .memory(mapping.actor(in: env))
    case .fixed(let mapping): return .fixed(try opened(mapping))
    }
  }
}

/// A policy of the window at work.
enum LiveActor: Policy {
  case perceptron(GaussianActor)
  case memory(SequenceActor)
  case fixed(any Policy)

  mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    switch self {
    case .perceptron(var actor):
      actor.act(on: observations, streams: &streams, into: &actions)
      self = .perceptron(actor)
    case .memory(var actor):
      actor.act(on: observations, streams: &streams, into: &actions)
      self = .memory(actor)
    case .fixed(var actor):
      actor.act(on: observations, streams: &streams, into: &actions)
      self = .fixed(actor)
    }
  }

  /// The running episode ends before its time.
  mutating func interrupt() {
    guard case .memory(var actor) = self else { return }
    actor.interrupt(0)
    self = .memory(actor)
  }

  mutating func begin(_ row: Int) {
    guard case .memory(var actor) = self else { return }
    actor.begin(row)
    self = .memory(actor)
  }

  mutating func remember(_ actions: Span<Float>, outcome: borrowing VectorStep) {
    guard case .memory(var actor) = self else { return }
    actor.remember(actions, outcome: outcome)
    self = .memory(actor)
  }
}
