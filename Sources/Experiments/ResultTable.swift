import Foundation

/// Return and success at every stage of adaptation, with 95 % intervals over tasks.
public func resultTable(_ evaluation: Evaluation) -> String {
  table(first: "adaptation steps", evaluation.curve.enumerated().map { ("\($0)", $1) })
}

/// The same rows, and beneath them what else was rolled out on the same tasks, after its last adaptation step.
public func resultTable(_ evaluation: Evaluation, beside references: [Reference]) -> String {
  let stages = evaluation.curve.enumerated().map { ("\($0)", $1) }
  let others = references.compactMap { reference -> (String, StageScore)? in
    let curve = reference.evaluation.curve
    return curve.last.map { (curve.count > 1 ? "\(reference.name), \(curve.count - 1)" : reference.name, $0) }
  }
  return table(first: "adaptation steps", stages) + (others.isEmpty ? "" : "\n" + table(first: nil, others))
}

/// Scores over seeds.
public func resultTable(_ sweep: SweepResult) -> String {
  let runs = sweep.runs.flatMap { run -> [(String, StageScore)] in
    guard let last = run.curve.last else { return [] }
    return [("seed \(run.seed), \(run.curve.count - 1)", last)]
  }
  func rows(_ curve: [StageScore]) -> [(String, StageScore)] { curve.enumerated().map { ("\($0)", $1) } }
  return [
    table(first: "after adapting", runs),
    table(first: "interquart. mean", rows(sweep.interquartileMean)), table(first: "mean", rows(sweep.mean)),
  ].joined(separator: "\n\n")
}

/// - Parameter first: heading of the first column; nil for no headings.
private func table(first: String?, _ rows: [(name: String, score: StageScore)]) -> String {
  func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
  let heading = first.map {
    column($0, 16) + column("return", 10) + column("95 % interval", 20) + column("success", 10)
      + column("95 % interval", 18)
  }
  let lines = rows.map { name, score in
    column(name, 16) + column(String(format: "%.2f", score.return.mean), 10)
      + column(String(format: "%.2f to %.2f", score.return.low, score.return.high), 20)
      + column(String(format: "%.0f %%", 100 * score.success.mean), 10)
      + column(String(format: "%.0f to %.0f %%", 100 * score.success.low, 100 * score.success.high), 18)
  }
  return ((heading.map { [$0] } ?? []) + lines).joined(separator: "\n")
}
