import Drawing
import Experiments
import MetaLearning

extension TrainingReport {
  /// How a measure stands on an axis.
  private static func label(_ name: String) -> String {
    switch name {
    case "return": "mean return"
    case "success": "success rate"
    case "error": "mean squared error"
    default: name
    }
  }

  private static func title(_ name: String, _ place: String) -> String {
    "\(name.prefix(1).uppercased())\(name.dropFirst()) \(place)"
  }

  /// Every measure over meta-iterations, with no and with all inner steps.
  var trainingCharts: [Picture] {
    guard let last = metrics.last else { return [] }
    return last.measures.map { trainingChart($0.name).picture(width: 420, height: 320) }
  }

  private func trainingChart(_ name: String) -> Chart {
    var chart = Chart(
      Self.title(name, "in training"), xLabel: "meta-iteration", yLabel: Self.label(name))
    chart.countsX = true
    if Measure.isProportion(name) { chart.includedY = 0...1 }
    // Long runs are drawn at some hundred places.
    let stride = max(1, metrics.count / 500)
    let lines = metrics.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    func curve(_ value: ([Double]) -> Double?) -> [Point] {
      lines.compactMap { line in value(line.values(name)).map { Point(Double(line.iteration), $0) } }
    }
    let steps = (lines.map { $0.values(name).count }.max() ?? 1) - 1
    let isSteps = evaluation.axis == .steps
    chart.series = [
      .init(isSteps ? "before adapting" : "first episode", ink: .before, points: curve(\.first))
    ]
    if steps > 0 {
      let name = isSteps ? "after \(counted(steps, "inner step"))" : "episode \(steps + 1)"
      chart.series.append(.init(name, ink: .after, points: curve(\.last)))
    }
    return chart
  }

  /// Every measure on held-out tasks over adaptation steps, and each task before and after.
  var adaptationCharts: [Picture] {
    var charts = evaluation.names.map { name in
      adaptationChart(name, evaluation.curve.compactMap { $0.measures[name] })
        .picture(width: 420, height: 320)
    }
    if evaluation.points > 1, let name = evaluation.names.first {
      charts.append(scatter(name).picture(width: 380, height: 400))
    }
    return charts
  }

  private func adaptationChart(_ name: String, _ curve: [Interval]) -> Chart {
    var chart = Chart(
      Self.title(name, "on held-out tasks"), xLabel: evaluation.axis.heading, yLabel: Self.label(name))
    chart.countsX = true
    if Measure.isProportion(name) { chart.includedY = 0...1 }
    let first = evaluation.axis == .steps ? 0 : 1
    let x = curve.indices.map { Double($0 + first) }
    chart.series = [
      .band(ink: .after, x: x, low: curve.map(\.low), high: curve.map(\.high)),
      .init(ink: .after, kind: .linePoints, points: zip(x, curve).map { Point($0, $1.mean) }),
    ]
    return chart
  }

  private func scatter(_ name: String) -> Chart {
    var chart = Chart(
      "Every held-out task",
      xLabel: "\(Self.label(name)) \(evaluation.axis == .steps ? "before adapting" : "in the first episode")",
      yLabel: evaluation.axis == .steps ? "after" : "in the last")
    chart.comparesAxes = true
    let (before, after) = (
      evaluation.values(name, at: 0), evaluation.values(name, at: evaluation.points - 1)
    )
    chart.series = [.init(ink: .after, kind: .points, points: zip(before, after).map { Point($0, $1) })]
    return chart
  }

  /// Held-out functions: the truth, and what the model predicts before and after adapting.
  var functionCharts: [Picture] {
    functions.map { function in
      var chart = Chart("held-out task \(function.index + 1)", xLabel: "x", yLabel: "y")
      func points(_ y: [Float]) -> [Point] {
        zip(function.x, y).map { Point(Double($0), Double($1)) }
      }
      chart.series = [.init("truth", ink: .goal, points: points(function.truth))]
      for (i, curve) in function.predictions.enumerated() {
        let ink: Ink = i == 0 ? .before : i == function.predictions.count - 1 ? .after : .muted
        let name = curve.steps == 0 ? "before adapting" : "after \(counted(curve.steps, "step"))"
        chart.series.append(.init(name, ink: ink, points: points(curve.y)))
      }
      chart.series.append(
        .init(
          ink: .text, kind: .points,
          points: function.support.map { Point(Double($0.x), Double($0.y)) }))
      return chart.picture(width: 420, height: 320)
    }
  }
}
