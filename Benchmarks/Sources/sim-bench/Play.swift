internal import Gym
internal import Randomness
internal import Scenes

/// Random actions on one task of a scene: what makes sure that two programs simulate the same world.
struct Play: Encodable {
  /// The numbers that the task draws.
  let task: [Float]
  /// `[steps][action]`, some out of range.
  let actions: [[Float]]
  private let draw: TaskDraw

  private enum CodingKeys: CodingKey { case task, actions }

  init(of family: SceneFamily, task stream: RandomStream, steps: Int) {
    draw = family.drawTask(from: .train, using: stream)
    task = draw.numbers
    var random = CheapRandom(seed: 7)
    let width = family.actionSpace.count
    actions = (0..<steps).map { _ in (0..<width).map { _ in 1.5 * random.next() } }
  }

  /// Plays the actions with resets at the end of each episode.
  /// - Parameters:
  ///   - theirs: `[steps][observation + 1]`, the observation after each action and the reward.
  ///   - tolerance: absolute for numbers up to 1, relative above.
  /// - Throws: where a number differs or is none.
  func compare(with theirs: [[Float]], from program: String, _ family: SceneFamily, tolerance: Float) throws {
    let width = family.observationSpace.count
    guard theirs.count == actions.count, theirs.allSatisfy({ $0.count == width + 1 }) else {
      throw BenchmarkError("\(program) answers with other numbers of steps or components")
    }
    let env = family.makeVectorEnv(for: draw, count: 1)
    var step = env.makeStep()
    env.reset(seeds: [0], into: &step)
    for (t, action) in actions.enumerated() {
      try env.step(action.span, into: &step)
      let ours = (step.ended(0) ? step.finalObservations : step.observations) + step.rewards
      for i in 0...width where !(abs(ours[i] - theirs[t][i]) <= tolerance * max(1, abs(ours[i]))) {
        let name = i < width ? family.observationSpace.components[i].name : "reward"
        throw BenchmarkError(
          "\(program) is another scene: step \(t + 1), \(name): \(theirs[t][i]), ours \(ours[i])")
      }
    }
  }
}
