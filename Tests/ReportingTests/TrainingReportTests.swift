import Drawing
import Experiments
import Foundation
import FoundationXML
import Testing

@testable import Reporting

@Suite struct TrainingReportTests {
  /// The report of a run in `folder`.
  private func report(_ configuration: RunConfiguration, in folder: String) throws -> (
    text: String, Evaluation
  ) {
    let training = try Training(configuration)
    let folder = RunFolder(folder)
    let run = try training.run(in: folder, from: training.initialState())
    let references = try training.references()
    try TrainingReport(training, run, beside: references).write(in: folder)
    let evaluation = run.evaluation
    return (try String(contentsOfFile: folder.reportPath, encoding: .utf8), evaluation)
  }

  private func figures(_ text: String) -> [Substring] {
    text.split(separator: "<figure>").dropFirst().compactMap { $0.split(separator: "</figure>").first }
  }

  @Test func everyRunEndsWithAReportThatNeedsNothingElse() throws {
    try withTemporaryFolder { folder in
      let (text, evaluation) = try report(smallRun(), in: folder + "/run")
      let figures = figures(text)
      // Two charts of training, three of adaptation, three tasks.
      #expect(figures.count == 8)
      for figure in figures { #expect(XMLParser(data: Data(figure.utf8)).parse()) }
      for title in [
        "Return in training", "Success in training", "Return on held-out tasks", "Every held-out task",
        "after 3 inner steps", "before adapting", "after 2 adaptation steps", "held-out task 3: ",
      ] { #expect(text.contains(title), "\(title)") }
      // The only address in the page is the name of SVG.
      let addresses = text.components(separatedBy: "http").dropFirst()
      #expect(!addresses.isEmpty && addresses.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg\"") })
      #expect(!text.contains("<script") && !text.contains("<link") && !text.contains("src="))
      #expect(text.contains("perIteration: 2"))
      let after = try #require(evaluation.ends("return")).after
      let mean = ScoreTable.cells(after, "return").mean.replacingOccurrences(of: "-", with: "−")
      #expect(text.contains("<td>2</td><td>\(mean)</td>"))
      // What was scored beside it has its rows.
      for name in ["random", "expert", "scratch, 2"] { #expect(text.contains("<td>\(name)</td>"), "\(name)") }
    }
  }

  @Test func chartsShowTheScores() throws {
    try withTemporaryFolder { folder in
      let (text, evaluation) = try report(smallRun(), in: folder + "/run")
      let figures = figures(text)
      func circles(_ figure: Substring) -> Int { figure.components(separatedBy: "<circle").count - 1 }
      #expect(circles(figures[2]) == evaluation.curve.count && circles(figures[4]) == 5)
      // A curve of four iterations has four points.
      let curves = figures[0].components(separatedBy: "<polyline points=\"").dropFirst()
      #expect(curves.filter { $0.prefix { $0 != "\"" }.split(separator: " ").count == 4 }.count == 2)
    }
  }

  @Test func theSameRunGivesTheSameReportApartFromTimes() throws {
    try withTemporaryFolder { folder in
      func timeless(_ text: String) -> String {
        text.replacing(/environment steps, [0-9.]+ s\./, with: "")
      }
      var threads = smallRun()
      threads.threads = 2
      let one = try report(smallRun(), in: folder + "/one").text
      #expect(timeless(one) == timeless(try report(threads, in: folder + "/two").text))
      #expect(timeless(one) != one)
    }
  }

  @Test(arguments: ["navigate", "grasp"]) func runsWithoutAdaptationHaveOneToo(environment: String) throws {
    try withTemporaryFolder { folder in
      let (text, _) = try report(smallRun(environment, steps: 0), in: folder + "/run")
      #expect(figures(text).count == 7)
      #expect(!text.contains("Every held-out task"))
    }
  }

  /// Functions are drawn: the truth, what the model predicts, and what it adapted on.
  @Test func aMappingHasAReportWithItsFunctions() throws {
    try withTemporaryFolder { folder in
      let (text, evaluation) = try report(smallMapping(), in: folder + "/run")
      let figures = figures(text)
      // A chart of training, two of adaptation, three functions.
      #expect(figures.count == 6)
      for figure in figures { #expect(XMLParser(data: Data(figure.utf8)).parse()) }
      for title in [
        "Error in training", "Error on held-out tasks", "Every held-out task", "held-out task 3", "truth",
        "after 2 steps", "5 examples to adapt on", "<td>scratch, 2</td>",
      ] { #expect(text.contains(title), "\(title)") }
      #expect(!text.contains("episode") && !text.contains("success"))
      let after = try #require(evaluation.ends("error")).after
      #expect(text.contains("<td>2</td><td>\(ScoreTable.cells(after, "error").mean)</td>"))
    }
  }

  @Test func aSweepHasOnePage() throws {
    try withTemporaryFolder { folder in
      let configuration = smallMapping()
      let result = try SeedSweep(configuration, count: 2).run(
        in: RunFolder(folder), from: { try $0.initialState() })
      try SweepReport(result, configuration).write(in: RunFolder(folder))
      let text = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
      #expect(text.contains("sinusoid, maml++, 2 seeds") && text.contains("scratch, 2"))
      let figures = figures(text)
      #expect(figures.count == 1)
      for figure in figures { #expect(XMLParser(data: Data(figure.utf8)).parse()) }
    }
  }
}
