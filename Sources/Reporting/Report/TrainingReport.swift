import Drawing
public import Experiments
import Files
import Foundation
import Models
import Scenes

/// A training run as one page that needs nothing else: curves, tasks, pictures, settings.
///
/// The page is the same for the same run, apart from how long it took.
public struct TrainingReport {
  let training: Training
  let metrics: [MetricsLine]
  let evaluation: Evaluation
  /// What was scored beside it on the same tasks.
  let references: [Reference]
  /// Held-out tasks with pictures.
  let films: [AdaptationFilm]
  /// Held-out functions with their predictions.
  let functions: [AdaptedFunction]

  /// Held-out tasks that a report shows pictures of.
  static let shownTasks = 3

  /// The report of a run that has ended.
  public init(_ training: Training, _ run: TrainedRun, beside references: [Reference] = []) throws {
    self.training = training
    self.references = references
    metrics = try run.folder.metrics()
    evaluation = run.evaluation
    functions = try training.adaptedFunctions(run.policy, count: Self.shownTasks)
    let settings = training.configuration.evaluationSettings
    if training.policyFamily is any ScenicFamily {
      let rollout = try RolloutRun(environment: nil, policy: run.folder.policyPath)
      films = try (0..<min(settings.tasks, Self.shownTasks)).map { try rollout.film(task: $0, settings) }
    } else {
      films = []
    }
  }

  var configuration: RunConfiguration { training.configuration }
  private var algorithm: String { configuration.algorithm.rawValue }

  /// Writes `report.html`.
  public func write(in folder: RunFolder) throws { try AtomicFile.write(html(), to: folder.reportPath) }

  func html() -> String {
    let name = "\(EnvironmentName(training.environment).plain), \(algorithm), seed \(configuration.seed)"
    let scene = training.policyFamily?.record.map { ", scene \($0.hash)" } ?? ""
    return Page(
      title: name,
      body: """
        <p>\(Page.escaped(training.summary)) \(Page.escaped(training.environment))\(scene), limber \
        \(limberVersion).</p>
        \(summary)
        \(scenes)
        \(section("Training", "Mean over the tasks of each meta-iteration, drawn from the training split.", trainingCharts))
        \(section("Adaptation", adaptationCaption, adaptationCharts))
        \(section("Before and after", pictureCaption, films.map { Storyboard(policy: algorithm).picture(of: $0) } + functionCharts))
        <h2>Settings</h2>
        <pre>\(Page.escaped(Page.settings(configuration)))</pre>
        """
    ).html
  }

  private var adaptationCaption: String {
    let tasks = counted(evaluation.measures.count, "held-out task")
    let each =
      configuration.evaluation.episodes.map {
        "\(counted($0, "episode")) at each stage, none of them learned from"
      } ?? "\(counted(configuration.evaluation.shots ?? 0, "example")) to adapt on, others to score"
    return
      "\(tasks), \(each). Bands are 95 % bootstrap intervals over tasks; each point of the scatter is a task."
  }

  private var pictureCaption: String {
    if !functions.isEmpty {
      return
        "What the model predicts on \(counted(functions.count, "held-out task")); points are what it adapted on."
    }
    return films.isEmpty
      ? ""
      : "The first episode scored on each of \(counted(films.count, "held-out task")); thin lines are episodes that were "
        + "gathered to adapt."
  }

  private func section(_ title: String, _ caption: String, _ pictures: [Picture]) -> String {
    guard !pictures.isEmpty else { return "" }
    return "<h2>\(title)</h2>\n<p>\(Page.escaped(caption))</p>\n\(Page.figures(pictures))"
  }

  /// Of every measure, its mean and its interval, behind other cells of a row.
  private func row(_ first: [String], _ point: CurvePoint) -> String {
    let cells = evaluation.names.flatMap { measure -> [String] in
      guard let interval = point.measures[measure] else { return ["", ""] }
      let cells = ScoreTable.cells(interval, measure)
      return [cells.mean, cells.range].map { $0.replacingOccurrences(of: "-", with: "−") }
    }
    return "<tr>\((first.map(Page.escaped) + cells).map { "<td>\($0)</td>" }.joined())</tr>"
  }

  private func table(_ first: [String], _ rows: [String]) -> String {
    let heading =
      first.map { "<th>\($0)</th>" } + evaluation.names.map { "<th>\($0)</th><th>95 % interval</th>" }
    return """
      <table>
      <tr>\(heading.joined())</tr>
      \(rows.joined(separator: "\n"))
      </table>
      """
  }

  /// The scores of each scene, where tasks are of several.
  private var scenes: String {
    guard !evaluation.scenes.isEmpty else { return "" }
    let rows = SceneTable(evaluation, beside: references).rows.flatMap { scene in
      scene.rows.map { row([scene.name, "\(scene.tasks)", $0.name], $0.point) }
    }
    return """
      <h2>Scenes</h2>
      <p>The same held-out tasks, those of each scene by themselves.</p>
      \(table(["scene", "tasks", evaluation.axis.heading], rows))
      """
  }

  /// Scores at every point and of what stands beside, and what the run took.
  private var summary: String {
    let rows =
      evaluation.curve.map { row([evaluation.axis.name(of: $0.at)], $0) }
      + references.lastPoints.map { row([$0.name], $0.point) }
    let unit = !configuration.hasEpisodes ? "example" : "environment step"
    let took = metrics.last.map {
      "<p>\(counted($0.iteration, "meta-iteration")) of \(counted($0.amount, unit)), "
        + String(format: "%.1f s.</p>", $0.seconds)
    }
    return """
      \(table([evaluation.axis.heading], rows))
      \(took ?? "")
      """
  }
}
