public import Experiments
import Foundation
import MetaLearning

// Scores as tables for people: every measure at every point of the curve, with 95 % intervals.

/// The scores of a learner, and beneath them those of what else was scored on the same tasks, at its last point. Where
/// tasks are of several scenes, the scores of each scene follow: before, after, and what stands beside.
public func resultTable(_ evaluation: Evaluation, beside references: [Reference] = []) -> String {
  let points = evaluation.curve.map { (evaluation.axis.name(of: $0.at), $0) }
  let all = ScoreTable(
    measures: evaluation.names, first: evaluation.axis.heading, rows: points + references.lastPoints)
  guard !evaluation.scenes.isEmpty else { return all.text }
  let rows = SceneTable(evaluation, beside: references).rows.flatMap { scene in
    scene.rows.map { ("\(scene.name), \($0.name)", $0.point) }
  }
  return "\(all.text)\n\n\(ScoreTable(measures: evaluation.names, first: "scene", rows: rows).text)"
}

/// The scores of each scene: the first and the last point, and what else was scored on the same tasks.
struct SceneTable {
  var rows: [(name: String, tasks: Int, rows: [(name: String, point: CurvePoint)])]

  init(_ evaluation: Evaluation, beside references: [Reference]) {
    rows = evaluation.sceneNames.map { scene in
      let part = evaluation.part(of: scene)
      let ends = part.points > 1 ? [part.curve[0], part.curve[part.points - 1]] : part.curve
      return (
        scene, part.measures.count,
        ends.map { (part.axis.name(of: $0.at), $0) } + references.parts(of: scene).lastPoints
      )
    }
  }
}

extension [Reference] {
  /// Each at its last point, and how it is called there.
  var lastPoints: [(name: String, point: CurvePoint)] {
    compactMap { reference in
      guard let last = reference.evaluation.curve.last else { return nil }
      return (reference.evaluation.axis.label(reference.name, at: last.at), last)
    }
  }
}

/// Scores over seeds.
public func resultTable(_ sweep: SweepResult) -> String {
  let names = sweep.mean.first.map { measures in
    Measure.order.filter { measures.measures[$0] != nil }
  }
  func table(_ first: String, _ rows: [(String, CurvePoint)]) -> String {
    ScoreTable(measures: names ?? [], first: first, rows: rows).text
  }
  func rows(_ curve: [CurvePoint]) -> [(String, CurvePoint)] {
    curve.map { (sweep.axis.name(of: $0.at), $0) }
  }
  let runs = sweep.runs.compactMap { run in
    run.curve.last.map { ("seed \(run.seed), \(run.axis.name(of: $0.at))", $0) }
  }
  let references = (sweep.references ?? [:]).sorted { $0.key < $1.key }.compactMap { name, curve in
    curve.last.map { ($0.at > 0 ? "\(name), \($0.at)" : name, $0) }
  }
  let scenes = (sweep.scenes ?? [:]).sorted { $0.key < $1.key }.flatMap { name, curve in
    rows(curve).map { ("\(name), \($0.0)", $0.1) }
  }
  return
    ([
      table(sweep.axis == .steps ? "after adapting" : "last episode", runs),
      table("interquart. mean", rows(sweep.interquartileMean)),
      table("mean", rows(sweep.mean) + references),
    ] + (scenes.isEmpty ? [] : [table("scene", scenes)])).joined(separator: "\n\n")
}

extension CurveAxis {
  /// Over a column of points.
  var heading: String { self == .steps ? "adaptation steps" : "episode" }

  /// Of something scored beside, at its last point.
  func label(_ name: String, at point: Int) -> String {
    guard point > 0 else { return name }
    return self == .steps ? "\(name), \(point)" : "\(name), episode \(point + 1)"
  }

  /// Of a point: people count episodes from 1.
  func name(of point: Int) -> String { self == .steps ? "\(point)" : "\(point + 1)" }
}

/// Columns of a mean and its interval for each measure.
struct ScoreTable {
  var measures: [String]
  /// Heading of the first column.
  var first: String
  var rows: [(name: String, point: CurvePoint)]

  var text: String {
    let width = max(16, (rows.map(\.name.count).max() ?? 0) + 2)
    // What is wider than its column moves the rest of the row; it never runs into what is before it.
    func column(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(2, width - text.count)) + text
    }
    let heading =
      column(first, width)
      + measures.map { name in
        column(name, 10) + column("95 % interval", Measure.isProportion(name) ? 18 : 20)
      }.joined()
    let lines = rows.map { name, point in
      column(name, width)
        + measures.map { measure in
          guard let interval = point.measures[measure] else { return "" }
          let (mean, range) = Self.cells(interval, measure)
          return column(mean, 10) + column(range, Measure.isProportion(measure) ? 18 : 20)
        }.joined()
    }
    return ([heading] + lines).joined(separator: "\n")
  }

  /// A mean and its interval as people read them.
  static func cells(_ interval: Interval, _ measure: String) -> (mean: String, range: String) {
    if Measure.isProportion(measure) {
      return (
        String(format: "%.0f %%", 100 * interval.mean),
        String(format: "%.0f to %.0f %%", 100 * interval.low, 100 * interval.high)
      )
    }
    let largest = [interval.mean, interval.low, interval.high].map(abs).max() ?? 0
    let format =
      abs(interval.mean) < 0.1 || largest >= 10_000 ? "%.3g" : abs(interval.mean) < 1 ? "%.3f" : "%.2f"
    return (
      String(format: format, interval.mean),
      String(format: "\(format) to \(format)", interval.low, interval.high)
    )
  }
}
