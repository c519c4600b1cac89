import Drawing
import Foundation
import MetaLearning
import Scenes

/// A training run as one page that needs nothing else: curves, tasks, pictures, settings.
///
/// The page is the same for the same run, apart from how long it took.
struct TrainingReport {
  let configuration: RunConfiguration
  let family: SceneFamily
  let metrics: [TrainingMetrics]
  let evaluation: Evaluation
  /// Held-out tasks with pictures.
  let films: [AdaptationFilm]

  /// Held-out tasks that a report shows pictures of.
  static let filmedTasks = 3

  func html() -> String {
    let name = "\(family.name), \(configuration.algorithm.rawValue), seed \(configuration.seed)"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(Self.escaped(name))</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <h1>\(Self.escaped(name))</h1>
      <p>\(Self.escaped(family.summary)) \(Self.escaped(family.id)), scene \(family.sceneHash), limber \
      \(limberVersion).</p>
      \(summary)
      \(section("Training", "Mean over the tasks of each meta-iteration, drawn from the training half.", trainingCharts))
      \(section("Adaptation", adaptationCaption, adaptationCharts))
      \(section("Before and after", filmCaption, filmPictures))
      <h2>Settings</h2>
      <pre>\(Self.escaped(settings))</pre>
      </body>
      </html>

      """
  }

  private var adaptationCaption: String {
    "\(counted(evaluation.returns.count, "held-out task")), "
      + "\(counted(configuration.evaluationEpisodes, "episode")) at each stage, none of them learned from. Bands are 95 % bootstrap intervals over tasks; each point of the scatter is a task."
  }

  private var filmCaption: String {
    films.isEmpty
      ? ""
      : "The first episode scored on each of \(counted(films.count, "held-out task")); thin lines are episodes that were "
        + "gathered to adapt."
  }

  private var filmPictures: [Picture] {
    films.map { Storyboard(policy: configuration.algorithm.rawValue).picture(of: $0) }
  }

  private func section(_ title: String, _ caption: String, _ pictures: [Picture]) -> String {
    guard !pictures.isEmpty else { return "" }
    let figures = pictures.map { "<figure>\($0.svgWithVariables())</figure>" }.joined(separator: "\n")
    return "<h2>\(title)</h2>\n<p>\(Self.escaped(caption))</p>\n<div class=\"figures\">\n\(figures)\n</div>"
  }

  /// Scores at every stage, and what the run took.
  private var summary: String {
    func cell(_ interval: Interval, scale: Double, _ format: String) -> String {
      let parts = [interval.mean, interval.low, interval.high].map {
        String(format: format, scale * $0).replacingOccurrences(of: "-", with: "−")
      }
      return "<td>\(parts[0])</td><td>\(parts[1]) to \(parts[2])</td>"
    }
    let rows = evaluation.curve.enumerated().map { step, score in
      "<tr><td>\(step)</td>\(cell(score.return, scale: 1, "%.2f"))\(cell(score.success, scale: 100, "%.0f"))</tr>"
    }
    let took = metrics.last.map {
      "<p>\(counted(metrics.count, "meta-iteration")) of \(counted($0.environmentSteps, "environment step")), "
        + String(format: "%.1f s.</p>", $0.seconds)
    }
    return """
      <table>
      <tr><th>adaptation steps</th><th>return</th><th>95 % interval</th><th>success, %</th>\
      <th>95 % interval</th></tr>
      \(rows.joined(separator: "\n"))
      </table>
      \(took ?? "")
      """
  }

  /// As in `config.yaml`, but for the threads, which change nothing.
  private var settings: String {
    configuration.yaml().split(separator: "\n").filter { !$0.hasPrefix("threads:") }.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }

  private static let style = """
    :root{\(Theme.light.styleSheet)color-scheme:light dark}
    @media(prefers-color-scheme:dark){:root{\(Theme.dark.styleSheet)}}
    body{background:var(--paper);color:var(--text);font:15px/1.5 "DejaVu Sans",Verdana,sans-serif;\
    max-width:1320px;margin:2em auto;padding:0 1em}
    h1{font-size:1.5em}h2{font-size:1.2em;margin-top:2em}p{color:var(--muted)}
    table{border-collapse:collapse}th,td{padding:.2em .9em;text-align:right;border-bottom:1px solid var(--grid)}
    .figures{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}svg{max-width:100%;height:auto}
    pre{font-size:13px;overflow-x:auto}
    """
}

extension Training {
  /// Writes the report of a run that has ended.
  func writeReport(
    in folder: RunFolder, _ learner: some AdaptiveLearner, _ evaluation: Evaluation
  ) throws {
    let tasks = min(configuration.evaluationTasks, TrainingReport.filmedTasks)
    let report = TrainingReport(
      configuration: configuration, family: family, metrics: try TrainingMetrics.read(folder.metricsPath),
      evaluation: evaluation,
      films: try (0..<tasks).map {
        try film(learner, on: family, task: $0, configuration.evaluationSettings)
      })
    try AtomicFile.write(report.html(), to: folder.reportPath)
  }
}
