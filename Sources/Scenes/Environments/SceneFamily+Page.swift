import Gym

extension SceneFamily {
  /// The family's page in `Environments/docs`, in Markdown: everything that the compiled scene says of itself.
  public var page: String {
    let description = scene.description
    var parts = [
      "# \(name)", summary,
      """
      | | |
      |---|---|
      | id | `\(id)` |
      | episode | \(horizon) step\(horizon == 1 ? "" : "s") of \(SceneNode.text(stepSeconds)) s |
      | bodies | \(bodyNames.joined(separator: ", ")) |
      | joints | \(jointNames.isEmpty ? "none" : jointNames.joined(separator: ", ")) |
      | scene hash | `\(sceneHash)` |\(colorText.map { "\n| colours | \($0) |" } ?? "")\(levelText.map { "\n| levels | \($0) |" } ?? "")
      """,
      "## Observation",
      Self.table(["", "name", "unit", "low", "high"], ComponentTable.rows(observationSpace)),
    ]
    if !readingLines.isEmpty {
      parts += ["Imperfect are:", readingLines.map { "- \($0)" }.joined(separator: "\n")]
    }
    parts += [
      "## Action",
      Self.table(["", "name", "unit", "low", "high"], ComponentTable.rows(actionSpace.components)),
    ]
    if !description.choices.isEmpty {
      parts += [
        "What the actuators are told by each choice; the first is what the policy `zero` takes.",
        Self.table([""] + choiceHead, choiceRows.enumerated().map { ["\($0)"] + $1 }),
      ]
    }
    if !responseLines.isEmpty {
      parts += ["Imperfect are:", responseLines.map { "- \($0)" }.joined(separator: "\n")]
    }
    if !motionLines.isEmpty {
      parts += ["## Moving by itself", motionLines.map { "- \($0)" }.joined(separator: "\n")]
    }
    if !changeLines.isEmpty {
      parts += ["## Changing", changeLines.map { "- \($0)" }.joined(separator: "\n")]
    }
    parts += ["## Reward", description.rewardLines.map { "- \($0)" }.joined(separator: "\n")]
    if let success = description.successText {
      parts += ["## Success", "An episode succeeds if \(success)."]
    }
    if let end = description.terminationText { parts += ["## Termination", "It ends as soon as \(end)."] }
    parts += ["## Task"]
    if taskNames.isEmpty {
      parts.append("Nothing varies.")
    } else {
      let who = scene.heldOut.isEmpty ? "task draws, train and test alike" : "training task draws"
      parts += ["What a \(who); a fifth of all tasks are for tests.", Self.table(drawn: taskRanges)]
      if let testTaskRanges { parts += ["What a test task draws.", Self.table(drawn: testTaskRanges)] }
      if !optionLines.isEmpty {
        parts += ["Places in a list are:", optionLines.map { "- \($0)" }.joined(separator: "\n")]
      }
    }
    if !episodeNames.isEmpty {
      parts += ["## Episode", "What each episode of a task draws anew.", Self.table(drawn: episodeRanges)]
      if let testEpisodeRanges {
        parts += ["What each episode of a test task draws anew.", Self.table(drawn: testEpisodeRanges)]
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func table(drawn ranges: [(name: String, range: ClosedRange<Float>)]) -> String {
    table(
      ["drawn", "low", "high"],
      ranges.map {
        ["`\($0.name)`", SceneNode.text($0.range.lowerBound), SceneNode.text($0.range.upperBound)]
      })
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(
      separator: "\n")
  }
}
