import Files
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
      for (task, points) in evaluation.measures.enumerated() {
        for (point, measures) in points.enumerated() {
          let (value, success) = try (#require(measures["return"]), #require(measures["success"]))
          #expect(value < 0 && (0...1).contains(success), "a return is no success rate here")
          want.append("maml++,\(task),\(point),\(value),\(success)")
        }
      }
      #expect(lines.dropFirst().map(String.init) == want && want.count == 3 * 3)
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
        #expect(report.measures.count == 4)
        for (stage, measures) in report.measures.enumerated() {
          let (value, success) = try (#require(measures["return"]), #require(measures["success"]))
          #expect(values["return/after_\(stage)_inner_steps"] == Float(value))
          #expect(values["success/after_\(stage)_inner_steps"] == Float(success))
          #expect(value < 0 && success >= 0)
        }
      }
    }
  }
}
