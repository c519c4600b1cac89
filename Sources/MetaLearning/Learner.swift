public import Autodiff
public import Randomness

// A learner is a fold over experience: `begin` → φ; `absorb(φ, experience; θ)` → φ; `mapping(φ, θ)` acts or predicts.
// Deployment runs the fold, training differentiates it, evaluation scores the mapping after 0, 1, 2 … absorptions.
// θ are the meta-parameters, trained over many tasks; φ is what a learner makes of one task's experience.

/// Something that turns the experience of a task into a better mapping.
public protocol Learner: Sendable {
  associatedtype Experience: Sendable
  /// φ: a value; the one that was handed in stays as it was.
  associatedtype State: Sendable
  associatedtype Mapping: Sendable

  /// φ before any experience.
  func begin(_ theta: Parameters) -> State

  /// φ after one more piece of experience, gathered with `mapping(state, theta)`.
  func absorb(_ state: State, _ experience: Experience, _ theta: Parameters) -> State

  /// What φ stands for: it acts or predicts.
  func mapping(_ state: State, _ theta: Parameters) -> Mapping

  /// Figures of query experience that was gathered with a mapping.
  func measures(of experience: Experience, by mapping: Mapping) -> Measures

  /// How much a piece of experience is: environment steps, or labelled examples.
  func amount(of experience: Experience) -> Int

  /// What its absorptions are counted as.
  var axis: CurveAxis { get }
}

extension Learner {
  public var axis: CurveAxis { .steps }
}

/// What the points of a learner's curve are counted by.
public enum CurveAxis: String, Sendable, Codable {
  /// Adaptation steps.
  case steps
  /// Episodes of a trial before the one that is scored.
  case episodes
}

/// A learner whose θ can be trained: it says how good the mapping after adaptation is, and which way is better.
public protocol MetaLearner: Learner {
  /// What a training task gathers: the experience of one task, or of a block of many that are worked on in one product.
  associatedtype TrainingExperience: Sendable = Experience

  /// θ before any training.
  func initialParameters(using stream: RandomStream) -> Parameters

  /// The groups of tensors that θ consists of, by the names of `ParameterGroup`; each is updated in its own way.
  func group(ofTensor name: String) -> ParameterGroup

  /// What makes an update impossible for this learner; nil where nothing does. Asked before a run begins.
  func refusal(of update: OuterUpdate) -> String?

  /// The objective of one meta-iteration, its data gathered once with θ.
  /// - Parameter demand: what the update will ask of it.
  func objective<Family: TaskFamily>(
    on tasks: TaskBatch<Family>, at theta: Parameters, for demand: ObjectiveDemand
  ) throws -> Objective where Family.Task.Mapping == Mapping, Family.Task.Experience == TrainingExperience

  /// What is wrong with what it is said to have kept of earlier iterations, as a checkpoint has it; nil where nothing is.
  /// - Parameter iteration: that comes next.
  func problem(ofMemory memory: Parameters, before iteration: Int) -> String?

  /// What a training log wants to know of θ: learned step sizes, for example.
  func diagnostics(_ theta: Parameters) -> Measures
}

extension MetaLearner {
  public func group(ofTensor name: String) -> ParameterGroup { .model }
  public func refusal(of update: OuterUpdate) -> String? { nil }
  public func problem(ofMemory memory: Parameters, before iteration: Int) -> String? {
    memory.count == 0 ? nil : "keeps experience of earlier iterations, expected none"
  }
  public func diagnostics(_ theta: Parameters) -> Measures { Measures() }
}

/// Tensors of θ that share an outer update.
public enum ParameterGroup: String, Sendable, Hashable, CaseIterable {
  /// The mapping's own.
  case model
  /// Learned sizes of inner steps, which have an optimizer of their own.
  case rates
}
