import Drawing

extension TrainingReport {
  /// Return and success over meta-iterations, with no and with all inner steps.
  var trainingCharts: [Picture] {
    guard !metrics.isEmpty else { return [] }
    return [
      trainingChart("Return in training", "mean return", \.returns),
      trainingChart("Success in training", "success rate", \.successes, spans: 0...1),
    ].map { $0.picture(width: 420, height: 320) }
  }

  private func trainingChart(
    _ title: String, _ yLabel: String, _ values: (TrainingMetrics) -> [Double],
    spans: ClosedRange<Double>? = nil
  ) -> Chart {
    var chart = Chart(title, xLabel: "meta-iteration", yLabel: yLabel)
    chart.countsX = true
    chart.includedY = spans
    func curve(_ value: ([Double]) -> Double?) -> [Point] {
      metrics.compactMap { line in value(values(line)).map { Point(Double(line.iteration), $0) } }
    }
    let steps = (metrics.map { values($0).count }.max() ?? 1) - 1
    chart.series = [.init("before adapting", ink: .before, points: curve(\.first))]
    if steps > 0 {
      let name = "after \(steps) inner step\(steps == 1 ? "" : "s")"
      chart.series.append(.init(name, ink: .after, points: curve(\.last)))
    }
    return chart
  }

  /// Return and success on held-out tasks over adaptation steps, and each task before and after.
  var adaptationCharts: [Picture] {
    var charts = [
      adaptationChart("Return on held-out tasks", "mean return", evaluation.curve.map(\.return)),
      adaptationChart(
        "Success on held-out tasks", "success rate", evaluation.curve.map(\.success), spans: 0...1),
    ].map { $0.picture(width: 420, height: 320) }
    if evaluation.curve.count > 1 { charts.append(scatter.picture(width: 380, height: 400)) }
    return charts
  }

  private func adaptationChart(
    _ title: String, _ yLabel: String, _ curve: [Interval], spans: ClosedRange<Double>? = nil
  ) -> Chart {
    var chart = Chart(title, xLabel: "adaptation steps", yLabel: yLabel)
    chart.countsX = true
    chart.includedY = spans
    let x = curve.indices.map(Double.init)
    chart.series = [
      .band(ink: .after, x: x, low: curve.map(\.low), high: curve.map(\.high)),
      .init(ink: .after, kind: .linePoints, points: zip(x, curve).map { Point($0, $1.mean) }),
    ]
    return chart
  }

  private var scatter: Chart {
    var chart = Chart("Every held-out task", xLabel: "mean return before adapting", yLabel: "after")
    chart.comparesAxes = true
    let points = evaluation.returns.compactMap { stages -> Point? in
      guard let before = stages.first, let after = stages.last else { return nil }
      return Point(before, after)
    }
    chart.series = [.init(ink: .after, kind: .points, points: points)]
    return chart
  }
}
