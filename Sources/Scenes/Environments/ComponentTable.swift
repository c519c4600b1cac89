package import Gym

/// Components as tables for people.
package enum ComponentTable {
  /// Number, name, unit and range of each.
  package static func text(_ components: [Component]) -> String { align([head] + rows(components)) }

  /// The same of an observation, with one line for a picture.
  package static func text(_ space: Box) -> String { align([head] + rows(space)) }

  private static let head = ["", "name", "unit", "low", "high"]

  static func rows(_ components: [Component]) -> [[String]] { rows(Box(components)) }

  static func rows(_ space: Box) -> [[String]] {
    space.parts.map { part in
      switch part {
      case .number(let i):
        let component = space.components[i]
        return [
          "\(i)", component.name, component.unit, SceneNode.text(component.low),
          SceneNode.text(component.high),
        ]
      case .picture(let picture):
        return [
          "\(picture.offset)–\(picture.range.upperBound - 1)", "\(picture.name), \(picture.size)", "", "0",
          "1",
        ]
      }
    }
  }

  /// What a task draws, and between which bounds.
  package static func text(drawn ranges: [(name: String, range: ClosedRange<Float>)]) -> String {
    guard !ranges.isEmpty else { return "  nothing varies" }
    return align(
      [["", "drawn", "", "low", "high"]]
        + ranges.enumerated().map { i, draw in
          [
            "\(i)", draw.name, "", SceneNode.text(draw.range.lowerBound),
            SceneNode.text(draw.range.upperBound),
          ]
        })
  }

  /// A table without units: its number, its name, and what else it says.
  static func text(_ head: [String], _ rows: [[String]]) -> String {
    align(
      [["", head[0], ""] + head.dropFirst()]
        + rows.enumerated().map { i, row in ["\(i)", row[0], ""] + row.dropFirst() })
  }

  /// Columns two spaces apart, numbers to the right.
  private static func align(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 || column > 2 ? padding + cell.0 : cell.0 + padding
      }
      return "  " + cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
