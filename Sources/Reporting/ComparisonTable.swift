public import Experiments
import Foundation

/// Runs with their scores, and beneath them the difference of every pair.
public func comparisonTable(_ comparison: RunComparison) -> String {
  let names = Measure.order.filter { comparison.runs[0].measures[$0] != nil }
  let width = max(comparison.runs.map(\.path.count).max() ?? 0, 4)
  func left(_ text: String) -> String { text.padding(toLength: width, withPad: " ", startingAt: 0) }
  func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
  func cells(_ interval: Interval, _ name: String) -> String {
    let cells = ScoreTable.cells(interval, name)
    return right(cells.mean, 10) + right(cells.range, 20)
  }
  var lines = [
    "\(comparison.env), \(counted(comparison.tasks, "held-out task")), after the last adaptation step", "",
    left("run") + right("seeds", 7) + names.map { right($0, 10) + right("95 % interval", 20) }.joined(),
  ]
  for run in comparison.runs {
    lines.append(
      left(run.path) + right("\(run.seeds)", 7)
        + names.compactMap { name in run.measures[name].map { cells($0, name) } }.joined())
  }
  for name in names {
    lines += ["", "difference in \(name)"]
    for pair in comparison.differences where pair.measure == name {
      lines.append(
        "\(left(pair.first)) − \(left(pair.second))\(cells(pair.difference, name))"
          + (pair.significant ? "  significant" : ""))
    }
  }
  return lines.joined(separator: "\n")
}
