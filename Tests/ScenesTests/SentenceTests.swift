import Gym
import Physics
import Randomness
import Scenes
import Testing

/// Goals that words describe, and places of which the task chooses one.
@Suite("Sentences") struct SentenceTests {
  private static let offsets = [
    "left": Vector2(-0.06, 0), "right": Vector2(0.06, 0), "above": Vector2(0, 0.06),
    "below": Vector2(0, -0.06),
  ]
  private static let colors = ["red", "green", "blue"]

  /// The line that a family's observation has.
  private func words(_ observation: [Float], of family: SceneFamily) -> [String] {
    zip(family.observationSpace.components, observation).compactMap { component, number in
      guard component.name.hasPrefix("word"), number == 1 else { return nil }
      return String(component.name.dropFirst("word0(".count).dropLast())
    }
  }

  private func number(_ name: String, _ observation: [Float], of family: SceneFamily) throws -> Float {
    observation[try #require(family.observationSpace.components.firstIndex { $0.name == name })]
  }

  private func lines(_ family: SceneFamily, _ split: Split, tasks: Int) -> Set<[String]> {
    Set(
      (0..<tasks).map { k in
        var env = SceneEnv(
          family, task: family.drawTask(from: split, using: RandomStream(seed: 7).split(k)))
        return words(env.reset(seed: UInt64(k)), of: family)
      })
  }

  @Test("no task but those for tests has a pair of words that is held out, and every word is trained on")
  func heldOut() throws {
    let family = try SceneFamily(named: "reach-described")
    let train = lines(family, .train, tasks: 600)
    let (validation, test) = (lines(family, .validation, tasks: 200), lines(family, .test, tasks: 200))
    #expect(train.count == 8 && validation == train)
    #expect(test == [["red", "left"], ["green", "right"], ["blue", "above"], ["red", "below"]])
    #expect(train.isDisjoint(with: test))
    #expect(Set(train.map { $0[0] }) == Set(Self.colors))
    #expect(Set(train.map { $0[1] }) == Set(Self.offsets.keys))
  }

  @Test("the target is where the line says", arguments: Split.allCases) func meaning(_ split: Split) throws {
    let family = try SceneFamily(named: "reach-described")
    for k in 0..<40 {
      let task = family.drawTask(from: split, using: RandomStream(seed: 3).split(k))
      var env = SceneEnv(family, task: task)
      _ = env.reset(seed: 1)
      let (observation, result) = try env.step([0, 0])
      let line = words(observation, of: family)
      func place(_ name: String) throws -> Vector2 {
        Vector2(
          try number("\(name)_x", observation, of: family), try number("\(name)_y", observation, of: family))
      }
      let offset = try #require(Self.offsets[line[1]])
      let target = try place(line[0]) + offset
      #expect(abs(result.reward + (try place("fingertip") - target).length) < 1e-6)
      let goal = try #require(family.goals(for: task).first)
      let body = try #require(goal.body)
      #expect(goal.name == "target" && family.bodyNames[body] == line[0] && goal.offset == offset)
      #expect(family.colors(for: task)[body]?.rawValue == line[0])
      // The vector that an oracle is shown.
      var oracle = SceneEnv(family.revealed, task: task)
      _ = oracle.reset(seed: 1)
      let seen = try oracle.step([0, 0]).observation
      let shown = try number("(fingertip - target)_x", seen, of: family.revealed)
      #expect(abs(shown - (try place("fingertip") - target).x) < 1e-6)
    }
  }

  @Test("a place on one of several bodies moves as that body does") func moving() throws {
    let family = try SceneFiles().family(
      """
      name: chosen
      horizon: 10
      bodies:
        - {name: cart, shape: {circle: 0.1}, mass: {uniform: [1, 2]}, position: [0, 0]}
        - {name: belt, type: kinematic, shape: {box: [1, 0.2]}, position: [2, 3], collides: false, moves: {velocity: [0.5, -1]}}
      actuators: [{body: cart, mode: velocity, scale: 1}]
      task: {goal: {body: {choice: [cart, belt]}, at: [{uniform: [0.2, 0.4]}, 0.3]}}
      observe: [cart_position, cart_velocity, belt_position, belt_velocity, goal_position, goal_velocity]
      reward: [{distance: [cart, goal], weight: -1}]
      """)
    #expect(family.taskNames == ["bodies[0].mass", "task.goal.body", "task.goal.at[0]"])
    #expect(family.describe().contains("task.goal.body: 0 cart, 1 belt"))
    var chosen: Set<Float> = []
    for seed: UInt64 in 0..<12 {
      let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
      var env = SceneEnv(family, task: task)
      _ = env.reset(seed: seed)
      for _ in 0..<4 { _ = try env.step([1, 0.5]) }
      let seen = try env.step([1, 0.5]).observation
      let own = task.numbers[1] == 0 ? 0 : 4
      #expect(seen[8] == seen[own] + task.numbers[2] && seen[9] == seen[own + 1] + 0.3)
      #expect(abs(seen[10] - seen[own + 2]) < 1e-6 && abs(seen[11] - seen[own + 3]) < 1e-6)
      chosen.insert(task.numbers[1])
    }
    #expect(chosen == [0, 1])
  }

  @Test("words are one-hot over the whole vocabulary, fixed ones and drawn ones") func oneHot() throws {
    let text = SceneFiles.good(
      replacing: "observe: [",
      with: "observe: [{describe: {vocabulary: [go, to, there, now], words: [go, {choice: [there, now]}]}}, ")
    let family = try SceneFiles().family(text)
    #expect(
      family.observationSpace.components.prefix(8).map(\.name) == [
        "word0(go)", "word0(to)", "word0(there)", "word0(now)", "word1(go)", "word1(to)", "word1(there)",
        "word1(now)",
      ])
    #expect(lines(family, .train, tasks: 40) == [["go", "there"], ["go", "now"]])
    #expect(family.taskNames.last == "observe[0].describe.words[1]")
  }
}
