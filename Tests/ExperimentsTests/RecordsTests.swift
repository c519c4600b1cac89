import Foundation
import MetaLearning
import SwiftProtobuf
import Testing

@testable import Experiments

/// Figures stand where their names say.
@Suite struct RecordsTests {
  @Test func scoresOfEachTaskAreThoseOfTheEvaluation() throws {
    try withTemporaryFolder { folder in
      let evaluation = try train(smallRun(), in: folder).evaluation
      let lines = try String(contentsOfFile: folder + "/scores.csv", encoding: .utf8).split(separator: "\n")
      #expect(lines.first == "policy,task,steps,return,success")
      var want: [String] = []
      for (task, returns) in evaluation.returns.enumerated() {
        for (stage, value) in returns.enumerated() {
          want.append("maml,\(task),\(stage),\(value),\(evaluation.successes[task][stage])")
        }
      }
      #expect(lines.dropFirst().map(String.init) == want && want.count == 3 * 3)
      #expect(evaluation.returns.joined().allSatisfy { $0 < 0 }, "a return is no success rate here")
    }
  }

  @Test func curvesHoldReturnsAndSuccessesOfEachIteration() throws {
    try withTemporaryFolder { folder in
      let training = try Training(smallRun())
      var reports: [IterationReport] = []
      _ = try training.run(in: RunFolder(folder), from: training.initialState()) { reports.append($0.report) }
      let name = try #require(EventFile.names(in: folder).first)
      let events = try unframed(AtomicFile.read(folder + "/" + name, limit: 1 << 24)).map {
        try TensorBoardEvent(serializedBytes: $0.record)
      }
      #expect(events.count == reports.count + 1 && reports.count == 4)
      for (event, report) in zip(events.dropFirst(), reports) {
        let values = Dictionary(uniqueKeysWithValues: event.summary.value.map { ($0.tag, $0.simpleValue) })
        for (stage, summary) in report.summaries.enumerated() {
          #expect(values["return/after_\(stage)_inner_steps"] == Float(summary.meanReturn))
          #expect(values["success/after_\(stage)_inner_steps"] == Float(summary.successRate))
        }
        #expect(report.summaries.allSatisfy { $0.meanReturn < 0 && $0.successRate >= 0 })
      }
    }
  }
}
