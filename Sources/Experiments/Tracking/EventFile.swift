import Foundation
import MetaLearning
import SwiftProtobuf

/// The curves of a run as TensorBoard reads them: one event a meta-iteration in `events.out.tfevents.TIME.limber`.
///
/// A resumed run begins a file of its own, and cuts from the older ones what will be made again: a TensorBoard that
/// is watching follows both. Events hold the time of day, so these files differ between equal runs.
final class EventFile {
  private let file: AppendingFile
  private var lastSeconds: Double

  /// - Parameters:
  ///   - iteration: the last one behind the state that the run goes on from.
  ///   - seconds: how long the run took to get there.
  init(in folder: String, after iteration: Int, seconds: Double) throws(FileError) {
    lastSeconds = seconds
    var time = Int(Date().timeIntervalSince1970)
    for name in Self.names(in: folder) {
      try Self.cut(folder + "/" + name, after: iteration)
      // Readers go through the files in the order of their names.
      time = max(time, (Int(name.dropFirst(Self.prefix.count).prefix(10)) ?? 0) + 1)
    }
    file = try AppendingFile("\(folder)/\(Self.prefix)\(time)\(Self.suffix)", keeping: 0)
    try append { $0.fileVersion = "brain.Event:2" }
  }

  func append(iteration: Int, _ report: IterationReport, seconds: Double) throws(FileError) {
    let rate = Float(Double(report.steps) / max(seconds - lastSeconds, 1e-9))
    lastSeconds = seconds
    try append { event in
      event.step = Int64(iteration)
      event.summary.value = (scalars(of: report) + [("speed/steps_per_second", rate)]).map { tag, number in
        var value = TensorBoardSummary.Value()
        value.tag = tag
        value.simpleValue = number
        return value
      }
    }
  }

  private func append(_ fill: (inout TensorBoardEvent) -> Void) throws(FileError) {
    var event = TensorBoardEvent()
    event.wallTime = Date().timeIntervalSince1970
    fill(&event)
    guard let bytes = try? event.serializedBytes() as [UInt8] else {
      preconditionFailure("an event of numbers and names did not encode")
    }
    try file.append(framed(bytes))
  }

  private static let prefix = "events.out.tfevents."
  private static let suffix = ".limber"

  static func names(in folder: String) -> [String] {
    AtomicFile.names(in: folder).filter(isName)
  }

  static func isName(_ name: String) -> Bool { name.hasPrefix(prefix) && name.hasSuffix(suffix) }

  /// Keeps the events up to `iteration`; removes a file that is left without any.
  private static func cut(_ path: String, after iteration: Int) throws(FileError) {
    let bytes = try AtomicFile.readOwn(path, limit: 1 << 30)
    let kept = unframed(bytes).prefix { record, _ in
      guard let event = try? TensorBoardEvent(serializedBytes: record) else { return false }
      return event.step <= iteration
    }
    if kept.count < 2 {
      guard unlink(path) == 0 else { throw .unwritable(path: path, reason: AtomicFile.lastReason()) }
    } else if let end = kept.last?.end, end < bytes.count {
      _ = try AppendingFile(path, keeping: end)
    }
  }
}

/// What TensorBoard shows, a page for each word before a slash.
private func scalars(of report: IterationReport) -> [(tag: String, value: Float)] {
  var all: [(tag: String, value: Float)] = []
  for (step, summary) in report.summaries.enumerated() {
    all.append(("return/after_\(step)_inner_steps", Float(summary.meanReturn)))
    all.append(("success/after_\(step)_inner_steps", Float(summary.successRate)))
  }
  all.append(("update/loss", report.loss))
  all.append(("update/gradient_norm", report.gradientNorm))
  if let region = report.trustRegion {
    all.append(("trust_region/divergence", region.divergence))
    all.append(("trust_region/accepted", region.accepted ? 1 : 0))
    all.append(("trust_region/positive_curvature", region.refusal == .curvature ? 0 : 1))
    all.append(("trust_region/line_search_steps", Float(region.lineSearchSteps)))
    all.append(("trust_region/conjugate_gradient_converged", region.converged ? 1 : 0))
    all.append(("trust_region/conjugate_gradient_residual", region.residual))
  }
  for (step, rate) in (report.meanRates ?? []).enumerated() {
    all.append(("step_size/inner_step_\(step + 1)", rate))
  }
  return all
}
