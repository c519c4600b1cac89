public import Autodiff
public import Gym
public import Learning
public import MetaLearning
public import Randomness

/// How a recurrent policy is trained: the settings `loss` of that kind.
public struct SequenceLoss: Sendable, Hashable, Codable {
  /// What an advantage sums over.
  public enum Flow: String, Sendable, Codable, CaseIterable {
    /// All that is left of the trial: what an episode finds out pays in the next ones.
    case trial
    /// What is left of the episode.
    case episode
  }

  /// γ
  public var discount: Float = 0.99
  /// λ of generalised advantage estimation.
  public var lambda: Float = 0.95
  public var flow = Flow.trial
  /// Of the value function's squared error.
  public var valueWeight: Float = 0.5
  /// Of the entropy of choices in the first iteration, falling in a straight line to 0 over the run; a box's deviation
  /// follows its schedule.
  public var entropyWeight: Float = 0
  /// Iterations, the first ones, in which the policy imitates a teacher that sees the task, on what the policy itself
  /// does (DAgger: Ross, Gordon and Bagnell 2011); 0 for no teacher.
  public var imitation: Int = 0
  /// Deviation of actions at the beginning and at the end of those iterations.
  public var imitationDeviation: [Float] = [0.8, 0.2]
  /// Steps of a task's first episode in which the teacher's actions are fixed probes: one that sees the task does not
  /// explore.
  public var probes: Int = 0

  public init() {}

  /// What no learner can use, as "loss.KEY: is VALUE, expected …"; nil where nothing is wrong.
  public var problem: String? {
    func problem(_ key: String, _ value: Any, _ expected: String) -> String {
      "loss.\(key): is \(value), expected \(expected)"
    }
    guard discount > 0, discount <= 1 else { return problem("discount", discount, "a number in (0, 1]") }
    guard (0...1).contains(lambda) else { return problem("lambda", lambda, "a number in [0, 1]") }
    guard valueWeight >= 0, valueWeight.isFinite else {
      return problem("valueWeight", valueWeight, "a number from 0 up")
    }
    guard entropyWeight >= 0, entropyWeight.isFinite else {
      return problem("entropyWeight", entropyWeight, "a number from 0 up")
    }
    guard (0...10_000_000).contains(imitation) else {
      return problem("imitation", imitation, "an integer from 0 to 10000000")
    }
    guard imitationDeviation.count == 2, imitationDeviation.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return problem("imitationDeviation", imitationDeviation, "two positive numbers, the first and the last")
    }
    guard (0...1000).contains(probes) else { return problem("probes", probes, "an integer from 0 to 1000") }
    return nil
  }
}

/// A policy with a memory, trained over whole trials by policy gradients, or by imitation first.
///
/// φ is what each row remembers; an absorption is an episode of every row.
public struct SequenceLearner: MetaLearner {
  public typealias Experience = [Trajectory]
  public typealias TrainingExperience = Lanes
  public typealias Mapping = SequenceMapping

  public let policy: SequencePolicy
  public let loss: SequenceLoss
  /// Scale of the last layer's initial weights.
  public var outputScale: Float = 0.01

  public init(_ policy: SequencePolicy, loss: SequenceLoss) {
    self.policy = policy
    self.loss = loss
  }

  // MARK: The fold

  /// φ: nil before any experience, for any number of rows.
  public typealias State = Recollection?

  public func begin(_ theta: Parameters) -> Recollection? { nil }

  /// - Precondition: as many episodes as before.
  public func absorb(
    _ state: Recollection?, _ experience: [Trajectory], _ theta: Parameters
  ) -> Recollection? {
    var next = state ?? Recollection(rows: experience.count, policy: policy)
    precondition(
      next.rows == experience.count, "\(experience.count) episodes for \(next.rows) rows that remember")
    var stepper = policy.network.stepper(theta)
    next.absorb(experience, of: policy, by: &stepper)
    return next
  }

  public func mapping(_ state: Recollection?, _ theta: Parameters) -> SequenceMapping {
    SequenceMapping(policy, policy.network.stepper(theta), state, deviation: policy.deviation.to)
  }

  public func measures(of experience: [Trajectory], by mapping: SequenceMapping) -> Measures {
    Measures(experience)
  }

  public func amount(of experience: [Trajectory]) -> Int { experience.stepCount }

  public var axis: CurveAxis { .episodes }

  // MARK: θ

  public func initialParameters(using stream: RandomStream) -> Parameters {
    let network = policy.network.initialParameters(
      outputScale: outputScale, using: stream.split("network"))
    let critic = MLP(policy.critic, using: stream.split("critic")).parameters
    return Parameters(
      zip(network.names, network.tensors).map { ($0, $1) }
        + zip(critic.names, critic.tensors).map { ("critic.\($0)", $1) })
  }

  public func refusal(of update: OuterUpdate) -> String? {
    guard case .trustRegion = update else { return nil }
    return "proximal, adam, sgd or rmsprop, since nothing knows the curvature of a recurrent policy"
  }

  /// Whether an iteration, counted from 0, imitates the teacher.
  func imitates(_ iteration: Int) -> Bool { iteration < loss.imitation }

  /// How an iteration, counted from 0, is judged.
  func judgement(_ iteration: Int) -> Judgement {
    let over = policy.deviation.over + loss.imitation
    let left = over > 0 ? max(0, 1 - Float(iteration) / Float(over)) : 1
    return Judgement(
      deviation: deviation(iteration), imitates: imitates(iteration), entropyWeight: loss.entropyWeight * left
    )
  }

  /// What losses depend on beside θ and data.
  struct Judgement: Sendable {
    /// Of actions, when they were chosen.
    var deviation: Float
    var imitates: Bool
    var entropyWeight: Float
  }

  /// Of actions in an iteration of training.
  func deviation(_ iteration: Int) -> Float {
    guard imitates(iteration) else { return policy.deviation(iteration - loss.imitation) }
    return DeviationSchedule(
      from: loss.imitationDeviation[0], to: loss.imitationDeviation[1], over: loss.imitation)(iteration)
  }
}

extension Recollection {
  /// What rows remember after an episode each, which may be of different lengths: the same bits that acting leaves.
  mutating func absorb(
    _ episodes: [Trajectory], of policy: SequencePolicy, by stepper: inout SequenceStepper
  ) {
    let width = policy.network.inputs
    var token = [Float](repeating: 0, count: width)
    var out = [Float](repeating: 0, count: policy.network.outputs)
    let memoryWidth = policy.network.memory
    for (row, episode) in episodes.enumerated() {
      var own = Array(memory[row * memoryWidth..<(row + 1) * memoryWidth])
      for t in 0..<episode.length {
        let first = t * episode.observationCount
        var span = token.mutableSpan
        write(
          row, observation: episode.observations.span.extracting(first..<first + policy.observationCount),
          of: policy, into: &span)
        var state = own.mutableSpan
        var said = out.mutableSpan
        stepper(token.span, rows: 1, state: &state, into: &said)
        let place = t * episode.actionCount
        note(
          row, action: episode.actions.span.extracting(place..<place + episode.actionCount),
          reward: episode.rewards[t], ended: t == episode.length - 1, head: policy.head)
      }
      memory.replaceSubrange(row * memoryWidth..<(row + 1) * memoryWidth, with: own)
    }
  }
}
