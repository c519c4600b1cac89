import Gym
import Physics
import Randomness

extension SceneFamily {
  /// What only the whole scene shows: the engine takes its extremes, every split has tasks, and what a file says under
  /// `test` and `levels` is the same scene with other numbers.
  static func check(_ scene: CompiledScene, path: String) throws(SceneError) {
    try checkWorlds(scene, splits: scene.heldOut.isEmpty ? [.train, .test] : [.train], path, key: "")
    for test in scene.heldOut {
      // Without numbers there is nothing to tell a test task by.
      guard !scene.description.taskRules.isEmpty || !test.description.taskRules.isEmpty else {
        throw .invalid(
          path: path, line: nil, key: "test",
          problem: "of a scene whose tasks draw nothing, expected a distribution that tells tasks apart")
      }
      try checkWorlds(test, splits: [.test], path, key: "test")
      for (rules, whose) in [(\SceneDescription.taskRules, ""), (\.episodeRules, " for each episode")] {
        let (drawn, expected) = (
          test.description[keyPath: rules].drawn, scene.description[keyPath: rules].drawn
        )
        guard drawn == expected else {
          throw .invalid(
            path: path, line: nil, key: "test",
            problem: "draws \(words(drawn))\(whose), expected what training draws: \(words(expected))")
        }
      }
      guard test.structure == scene.structure else {
        throw .invalid(
          path: path, line: nil, key: "test",
          problem: "another scene, expected the same bodies, joints, observations, rules and horizon "
            + "with other numbers")
      }
    }
    for other in scene.description.others {
      let key = other.level.map { "levels.\($0)" } ?? ""
      let compiled = CompiledScene(other)
      guard scene.shows(what: compiled) else {
        throw .invalid(
          path: path, line: nil, key: key.isEmpty ? "level" : key,
          problem: "observes or acts otherwise than the other levels, expected the same components")
      }
      try check(compiled, path: path)
    }
  }

  private static func words(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }

  /// One scene by itself.
  private static func checkWorlds(
    _ scene: CompiledScene, splits: Set<Split>, _ path: String, key: String
  ) throws(SceneError) {
    func invalid(_ inner: String, _ problem: String) -> SceneError {
      let names = [scene.description.level.map { "levels.\($0)" } ?? "", key, inner].filter { !$0.isEmpty }
      return .invalid(path: path, line: nil, key: names.joined(separator: "."), problem: problem)
    }
    do {
      for description in scene.description.everyShape.flatMap(\.everyChange) {
        for numbers in [DrawnNumbers.smallest, .largest] {
          let world = description.world(numbers)
          if world.engine == .lanes, let obstacle = world.laneObstacle {
            throw invalid("simulation.engine", description.words(obstacle))
          }
          _ = try Blueprint(world)
        }
      }
    } catch let error as SceneError {
      throw error
    } catch {
      throw invalid("", "a world that cannot be simulated: \(error)")
    }
    if let problem = scene.description.crowding { throw invalid("bodies", problem) }
    guard scene.has(splits) else {
      throw invalid(
        "", "too few different tasks to tell train from test, expected a distribution of more")
    }
  }
}

extension SceneDescription {
  /// Why it cannot be stepped in lanes.
  fileprivate func words(_ obstacle: LaneObstacle) -> String {
    let reason =
      switch obstacle {
      case .body(let i): "the body \"\(bodies[i].name)\" is no link of a chain that touches nothing"
      case .joint(let i):
        "the joint \"\(joints[i].name)\" is none of a chain on the ground, revolute and without a spring"
      case .actuator(let i):
        "the actuator \"\(commands.components[i].name)\" is not of a joint, or has backlash"
      case .sensor: "it senses contacts or distances"
      }
    return "lanes, but \(reason), expected box2d"
  }
}

extension CompiledScene {
  /// A policy for one can act in the other. What an action of 1 means may differ.
  fileprivate func shows(what other: CompiledScene) -> Bool {
    func names(_ components: [Component]) -> [String] { components.map(\.name) }
    return observationSpace.components.map { [$0.name, $0.unit] }
      == other.observationSpace.components.map { [$0.name, $0.unit] }
      && observationSpace.pictures == other.observationSpace.pictures
      && names(actionSpace.components) == names(other.actionSpace.components)
      && actionSpace.choices == other.actionSpace.choices
  }
}
