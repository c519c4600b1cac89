import Drawing
import Gym
import Learning
import PolicyLearning
import Randomness
import Scenes

/// A policy at work in one environment, step by step.
final class Player {
  private let env: FilmedVectorEnv
  private var policy: GaussianActor
  private var noise: [RandomStream] = []
  private var step: VectorStep
  /// All zero, to be written over.
  private let action: [Float]
  private(set) var isOver = true

  init(_ family: SceneFamily, task: TaskDraw, policy: GaussianActor) {
    env = FilmedVectorEnv(family.makeVectorEnv(for: task, count: 1))
    step = env.makeStep()
    action = Array(repeating: 0, count: family.actionSpace.count)
    self.policy = policy
  }

  /// The episode so far.
  var motion: SceneMotion { env.motions[0] }

  func restart(_ policy: GaussianActor, stream: RandomStream) {
    self.policy = policy
    var seed = stream.split("environment")
    noise = [stream.split("actions")]
    env.reset(seeds: [seed.next()], into: &step)
    isOver = false
  }

  /// Does nothing when the episode is over.
  /// - Throws: when the policy or the simulation leaves the finite numbers.
  func advance() throws(EnvError) {
    guard !isOver else { return }
    var action = action
    var span = action.mutableSpan
    policy.act(on: step.observations.span, streams: &noise, into: &span)
    try env.step(action.span, into: &step)
    policy.remember(action.span, outcome: step)
    isOver = step.ended(0)
    if step.nonFinite[0] { throw .nonFiniteState(environment: 0) }
  }
}
