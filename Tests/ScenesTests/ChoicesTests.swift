import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Scenes in which an action is a choice.
@Suite("Choices of a scene") struct ChoicesTests {
  private static let choices = """
    choices:
      - {name: rest, command: [0, 0]}
      - {name: bend, command: [0.5, -1]}
      - {name: stretch, command: [-0.25, 1]}

    """
  private static let costly = SceneFiles.good(
    replacing: "reward: [", with: "reward: [{control: squared, weight: -0.1}, ")

  private func task(_ family: SceneFamily, _ seed: UInt64 = 1) -> TaskDraw {
    family.drawTask(from: .train, using: RandomStream(seed: seed))
  }

  /// A choice is executed as its row of commands, to the bit, and costs what they cost.
  @Test func aChoiceIsItsRowOfCommands() throws {
    let files = try SceneFiles()
    let plain = try files.family(Self.costly)
    let choosing = try files.family(Self.choices + Self.costly)
    #expect(choosing.actionSpace == .discrete(Discrete("choice", choices: ["rest", "bend", "stretch"])))
    #expect(choosing.sceneHash != plain.sceneHash)
    let rows: [[Float]] = [[0, 0], [0.5, -1], [-0.25, 1]]
    let told = SceneVectorEnv(plain, tasks: [task(plain), task(plain), task(plain)], channels: .all)
    let chosen = SceneVectorEnv(choosing, tasks: told.tasks, channels: .all)
    var (toldStep, chosenStep) = (told.makeStep(), chosen.makeStep())
    told.reset(seeds: [1, 2, 3], into: &toldStep)
    chosen.reset(seeds: [1, 2, 3], into: &chosenStep)
    for time in 0..<12 {
      let numbers = (0..<3).map { (time + $0) % 3 }
      let (commands, choices) = (numbers.flatMap { rows[$0] }, numbers.map { Float($0) })
      try told.step(commands.span, into: &toldStep)
      try chosen.step(choices.span, into: &chosenStep)
      #expect(toldStep.observations == chosenStep.observations && toldStep.rewards == chosenStep.rewards)
      #expect(toldStep.channels == chosenStep.channels && toldStep.truncated == chosenStep.truncated)
    }
  }

  /// What is no choice is refused before anything moves; nobody looks at rows that have no episode.
  @Test(arguments: [-1, 3, 0.5, 1e30, -0.25] as [Float]) func whatIsNoChoiceIsRefused(_ number: Float) throws
  {
    let family = try SceneFiles().family(Self.choices + Self.costly)
    let env = family.makeVectorEnv(for: task(family), count: 2)
    var step = env.makeStep()
    env.reset(seeds: [1, 2], into: &step)
    let before = env.poses(in: 0) + env.poses(in: 1)
    for (actions, expected) in [
      ([1, number], .noSuchChoice(component: "choice", got: number, choices: 3, environment: 1)),
      ([.nan, 0], .nonFiniteAction(component: "choice", environment: 0)),
      ([0, 0, 0, 0], .wrongActionCount(got: 4, expected: 2)),
    ] as [([Float], EnvError)] {
      do {
        try env.step(actions.span, into: &step)
        Issue.record("\(actions) were taken for choices")
      } catch { #expect(error == expected) }
    }
    #expect(env.poses(in: 0) + env.poses(in: 1) == before && env.time(in: 0) == 0)
    let good: [Float] = [1, 2]
    try env.step(good.span, into: &step)
    var single = SceneEnv(family, task: task(family))
    _ = single.reset(seed: 1)
    do {
      _ = try single.step([number])
      Issue.record("\(number) was taken for a choice")
    } catch { #expect(error == .noSuchChoice(component: "choice", got: number, choices: 3, environment: 0)) }
  }

  /// Any number of a scene may be drawn: what a choice does is then a part of the task.
  @Test func whatAChoiceDoesMayBeHidden() throws {
    let family = try SceneFiles().family(
      """
      name: buttons
      horizon: 5
      bodies: [{name: robot, shape: {circle: 0.02}, density: 1, position: [0, 0]}]
      actuators: [{body: robot, mode: velocity, scale: 1}]
      choices:
        - {name: one, command: [{uniform: [-1, 1]}, 0]}
        - {name: two, command: [0, {uniform: [-1, 1]}]}
      observe: [robot_position, robot_velocity]
      reward: [{control: squared, weight: 1}]
      """)
    #expect(family.taskNames == ["choices[0].command[0]", "choices[1].command[1]"])
    let tasks = (0..<4).map { task(family, $0) }
    let env = SceneVectorEnv(family, tasks: tasks)
    var step = env.makeStep()
    env.reset(seeds: [0, 1, 2, 3], into: &step)
    let actions: [Float] = [0, 1, 0, 1]
    try env.step(actions.span, into: &step)
    for (row, task) in tasks.enumerated() {
      let number = task.numbers[row % 2]
      #expect(abs(step.observations[4 * row + 2 + row % 2] - number) < 1e-6)
      #expect(step.observations[4 * row + 3 - row % 2] == 0 && step.rewards[row] == number * number)
    }
  }

  @Test func actuatorsOfChoicesBreakToo() throws {
    let family = try SceneFamily(named: "navigate-steps")
    let env = family.makeVectorEnv(for: task(family), count: 1)
    var step = env.makeStep()
    env.reset(seeds: [1], into: &step)
    let up: [Float] = [1]
    for (scale, place) in [(1, 0.05), (0, 0.05), (-1, 0), (0.5, 0.025)] as [(Float, Float)] {
      env.actuatorScales = [scale]
      try env.step(up.span, into: &step)
      #expect(step.observations[0] == 0 && abs(step.observations[1] - place) < 1e-6)
    }
  }

  /// The expert takes the choice that is nearest to what it would do, the first of several.
  @Test(
    arguments: [
      ([0.02, -0.02], 0), ([0.3, 0.01], 4), ([-0.04, 0], 3), ([0.01, 0.03], 1), ([0.03, -0.2], 2),
      ([0.4, 0.4], 1), ([-0.4, -0.4], 2),
    ] as [([Float], Float)]) func theExpertTakesTheNearestChoice(_ goal: [Float], _ choice: Float) throws
  {
    let family = try SceneFamily(named: "navigate-steps")
    let env = family.makeVectorEnv(for: try family.task(numbers: goal), count: 1)
    var step = env.makeStep()
    env.reset(seeds: [1], into: &step)
    let observations = step.observations
    var expert = try ExpertPolicy(env)
    var streams = [RandomStream(seed: 1)]
    var action: [Float] = [9]
    var span = action.mutableSpan
    expert.act(on: observations.span, streams: &streams, into: &span)
    #expect(action == [choice])
    // What does nothing takes the first.
    span = action.mutableSpan
    ZeroPolicy().act(on: observations.span, streams: &streams, into: &span)
    #expect(action == [0])
  }

  @Test func theDescriptionSaysWhatAChoiceDoes() throws {
    let text = try SceneFamily(named: "navigate-steps").describe()
    #expect(
      text.contains(
        """
        action
             name    unit  low  high
          0  choice          0     4

        choice
             name     robot_x, 0.5 m/s  robot_y, 0.5 m/s
          0  stay                    0                 0
          1  up                      0                 1
          2  down                    0                -1
          3  left                   -1                 0
          4  right                   1                 0

        task
        """), "\(text)")
    #expect(!(try SceneFamily(named: "navigate").describe().contains("choice")))
  }

  /// Choices of the same number are not the same choices.
  @Test func layoutsTellChoicesApart() throws {
    let files = try SceneFiles()
    let family = try files.family(Self.choices + Self.costly)
    #expect(try family.hasLayout(of: files.family(Self.choices + SceneFiles.good)))
    let other = Self.choices.replacingOccurrences(of: "bend", with: "fold")
    #expect(try !family.hasLayout(of: files.family(other + Self.costly)))
    #expect(try !family.hasLayout(of: files.family(Self.costly)))
  }
}
