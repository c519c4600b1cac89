import Drawing
public import Experiments
import Files
import Foundation
import MetaLearning
import Models

/// A sweep over seeds as one page: curves of all seeds together, each seed's scores, settings.
public struct SweepReport {
  let result: SweepResult
  let configuration: RunConfiguration

  public init(_ result: SweepResult, _ configuration: RunConfiguration) {
    self.result = result
    self.configuration = configuration
  }

  /// Writes `report.html`.
  public func write(in folder: RunFolder) throws { try AtomicFile.write(html(), to: folder.reportPath) }

  private var measures: [String] {
    Measure.order.filter { result.mean.first?.measures[$0] != nil }
  }

  func html() -> String {
    let seeds = counted(result.seeds.count, "seed")
    return Page(
      title: "\(EnvironmentName(result.env).plain), \(result.algorithm.rawValue), \(seeds)",
      body: """
        <p>\(seeds) scored on the same \(counted(result.tasks, "held-out task")), limber \(limberVersion). Intervals are \
        95 % by a bootstrap over seeds and tasks.</p>
        <pre>\(Page.escaped(resultTable(result)))</pre>
        \(Page.figures(charts))
        <h2>Settings</h2>
        <pre>\(Page.escaped(Page.settings(configuration)))</pre>
        """
    ).html
  }

  private var charts: [Picture] {
    measures.map { name in
      var chart = Chart(
        "\(name.prefix(1).uppercased())\(name.dropFirst()) on held-out tasks", xLabel: result.axis.heading,
        yLabel: "mean \(name)")
      chart.countsX = true
      let first = result.axis == .steps ? 0 : 1
      let x = result.mean.map { Double($0.at + first) }
      let intervals = result.mean.compactMap { $0.measures[name] }
      chart.series = [.band(ink: .after, x: x, low: intervals.map(\.low), high: intervals.map(\.high))]
      for run in result.runs {
        chart.series.append(
          .init(
            ink: .muted,
            points: run.curve.compactMap { point in
              point.measures[name].map { Point(Double(point.at + first), $0.mean) }
            }))
      }
      chart.series.append(
        .init(ink: .after, kind: .linePoints, points: zip(x, intervals).map { Point($0, $1.mean) }))
      return chart.picture(width: 420, height: 320)
    }
  }
}
