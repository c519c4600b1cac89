import Foundation

/// Return and success at every stage of adaptation, with 95 % intervals over tasks.
public func resultTable(_ evaluation: Evaluation) -> String {
  func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
  var lines = [
    column("adaptation steps", 16) + column("return", 10) + column("95 % interval", 20)
      + column("success", 10)
      + column("95 % interval", 18)
  ]
  for stage in evaluation.returns[0].indices {
    let score = evaluation.returnInterval(stage: stage)
    let success = evaluation.successInterval(stage: stage)
    lines.append(
      column("\(stage)", 16) + column(String(format: "%.2f", score.mean), 10)
        + column(String(format: "%.2f to %.2f", score.low, score.high), 20)
        + column(String(format: "%.0f %%", 100 * success.mean), 10)
        + column(String(format: "%.0f to %.0f %%", 100 * success.low, 100 * success.high), 18))
  }
  return lines.joined(separator: "\n")
}
