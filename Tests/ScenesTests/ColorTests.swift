import Gym
import Randomness
import Scenes
import Testing

/// Colours of bodies, and what observes them.
@Suite("Colours") struct ColorTests {
  /// A red cart, a ball of a drawn colour, and a goal that a block's colour tells.
  static let drawn = """
    name: colours
    horizon: 10
    bodies:
      - {name: cart, shape: {circle: 0.1}, mass: {uniform: [1, 2]}, position: [0, 0], color: red}
      - {name: ball, shape: {circle: 0.1}, mass: 1, position: [1, 0], color: {choice: [green, blue, white]}}
      - {name: block, type: static, shape: {box: [0.1, 0.1]}, position: [0, 1], color: {case: [yellow, purple]}}
    actuators: [{body: cart, mode: velocity, scale: 1}]
    task: {goal: [{case: [-1, 1]}, 0.5]}
    observe: [cart_position, {color: cart}, {color: ball}, {color: block, noise: 0.01}, goal_position]
    reward: [{distance: [cart, goal], weight: -1}]
    """

  @Test("the table has twelve colours that differ, in components of bytes") func table() {
    #expect(BodyColor.allCases.count == 12 && Set(BodyColor.allCases.map(\.code)).count == 12)
    #expect(BodyColor.red.components == [0xD6, 0x28, 0x28].map { Float($0) / 255 })
    #expect(BodyColor.allCases.allSatisfy { $0.components.allSatisfy { (0...1).contains($0) } })
  }

  @Test("are drawn with the task and observed as they are") func observed() throws {
    let family = try SceneFiles().family(Self.drawn)
    #expect(family.taskNames == ["bodies[0].mass", "bodies[1].color", "case"])
    let choices: [BodyColor] = [.green, .blue, .white]
    let cases: [BodyColor] = [.yellow, .purple]
    var seen: Set<BodyColor> = []
    for seed: UInt64 in 0..<40 {
      let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
      let colors = [.red, choices[Int(task.numbers[1])], cases[Int(task.numbers[2])]]
      #expect(family.colors(for: task) == colors)
      seen.formUnion(colors)
      var env = SceneEnv(family, task: task)
      let first = env.reset(seed: seed)
      #expect(Array(first[2..<8]) == colors[0].components + colors[1].components)
      for i in 0..<3 { #expect(abs(first[8 + i] - colors[2].components[i]) <= 0.04) }
      #expect(first[11] == (colors[2] == .yellow ? -1 : 1))
      #expect(try Array(env.step([1, 1]).observation[2..<8]) == Array(first[2..<8]))
    }
    #expect(seen == Set([.red] + choices + cases))
  }

  @Test("components are called by their colour and lie between 0 and 1") func space() throws {
    let components = try SceneFiles().family(Self.drawn).observationSpace.components
    #expect(components[2..<5].map(\.name) == ["red(cart)", "green(cart)", "blue(cart)"])
    #expect(components[2..<8].allSatisfy { $0.low == 0 && $0.high == 1 })
  }

  @Test("an oracle is told which of the list it is") func revealed() throws {
    let names = try SceneFiles().family(Self.drawn).revealed.observationSpace.components.map(\.name)
    #expect(
      names.filter { $0.hasPrefix("task(bodies[1]") } == [
        "task(bodies[1].color 0 green)", "task(bodies[1].color 1 blue)", "task(bodies[1].color 2 white)",
      ])
  }

  @Test("the page and the description name them") func words() throws {
    let family = try SceneFiles().family(Self.drawn)
    let line = "cart red; ball one of green, blue, white; block one of yellow, purple"
    #expect(family.page.contains("| colours | \(line) |\n"))
    #expect(family.describe().contains("colours: \(line)\n"))
    #expect(family.page.contains("- bodies[1].color: 0 green, 1 blue, 2 white\n"))
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.sceneHash == family.sceneHash && again.page == family.page)
  }
}
