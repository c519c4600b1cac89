internal import Gym
internal import Scenes

/// Makes sure that `plain-loop` and the scene file describe the same world: both play the same random actions on
/// some tasks, over more than one episode.
/// - Throws: where observations or rewards differ by more than the cosine of a rounded angle explains.
func checkSameScene(_ loop: PlainLoop, _ family: SceneFamily) throws {
  var random = CheapRandom(seed: 7)
  let width = family.observationSpace.count
  for k in 0..<4 {
    let task = family.drawTask(from: .train, using: RandomStream(seed: 11).split(k))
    let actions = (0..<2 * family.horizon + 10).map { _ in
      (0..<family.actionSpace.count).map { _ in 1.5 * random.next() }
    }
    let theirs = try loop.trace(task: task.numbers, actions: actions)
    let env = family.makeVectorEnv(for: task, count: 1)
    var step = env.makeStep()
    env.reset(seeds: [0], into: &step)
    for (t, action) in actions.enumerated() {
      try env.step(action.span, into: &step)
      let ours = (step.ended(0) ? step.finalObservations : step.observations) + step.rewards
      guard theirs[t].count == width + 1 else {
        throw BenchmarkError("plain-loop \(loop.scene): \(theirs[t].count) numbers a step, ours \(width + 1)")
      }
      for i in 0...width where abs(ours[i] - theirs[t][i]) > 2e-6 * max(1, abs(ours[i])) {
        let name = i < width ? family.observationSpace.components[i].name : "reward"
        throw BenchmarkError(
          "plain-loop \(loop.scene) is another scene: step \(t + 1), \(name): \(theirs[t][i]), ours \(ours[i])"
        )
      }
    }
  }
}
