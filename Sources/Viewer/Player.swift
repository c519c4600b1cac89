import Drawing
import Gym
import PolicyLearning
import Randomness
import Scenes

/// A policy at work in one environment, step by step.
final class Player {
  private var env: FilmedVectorEnv<SceneVectorEnv>
  private var actor: any Policy
  private var noise: [RandomStream] = []
  private var step: VectorStep
  private var seed: UInt64 = 0
  /// What was done in the running episode, and what actuators did of it.
  private var given: [(action: [Float], scales: [Float])] = []
  /// All zero, to be written over.
  private let action: [Float]
  /// What each actuator does of what it is told, from now on.
  var scales: [Float] { didSet { env.base.actuatorScales = scales } }
  private(set) var isOver = true

  init(_ family: SceneFamily, task: TaskDraw, policy: any ActingMapping) throws {
    env = FilmedVectorEnv(family.makeVectorEnv(for: task, count: 1))
    step = env.makeStep()
    action = Array(repeating: 0, count: family.actionSpace.count)
    scales = env.base.actuatorScales
    actor = try policy.actor(in: env)
  }

  /// The episode so far.
  var motion: SceneMotion { env.motions[0] }

  /// - Parameter policy: that knows nothing of the task; nil for the one that acted before, with what it remembers.
  func restart(_ policy: (any ActingMapping)?, stream: RandomStream) throws {
    if let policy { actor = try policy.actor(in: env) }
    var branch = stream.split("environment")
    seed = branch.next()
    noise = [stream.split("actions")]
    env.reset(seeds: [seed], into: &step)
    given = []
    isOver = false
  }

  /// Does nothing when the episode is over.
  /// - Throws: when the policy or the simulation leaves the finite numbers.
  func advance() throws(EnvError) {
    guard !isOver else { return }
    var action = action
    var span = action.mutableSpan
    actor.act(on: step.observations.span, streams: &noise, into: &span)
    try env.step(action.span, into: &step)
    given.append((action, scales))
    // It does not know what becomes of what it commands.
    actor.remember(action.span, outcome: step)
    isOver = step.ended(0)
    if step.nonFinite[0] { throw .nonFiniteState(environment: 0) }
  }

  /// Poses another task in the middle of the episode, where what happened so far would have happened in it too: where a
  /// goal moved that nothing touches. Nothing else changes, least of all what the policy remembers.
  /// - Returns: false, and does nothing, where the past would have been another one.
  func move(to task: TaskDraw, in family: SceneFamily) -> Bool {
    let moved = FilmedVectorEnv(family.makeVectorEnv(for: task, count: 1))
    var next = moved.makeStep()
    moved.reset(seeds: [seed], into: &next)
    do {
      for (action, scales) in given where !next.ended(0) {
        moved.base.actuatorScales = scales
        try moved.step(action.span, into: &next)
      }
    } catch { return false }
    moved.base.actuatorScales = scales
    guard moved.motions[0].moments.map(\.poses) == motion.moments.map(\.poses) else { return false }
    (env, step) = (moved, next)
    isOver = next.ended(0)
    return true
  }

  /// Goes on in another world, with what the policy remembers, from the next episode on.
  func change(to family: SceneFamily, task: TaskDraw) {
    env = FilmedVectorEnv(family.makeVectorEnv(for: task, count: 1))
    env.base.actuatorScales = scales
    step = env.makeStep()
    // Whoever remembers learns that the episode is over.
    if !isOver, var memory = actor as? SequenceActor {
      memory.interrupt(0)
      actor = memory
    }
    isOver = true
  }

  /// Nothing of what it remembers is worth anything: the simulation left the finite numbers.
  func forget() { actor.begin(0) }
}
