import Gym

extension SceneFamily {
  /// The observation and the action as tables: number, name, unit and range of each component.
  public func describe() -> String {
    let lines = [
      "\(id)  \(summary)",
      "\(horizon) step\(horizon == 1 ? "" : "s") of \(SceneNode.text(stepSeconds)) s, scene \(sceneHash)",
      "",
      "observation",
      Self.table(observationSpace.components),
      "",
      "action",
      Self.table(actionSpace.components),
      "",
      "task",
      taskNames.isEmpty ? "  nothing varies" : Self.align([["", "drawn", "", "low", "high"]] + taskRows),
    ]
    return lines.joined(separator: "\n")
  }

  /// What a task draws, in the order of `TaskDraw.numbers`, and between which bounds.
  public var taskRanges: [(name: String, range: ClosedRange<Float>)] {
    zip(taskNames, scene.taskSupports).map { ($0, $1) }
  }

  private var taskRows: [[String]] {
    taskRanges.enumerated().map { i, draw in
      ["\(i)", draw.name, "", SceneNode.text(draw.range.lowerBound), SceneNode.text(draw.range.upperBound)]
    }
  }

  private static func table(_ components: [Component]) -> String {
    align(
      [["", "name", "unit", "low", "high"]]
        + components.enumerated().map { i, component in
          [
            "\(i)", component.name, component.unit, SceneNode.text(component.low),
            SceneNode.text(component.high),
          ]
        })
  }

  /// Columns two spaces apart, numbers to the right.
  private static func align(_ rows: [[String]]) -> String {
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 || column > 2 ? padding + cell.0 : cell.0 + padding
      }
      return "  " + cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
