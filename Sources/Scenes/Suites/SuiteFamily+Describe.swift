import Gym

extension SuiteFamily {
  /// The observation and the action as tables, the scenes, and what a task of each draws.
  public func describe() -> String {
    func names(_ families: [SceneFamily]) -> String { families.map(\.name).joined(separator: ", ") }
    let width = suite.scenes.map(\.name.count).max() ?? 0
    let scenes = suite.scenes.map { scene in
      "  \(scene.name.padding(toLength: width))  \(scene.horizon) steps of \(SceneNode.text(scene.stepSeconds)) s, "
        + "scene \(scene.sceneHash), \(scene.mechanismText)"
    }
    let lines =
      [
        "\(id)  \(summary)",
        "\(horizon) step\(horizon == 1 ? "" : "s") at most, suite \(suite.hash)",
        "",
        "train  \(names(suite.train))",
        "test   \(names(suite.test))",
      ] + (suite.heldOut.map { ["holds out every \($0.rawValue)"] } ?? []) + [
        "",
        "scenes",
      ] + scenes + [
        "", "observation", ComponentTable.text(observationSpace), "", "action",
        ComponentTable.text(actionSpace.components), "", "task", ComponentTable.text(drawn: taskRanges),
      ]
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// With spaces behind it.
  fileprivate func padding(toLength length: Int) -> String {
    self + String(repeating: " ", count: max(0, length - count))
  }
}
