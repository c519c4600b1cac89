import Gym

extension SceneFamily {
  /// The observation and the action as tables: number, name, unit and range of each component.
  public func describe() -> String {
    var lines = [
      "\(id)  \(summary)",
      "\(horizon) step\(horizon == 1 ? "" : "s") of \(SceneNode.text(stepSeconds)) s, scene \(sceneHash)",
      "",
      "observation",
      ComponentTable.text(observationSpace.components),
    ]
    if !readingLines.isEmpty { lines += ["", "imperfect"] + readingLines.map { "  \($0)" } }
    lines += [
      "",
      "action",
      ComponentTable.text(actionSpace.components),
    ]
    if !responseLines.isEmpty { lines += ["", "imperfect"] + responseLines.map { "  \($0)" } }
    if !scene.description.choices.isEmpty {
      lines += ["", "choice", ComponentTable.text(choiceHead, choiceRows)]
    }
    if !motionLines.isEmpty { lines += ["", "moving by itself"] + motionLines.map { "  \($0)" } }
    if !changeLines.isEmpty { lines += ["", "changing"] + changeLines.map { "  \($0)" } }
    lines += ["", "task", ComponentTable.text(drawn: taskRanges)]
    if !episodeNames.isEmpty { lines += ["", "episode", ComponentTable.text(drawn: episodeRanges)] }
    return lines.joined(separator: "\n")
  }

  /// What of the observation is not exact, or not at once.
  var readingLines: [String] {
    zip(scene.description.readings, scene.readings).map { reading, compiled in
      let names = observationSpace.components[compiled.outputs].map(\.name).joined(separator: ", ")
      return "\(names): \(SceneDescription.text(reading))"
    }
  }

  /// What the actuators do otherwise than they are told.
  var responseLines: [String] {
    let commands = scene.description.commands.components
    let responses = scene.description.responses.map { response in
      let names = commands[response.commands].map(\.name).joined(separator: ", ")
      return "\(names): \(SceneDescription.text(response))"
    }
    let plays = zip(scene.description.actuators, actuatorNames).compactMap { actuator, name -> String? in
      guard let backlash = actuator.backlash, backlash.constant != 0, let joint = actuator.joint else {
        return nil
      }
      let unit = scene.description.joints[joint].unit
      return "\(name): a backlash of \(SceneDescription.text(backlash)) \(unit)"
    }
    return responses + plays
  }

  /// How bodies move by themselves.
  var motionLines: [String] {
    scene.description.bodies.compactMap { body in
      body.motion.map { "\(body.name): \(SceneDescription.text($0))" }
    }
  }

  /// What becomes different in the middle of an episode, and what pushes.
  var changeLines: [String] {
    let scene = scene.description
    return scene.changes.map { "\(scene.text($0))" }
      + scene.pushes.map { push in
        "\(scene.bodies[push.body].name): an impulse of \(SceneDescription.text(push.impulse)) N s in a random "
          + "direction, with probability \(SceneDescription.text(push.probability)) in each step"
      }
  }

  /// Of a table of choices: the name, and every actuator's command with its unit.
  var choiceHead: [String] {
    ["name"]
      + scene.description.commands.components.map { $0.unit.isEmpty ? $0.name : "\($0.name), \($0.unit)" }
  }

  /// What each choice tells the actuators.
  var choiceRows: [[String]] {
    scene.description.choices.map { [$0.name] + $0.command.map(SceneDescription.text) }
  }

  /// What a task draws, in the order of `TaskDraw.numbers`, and between which bounds.
  public var taskRanges: [(name: String, range: ClosedRange<Float>)] {
    zip(taskNames, scene.taskSupports).map { ($0, $1) }
  }

  /// What each episode draws for itself, in the order of `episodeNames`, and between which bounds.
  public var episodeRanges: [(name: String, range: ClosedRange<Float>)] {
    zip(episodeNames, scene.episodeSupports).map { ($0, $1) }
  }
}
