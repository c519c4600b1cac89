public import Autodiff
public import Gym
public import MetaLearning

/// A policy that does not learn: random, zero, a scripted expert.
public struct FixedLearner<Mapping: ActingMapping>: Learner {
  public struct State: Sendable {}
  private let mapping: Mapping

  public init(_ mapping: Mapping) { self.mapping = mapping }

  public func begin(_ theta: Parameters) -> State { State() }
  public func absorb(_ state: State, _ experience: [Trajectory], _ theta: Parameters) -> State { state }
  public func mapping(_ state: State, _ theta: Parameters) -> Mapping { mapping }
  public func measures(of experience: [Trajectory], by mapping: Mapping) -> Measures { Measures(experience) }
  public func amount(of experience: [Trajectory]) -> Int { experience.stepCount }
}
