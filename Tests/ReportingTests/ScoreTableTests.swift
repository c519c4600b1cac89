import Testing

@testable import Experiments
@testable import Reporting

@Suite struct ScoreTableTests {
  /// Whatever the figures, every row has the columns of the heading.
  @Test func columnsNeverRunTogether() {
    let figures: [(Double, Double, Double)] = [
      (0.02, 0.01, 0.03), (-12345.6, -23456.7, -1.2), (1e30, 1e29, 3.4e38), (.infinity, 1, .infinity),
    ]
    let rows = figures.map { mean, low, high -> (name: String, point: CurvePoint) in
      let interval = Interval(mean: mean, low: low, high: high)
      let point = CurvePoint(
        at: 1, experience: 1, environmentSteps: 0, measures: ["error": interval, "return": interval])
      return (name: "a long name of a row", point: point)
    }
    let text = ScoreTable(measures: ["error", "return"], first: "point", rows: rows).text
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: /\s{2,}/)
      #expect(cells.count == 5, "\(line)")
    }
  }

  /// A figure ends beneath the end of its heading, however long headings and names are.
  @Test(
    arguments: ["scene", "adaptation steps", "a heading longer than others"],
    ["0", "door, scratch, 3, and more"])
  func figuresStandBeneathTheirHeadings(_ first: String, _ name: String) {
    let interval = Interval(mean: 1.25, low: 1, high: 1.5)
    let point = CurvePoint(
      at: 0, experience: 0, environmentSteps: 0, measures: ["return": interval, "success": interval])
    let table = ScoreTable(
      measures: ["return", "success"], first: first, rows: [(name, point), ("1", point)])
    let lines = table.text.split(separator: "\n")
    #expect(lines.count == 3 && Set(lines.map(\.count)).count == 1, "\(table.text)")
  }
}
