import Foundation
import MetaLearning

/// Training progress for people, on standard error: a bar with time left and a curve of the return on a terminal,
/// a plain line every tenth of the run elsewhere.
public final class ProgressDisplay {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var history: [Double] = []
  private var lastDrawn = -1.0
  private var lastTenth = -1

  public init() {}

  public func show(_ progress: TrainingProgress) {
    guard let last = progress.report.summaries.last, let first = progress.report.summaries.first else {
      return
    }
    history.append(last.meanReturn)
    let ended = progress.iteration == progress.iterations
    let fraction = Double(progress.iteration) / Double(progress.iterations)
    let left =
      progress.seconds / Double(max(progress.iterationsHere, 1))
      * Double(progress.iterations - progress.iteration)
    let figures =
      "return \(Self.figure(first.meanReturn)) → \(Self.figure(last.meanReturn))  "
      + "success \(Int((100 * last.successRate).rounded())) %"
    if isTerminal {
      guard ended || progress.seconds - lastDrawn > 0.1 else { return }
      lastDrawn = progress.seconds
      let filled = Int(20 * fraction)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
      write(
        "\r\u{1B}[K\(bar) \(progress.iteration)/\(progress.iterations)  \(figures)  "
          + "\(Self.curve(history, width: 24))  \(Self.duration(left)) left" + (ended ? "\n" : ""))
    } else {
      let tenth = Int(10 * fraction)
      guard tenth > lastTenth || ended else { return }
      lastTenth = tenth
      write(
        "iteration \(progress.iteration)/\(progress.iterations)  \(figures)  \(Self.duration(left)) left\n")
    }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  static func figure(_ value: Double) -> String { String(format: "%.2f", value) }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e8)).rounded(.up))
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }

  /// The means of `width` equal stretches of `values`, as blocks of eight heights.
  static func curve(_ values: [Double], width: Int) -> String {
    guard let low = values.min(), let high = values.max() else { return "" }
    let blocks = Array("▁▂▃▄▅▆▇█")
    let columns = min(width, values.count)
    return String(
      (0..<columns).map { column in
        let part = values[column * values.count / columns..<(column + 1) * values.count / columns]
        let mean = part.reduce(0, +) / Double(part.count)
        return blocks[high > low ? min(7, Int(8 * (mean - low) / (high - low))) : 0]
      })
  }
}
