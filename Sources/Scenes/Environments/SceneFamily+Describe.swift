import Gym

extension SceneFamily {
  /// The observation and the action as tables: number, name, unit and range of each component.
  public func describe() -> String {
    var lines = [
      "\(id)  \(summary)",
      "\(horizon) step\(horizon == 1 ? "" : "s") of \(SceneNode.text(stepSeconds)) s, scene \(sceneHash)",
      "",
      "observation",
      ComponentTable.text(observationSpace),
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
    if let colorText { lines += ["", "colours: \(colorText)"] }
    if let levelText { lines += ["", "levels: \(levelText)"] }
    lines += ["", "task", ComponentTable.text(drawn: taskRanges)]
    if let testTaskRanges { lines += ["", "test task", ComponentTable.text(drawn: testTaskRanges)] }
    lines += optionLines.map { "  \($0)" }
    if !episodeNames.isEmpty { lines += ["", "episode", ComponentTable.text(drawn: episodeRanges)] }
    if let testEpisodeRanges {
      lines += ["", "test episode", ComponentTable.text(drawn: testEpisodeRanges)]
    }
    return lines.joined(separator: "\n")
  }

  /// What of the observation is not exact, or not at once.
  var readingLines: [String] {
    zip(scene.description.readings, scene.readings).map { reading, compiled in
      let names = scene.outputs[compiled.outputs].map { observationSpace.components[$0.place].name }
        .joined(separator: ", ")
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

  /// As in "box red; ball one of green, blue"; nil where no body has a colour.
  var colorText: String? {
    let texts = scene.description.bodies.compactMap { body -> String? in
      guard let color = body.color else { return nil }
      let names = (color.constant.map { [$0] } ?? color.drawnCases).map { BodyColor.names[Int($0)] }
      return "\(body.name) \(names.count > 1 ? "one of " : "")\(names.joined(separator: ", "))"
    }
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }

  /// As in "push@easy (task), push@hard (task, bodies)": the levels, and what each changes; nil where there is none.
  var levelText: String? {
    let scene = scene.description
    guard !scene.levels.isEmpty else { return nil }
    return scene.levels.map { "\(scene.name)@\($0.name) (\($0.keys.joined(separator: ", ")))" }
      .joined(separator: ", ")
  }

  /// What the places in lists stand for that a task draws.
  var optionLines: [String] {
    scene.description.taskRules.filter { !$0.options.isEmpty }.map { rule in
      let options = rule.options.enumerated().map { "\($0) \($1)" }
      return "\(rule.key): \(options.joined(separator: ", "))"
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

  /// What a task for tests draws; nil where the file keeps no others for them.
  var testTaskRanges: [(name: String, range: ClosedRange<Float>)]? {
    scene.heldOut.first.map { test in zip(taskNames, test.taskSupports).map { ($0, $1) } }
  }

  /// What each episode of such a task draws for itself; nil where that is as in training.
  var testEpisodeRanges: [(name: String, range: ClosedRange<Float>)]? {
    guard let test = scene.heldOut.first, test.episodeSupports != scene.episodeSupports else { return nil }
    return zip(episodeNames, test.episodeSupports).map { ($0, $1) }
  }
}
