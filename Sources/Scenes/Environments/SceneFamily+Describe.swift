import Gym

extension SceneFamily {
  /// The observation and the action as tables: number, name, unit and range of each component.
  public func describe() -> String {
    let lines = [
      "\(id)  \(summary)",
      "\(horizon) step\(horizon == 1 ? "" : "s") of \(SceneNode.text(stepSeconds)) s, scene \(sceneHash)",
      "",
      "observation",
      ComponentTable.text(observationSpace.components),
      "",
      "action",
      ComponentTable.text(actionSpace.components),
      "",
      "task",
      ComponentTable.text(drawn: taskRanges),
    ]
    return lines.joined(separator: "\n")
  }

  /// What a task draws, in the order of `TaskDraw.numbers`, and between which bounds.
  public var taskRanges: [(name: String, range: ClosedRange<Float>)] {
    zip(taskNames, scene.taskSupports).map { ($0, $1) }
  }
}
