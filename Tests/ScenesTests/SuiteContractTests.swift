import Gym
import Randomness
import TestSupport
import Testing

@testable import Scenes

/// The contract of `VectorEnv` for environments whose rows are of different scenes.
@Suite("Environments of a suite keep the contract") struct SuiteContractTests {
  /// Three scenes of one layout and different lengths: one ends early, one draws its start anew for each episode.
  static func small() throws -> SuiteFamily {
    let files = try SceneFiles()
    func scene(_ name: String, _ horizon: Int, _ more: String) -> String {
      """
      name: \(name)
      horizon: \(horizon)
      simulation: {gravity: [0, 0]}
      arm: {links: [{length: {uniform: [0.1, 0.2]}, radius: 0.01, density: 100}, {length: 0.1, radius: 0.01, density: 100}]}
      actuators:
        - {joint: shoulder, mode: velocity, scale: 5, torque: 0.5}
        - {joint: elbow, mode: velocity, scale: 5, torque: 0.5}
      observe: [joint_cosines, joint_velocities, {position: fingertip}]
      \(more)
      """
    }
    let goal = """
      task: {goal: {disc: {radius: 0.2}}}
      reward: [{distance: [fingertip, goal], weight: -1}]
      success: {distance: [fingertip, goal], below: 0.05}
      """
    _ = try files.write(scene("near", 7, goal), as: "near.yaml")
    _ = try files.write(
      scene("ending", 12, goal + "\nterminate: {distance: [fingertip, goal], below: 0.1}"), as: "ending.yaml")
    _ = try files.write(
      scene(
        "starting", 9,
        """
        start: {shoulder: {uniform: [-2, 2]}, elbow: 1}
        reward: [{control: squared, weight: -1}]
        """), as: "starting.yaml")
    return SuiteFamily(
      try SceneSuite(
        loading: files.write(
          "name: small\ntrain: [./near.yaml, ./ending.yaml, ./starting.yaml]\n"
            + "test: [ending.yaml, ./starting.yaml]\n", as: "small.yaml")))
  }

  private func single(_ family: SuiteFamily, _ draw: SuiteDraw) -> SceneEnv {
    SceneEnv(family.suite.scenes[family.place(of: draw)], task: draw.task)
  }

  @Test("rows of small scenes are single environments, wherever they move", arguments: [1, 5, 33])
  func small(count: Int) throws {
    let family = try Self.small()
    #expect(family.horizon == 12)
    #expect(checkVectorEnv(family, count: count) { self.single(family, $0) } == [])
  }

  @Test("and so are those of large ones") func large() throws {
    let family = SuiteFamily(try SceneSuite(named: "manipulation-10"))
    #expect(family.horizon == 100)
    #expect(checkVectorEnv(family, count: 5) { self.single(family, $0) } == [])
  }

  /// A row that is reset in the middle of an episode goes to another scene, its place is taken by another row, and no
  /// neighbour notices.
  @Test("a row leaves a running episode for another scene") func leaving() throws {
    let family = try Self.small()
    func draw(_ scene: Int, _ i: UInt64) -> SuiteDraw {
      let scene = family.suite.scenes[scene]
      return SuiteDraw(scene: scene.name, task: scene.drawTask(from: .train, using: RandomStream(seed: i)))
    }
    let env = family.makeVectorEnv(tasks: [draw(0, 1), draw(0, 2), draw(2, 3)], choosing: .fixed)
    env.autoreset = .disabled
    var step = env.makeStep()
    let actions: [Float] = [1, -0.5, 0.2, 0.3, -1, 1]
    env.reset(seeds: [1, 2, 3], into: &step)
    for _ in 0..<3 { try env.step(actions.span, into: &step) }
    env.assign(draw(2, 4), to: 0)
    env.assign(draw(0, 5), to: 2)
    env.reset(seeds: [4, 0, 5], where: [true, false, true], into: &step)
    #expect(env.tasks == [draw(2, 4), draw(0, 2), draw(0, 5)])
    #expect(env.scene(of: 2).env === env.scene(of: 1).env, "the place that is free is taken")
    let expected = try [(draw(2, 4), UInt64(4), 0, 3), (draw(0, 2), 2, 1, 6), (draw(0, 5), 5, 2, 3)].map {
      draw, seed, row, times in
      var single = self.single(family, draw)
      var seen = single.reset(seed: seed)
      for _ in 0..<times { seen = try single.step(Array(actions[2 * row..<2 * row + 2])).observation }
      return seen
    }
    for _ in 0..<3 { try env.step(actions.span, into: &step) }
    #expect(step.observations == Array(expected.joined()))
  }

  @Test("what an oracle sees is which scene it is, and what that scene reveals") func revealed() throws {
    let hidden = try Self.small()
    let family = hidden.revealed
    let names = family.observationSpace.components.map(\.name)
    let width = hidden.observationSpace.count
    #expect(Array(names[..<width]) == hidden.observationSpace.components.map(\.name))
    let slots = hidden.suite.scenes.map { $0.revealed.observationSpace.count - width }
    #expect(Set(slots).count > 1, "scenes reveal differently much")
    #expect(
      Array(names[width...]) == ["scene(near)", "scene(ending)", "scene(starting)"]
        + (0..<(slots.max() ?? 0)).map { "revealed(\($0))" })
    let draws = (0..<20).map { hidden.drawTask(from: .train, using: RandomStream(seed: 3).split($0)) }
    #expect(Set(draws.map(\.scene)).count == 3)
    #expect(
      draws.indices.allSatisfy {
        family.drawTask(from: .train, using: RandomStream(seed: 3).split($0)) == draws[$0]
      })
    let (plain, shown) = (
      hidden.makeVectorEnv(tasks: draws, choosing: .fixed),
      family.makeVectorEnv(tasks: draws, choosing: .fixed)
    )
    var (a, b) = (plain.makeStep(), shown.makeStep())
    let seeds = draws.indices.map(UInt64.init)
    plain.reset(seeds: seeds, into: &a)
    shown.reset(seeds: seeds, into: &b)
    let actions = [Float](repeating: 0.4, count: draws.count * 2)
    for _ in 0..<10 {
      try plain.step(actions.span, into: &a)
      try shown.step(actions.span, into: &b)
      #expect(a.rewards == b.rewards && a.terminated == b.terminated && a.truncated == b.truncated)
    }
    for (row, draw) in draws.enumerated() {
      let own = Array(
        b.observations[row * family.observationSpace.count..<(row + 1) * family.observationSpace.count])
      #expect(family.observationSpace.contains(own))
      #expect(Array(own[..<width]) == Array(a.observations[row * width..<(row + 1) * width]))
      let place = family.place(of: draw)
      #expect(Array(own[width..<width + 3]) == (0..<3).map { $0 == place ? 1 : 0 })
      // As the scene's own revealed family shows it, and nothing behind it.
      let scene = SceneVectorEnv(hidden.suite.scenes[place].revealed, tasks: [draw.task])
      var c = scene.makeStep()
      scene.reset(seeds: [seeds[row]], into: &c)
      var again = family.makeVectorEnv(tasks: [draw], choosing: .fixed).makeStep()
      family.makeVectorEnv(tasks: [draw], choosing: .fixed).reset(seeds: [seeds[row]], into: &again)
      let padding = [Float](repeating: 0, count: (slots.max() ?? 0) - slots[place])
      #expect(Array(again.observations[(width + 3)...]) == Array(c.observations[width...]) + padding)
    }
  }

  @Test("a row shows nothing of the scene that it left") func leftBehind() throws {
    let family = try Self.small().revealed
    var step = VectorStep(count: 1, observationCount: family.observationSpace.count)
    let draws = [0, 1, 2, 0, 2, 1].map { place in
      let scene = family.suite.scenes[place]
      return SuiteDraw(scene: scene.name, task: scene.drawTask(from: .train, using: RandomStream(seed: 2)))
    }
    let env = family.makeVectorEnv(tasks: [draws[0]], choosing: .fixed)
    for draw in draws {
      env.assign(draw, to: 0)
      env.reset(seeds: [7], into: &step)
      let fresh = family.makeVectorEnv(tasks: [draw], choosing: .fixed)
      var own = fresh.makeStep()
      fresh.reset(seeds: [7], into: &own)
      #expect(step.observations == own.observations, "\(draw.scene)")
    }
  }

  @Test("channels of episodes, the same as a scene's own") func channels() throws {
    let family = try Self.small()
    let draws = (0..<8).map { family.drawTask(from: .train, using: RandomStream(seed: 4).split($0)) }
    let env = SuiteVectorEnv(family, tasks: draws, channels: .episode)
    #expect(env.channels.map(\.name) == ["episode_return", "episode_length"])
    env.autoreset = .nextStep
    var step = env.makeStep()
    let seeds = draws.indices.map(UInt64.init)
    env.reset(seeds: seeds, into: &step)
    let actions = [Float](repeating: 0.7, count: draws.count * 2)
    let singles = draws.map { draw in
      let single = SceneVectorEnv(
        family.suite.scenes[family.place(of: draw)], tasks: [draw.task], channels: .episode)
      single.autoreset = .nextStep
      return single
    }
    var own = singles.map { $0.makeStep() }
    for (i, single) in singles.enumerated() { single.reset(seeds: [seeds[i]], into: &own[i]) }
    for _ in 0..<30 {
      try env.step(actions.span, into: &step)
      for (i, single) in singles.enumerated() { try single.step([0.7, 0.7].span, into: &own[i]) }
      #expect(step.channels == own.flatMap(\.channels))
    }
  }

  @Test("what is no task of the suite is no input") func accepts() throws {
    let family = try Self.small()
    let draw = family.drawTask(from: .test, using: RandomStream(seed: 1))
    #expect(family.accepts(draw))
    #expect(!family.accepts(SuiteDraw(scene: "reach", task: draw.task)))
    #expect(
      !family.accepts(
        SuiteDraw(
          scene: "starting",
          task: try SceneFamily(named: "reach").drawTask(from: .test, using: RandomStream(seed: 1)))))
    #expect(throws: HostError.noSuchTask(row: 1)) {
      try HostedVectorEnv(family, tasks: [draw, SuiteDraw(scene: "reach", task: draw.task)])
    }
  }

  @Test("an expert of every row's own scene") func experts() throws {
    let family = SuiteFamily(try SceneSuite(named: "manipulation-10"))
    let draws = family.suite.scenes.flatMap { scene in
      (0..<2).map { i in
        SuiteDraw(scene: scene.name, task: scene.drawTask(from: .test, using: RandomStream(seed: 8).split(i)))
      }
    }
    let env = family.makeVectorEnv(tasks: Array(draws[..<5]), choosing: .fixed)
    var expert = try ExpertPolicy(env)
    let streams = draws.indices.map { RandomStream(seed: 9).split($0) }
    let episodes = try rollout(&expert, in: env, tasks: draws, streams: streams)
    #expect(episodes.filter(\.success).count >= draws.count - 1)
    for (draw, (episode, stream)) in zip(draws, zip(episodes, streams)) {
      let scene = family.suite.scenes[family.place(of: draw)]
      let own = scene.makeVectorEnv(for: draw.task, count: 1)
      var alone = try ExpertPolicy(own)
      #expect(try rollout(&alone, in: own, streams: [stream])[0].rewards == episode.rewards)
    }
    #expect(throws: SceneError.self) {
      try ExpertPolicy(
        Self.small().makeVectorEnv(
          for: Self.small().drawTask(from: .test, using: RandomStream(seed: 1)), count: 1))
    }
  }
}
