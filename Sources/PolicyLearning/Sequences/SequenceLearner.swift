public import Autodiff
public import Gym
public import Learning
public import MetaLearning
public import Randomness

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

  public func problem(ofMemory memory: Parameters, before iteration: Int) -> String? {
    Replay.problem(
      with: memory, observationCount: policy.trainingCount, head: policy.head,
      needsLessons: imitates(iteration),
      keeping: loss.replay, before: iteration)
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
