import Gym
import Randomness
import Scenes
import TestSupport
import Testing

/// Rules over several steps, and terms of a reward that count only sometimes.
@Suite("Rules of a scene") struct RulesTests {
  /// All of them, on a point that random actions carry in and out of a disc about the goal.
  static let everything = """
    name: rules
    horizon: 40
    bodies: [{name: cart, shape: {circle: 0.1}, mass: 2, position: [0, 0]}]
    actuators: [{body: cart, mode: velocity, scale: 8}]
    task: {goal: {disc: {radius: 0.1}}}
    observe: [cart_position]
    reward:
      - {distance: [cart, goal], progress: true, weight: {uniform: [1, 2]}, when: {speed: cart, above: {uniform: [3, 4]}}}
      - {distance: [cart, goal], within: 0.1, margin: 0.2, weight: 1, when: [{distance: [cart, goal], below: 0.3, held: 2}]}
      - {bonus: always, weight: 1, when: {distance: [cart, goal], above: 0.25, ever: true}}
      - {bonus: success, weight: 3}
    success: [{distance: [cart, goal], below: 0.3, held: 3}, {x: [cart, goal], above: 0.1, held: 2, ever: true}]
    terminate: {distance: [cart, goal], above: 0.3, held: 5}
    """

  /// A cart that an action of 1 moves by 0.1 m along x in each step.
  private func family(_ rules: String) throws -> SceneFamily {
    try SceneFiles().family(
      """
      name: rules
      horizon: 12
      simulation: {time_step: 0.1}
      bodies: [{name: cart, shape: {circle: 0.1}, mass: 2, position: [0, 0]}]
      actuators: [{body: cart, mode: velocity, scale: 1}]
      task: {goal: [1, 0]}
      observe: [cart_position]
      """ + "\n" + rules)
  }

  /// What the steps of an episode gave that goes along x by these parts of 0.1 m.
  private func play(_ env: inout SceneEnv, _ moves: [Float]) throws -> [StepResult] {
    _ = env.reset(seed: 0)
    return try moves.map { try env.step([$0, 0]).result }
  }

  private func play(_ rules: String, _ moves: [Float]) throws -> [StepResult] {
    let family = try family(rules)
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: 0)))
    // Twice: a reset forgets.
    let first = try play(&env, moves)
    #expect(try play(&env, moves) == first)
    return first
  }

  @Test("a gated term counts after the steps after which its conditions hold") func when() throws {
    let near = "{distance: [cart, goal], below: 0.75}"
    let results = try play(
      """
      reward:
        - {bonus: always, weight: 2, when: [\(near), {x: [goal, cart], above: 0.45}]}
        - {x: [cart, goal], weight: -1, when: \(near)}
        - {bonus: always, weight: 0.25}
      """, [1, 1, 1, 1, 1, 1, -1])
    let expected: [Float] = [0.25, 0.25, 2.95, 2.85, 2.75, 0.65, 2.75]
    for (result, reward) in zip(results, expected) { #expect(abs(result.reward - reward) < 1e-5) }
  }

  @Test("the way that is made behind a closed gate is never counted") func progress() throws {
    let results = try play(
      "reward: [{distance: [cart, goal], progress: true, weight: 10, when: {x: [goal, cart], below: 0.75}}]",
      [1, 1, 0.4, 1, 1, -1, -1, -1, 1])
    let expected: [Float] = [0, 0, 0, 1, 1, -1, 0, 0, 0]
    for (result, reward) in zip(results, expected) { #expect(abs(result.reward - reward) < 1e-5) }
  }

  @Test("what has to be held is counted in steps from the first on, and anew when it fails") func held()
    throws
  {
    // The cart begins within the bound.
    let rules = """
      reward: [{bonus: success, weight: 1}]
      success: {distance: [cart, goal], below: 1.05, held: 3}
      """
    let results = try play(rules, [0, 0, 0, -1, 0, 1, 0, 0, 0])
    #expect(results.map(\.success) == [false, false, true, false, false, false, false, true, true])
    #expect(results.map(\.reward) == [0, 0, 1, 0, 0, 0, 0, 1, 1])
  }

  @Test("an episode that ends so has held it so long") func ends() throws {
    let results = try play(
      """
      reward: [{bonus: always, weight: 1}]
      terminate: {distance: [cart, goal], below: 0.95, held: 2}
      """, [1, -1, 1, 0])
    #expect(results.map(\.terminated) == [false, false, false, true])
  }

  @Test("what holds once holds to the end of the episode, and of that alone") func ever() throws {
    let reward = "reward: [{bonus: success, weight: 1}, {bonus: always, weight: 2, when: "
    let near = "{distance: [cart, goal], below: 0.85, ever: true"
    let results = try play("\(reward)\(near), held: 2}}]\nsuccess: \(near)}", [1, 0, 1, -1, 1, 0, -1, -1, 0])
    #expect(results.map(\.success) == [false, false] + Array(repeating: true, count: 7))
    #expect(results.map(\.reward) == [0, 0, 1, 1, 1, 3, 3, 3, 3])
    // How it begins is no step.
    let left =
      "reward: [{bonus: always, weight: 1}]\nsuccess: {distance: [cart, goal], below: 1.05, ever: true}"
    #expect(try play(left, [-1, 0, 1]).map(\.success) == [false, false, true])
  }

  @Test("an episode taken up after any of its steps goes on to the same bits, whatever the threads")
  func takenUp() throws {
    let family = try SceneFiles().family(Self.everything)
    let stream = RandomStream(seed: 7)
    let tasks = (0..<40).map { family.drawTask(from: .train, using: stream.split($0)) }
    var random = stream.split("actions")
    let actions = (0..<family.horizon).map { _ in (0..<80).map { _ in random.uniform(-1, 1) } }
    func record(threads: Int) throws -> [[StepResult]] {
      let env = SceneVectorEnv(family, tasks: tasks, threads: threads)
      env.autoreset = .nextStep
      var step = env.makeStep()
      env.reset(seeds: Array(0..<40), into: &step)
      return try actions.map { row in
        try env.step(row.span, into: &step)
        return (0..<40).map {
          StepResult(
            reward: step.rewards[$0], terminated: step.terminated[$0], truncated: step.truncated[$0],
            success: step.success[$0])
        }
      }
    }
    let seen = try record(threads: 1)
    #expect(try record(threads: 3) == seen)
    let all = seen.joined()
    #expect(all.contains { $0.success } && all.contains { $0.terminated } && all.contains { !$0.success })
    for row in [0, 13, 39] {
      var recorded = RecordedEnv(SceneEnv(family, task: tasks[row]))
      _ = recorded.reset(seed: UInt64(row))
      for time in actions.indices {
        func action(_ time: Int) -> [Float] { Array(actions[time][2 * row..<2 * row + 2]) }
        var other = SceneEnv(family, task: tasks[row])
        guard let snapshot = recorded.snapshot else {
          Issue.record("no snapshot of row \(row) after \(time) steps")
          return
        }
        _ = try other.restore(snapshot)
        let result = try other.step(action(time)).result
        #expect(result == seen[time][row])
        #expect(try recorded.step(action(time)).result == result)
        if result.terminated || result.truncated { break }
      }
    }
  }

  @Test("are told in words") func words() throws {
    let family = try SceneFiles().family(Self.everything)
    let page = family.page
    for line in [
      "- (1 to 2) × the fall of the distance of cart from goal in the step; counted while the speed of cart is above "
        + "(3 to 4) m/s",
      "- 1 × 1; counted while the distance of cart from goal is above 0.25 m after some step so far",
      "An episode succeeds if the distance of cart from goal is below 0.3 m after each of the last 3 steps and the x of "
        + "cart - goal is above 0.1 m after each of some 2 steps in a row so far.",
      "It ends as soon as the distance of cart from goal is above 0.3 m after each of the last 5 steps.",
    ] { #expect(page.contains(line), "\(page)") }
    #expect(
      family.components(of: .rewardTerms).map(\.name) == [
        "reward(gated progress of distance cart goal)", "reward(gated tolerance 0.2 of distance cart goal)",
        "reward(gated always)", "reward(success)",
      ])
  }
}
