public import Experiments
import Foundation
import MetaLearning

/// Training progress for people, on standard error: a bar with time left and a curve of the return on a terminal,
/// a plain line every tenth of the run elsewhere.
public final class ProgressDisplay {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var returns: [Double]
  private var lastDrawn = -1.0
  private var lastTenth = -1
  private var lineIsOpen = false

  /// - Parameter returns: the first measure after adaptation, of the iterations that a resumed run has behind it.
  public init(returns: [Double] = []) { self.returns = returns }

  public func show(_ progress: TrainingProgress) {
    let measures = progress.report.measures
    guard let last = measures.last, let first = measures.first, let name = last.names.first else { return }
    if let value = last.values.first { returns.append(value) }
    let ended = progress.iteration == progress.iterations
    var figures = "\(name) "
    if measures.count > 1 { figures += "\(Self.figure(first.values[0])) → " }
    figures += Self.figure(last.values[0])
    if let success = last["success"] { figures += "  success \(Int((100 * success).rounded())) %" }
    let left =
      progress.seconds / Double(max(progress.iterationsHere, 1))
      * Double(progress.iterations - progress.iteration)
    let time = "\(Self.duration(left)) left"
    let count = "\(progress.iteration)/\(progress.iterations)"
    if isTerminal {
      guard ended || progress.seconds - lastDrawn > 0.1 else { return }
      lastDrawn = progress.seconds
      let line = Self.line(
        count: count, fraction: Double(progress.iteration) / Double(progress.iterations), figures: figures,
        time: time, returns: returns, width: Self.terminalWidth)
      write("\r\u{1B}[K" + line)
      lineIsOpen = true
    } else {
      let tenth = 10 * progress.iteration / progress.iterations
      guard tenth > lastTenth || ended else { return }
      lastTenth = tenth
      write("iteration \(count)  \(figures)  \(time)\n")
    }
  }

  /// Ends the line that is drawn over and over, so that other text can follow.
  public func end() {
    if lineIsOpen { write("\n") }
    lineIsOpen = false
  }

  /// One line of fewer than `width` columns. The curve takes what the rest leaves; where that is little, the bar
  /// goes first, then the figures, then the curve.
  static func line(
    count: String, fraction: Double, figures: String, time: String, returns: [Double], width: Int
  ) -> String {
    let filled = Int(16 * fraction)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 16 - filled)
    for head in ["\(bar) \(count)  \(figures)", "\(count)  \(figures)", count] {
      let room = width - 1 - head.count - time.count - 4
      if room >= 8 { return "\(head)  \(curve(returns, width: min(room, 60)))  \(time)" }
    }
    return String("\(count)  \(time)".prefix(max(0, width - 1)))
  }

  /// Columns of the terminal behind standard error, which may change at any time; 80 where it does not say.
  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Progress that cannot be shown does not end a run.
  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  static func figure(_ value: Double) -> String { String(format: "%.2f", value) }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e8)).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
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
