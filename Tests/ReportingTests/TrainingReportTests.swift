import Drawing
import Foundation
import FoundationXML
import Testing

@testable import Experiments

@Suite struct TrainingReportTests {
  private func configuration(_ environment: String = "reach", steps: Int = 2) -> RunConfiguration {
    var configuration = RunConfiguration()
    configuration.environment = environment
    configuration.iterations = 4
    configuration.tasksPerIteration = 2
    configuration.episodesPerTask = 3
    configuration.hidden = [8]
    configuration.update = .adam
    configuration.evaluationTasks = 5
    configuration.evaluationEpisodes = 3
    configuration.evaluationSteps = steps
    return configuration
  }

  /// The report of a run in `folder`.
  private func report(_ configuration: RunConfiguration, in folder: String) throws -> (
    text: String, Evaluation
  ) {
    let training = try Training(configuration)
    let folder = RunFolder(folder)
    let evaluation = try training.run(in: folder, from: training.initialState()).evaluation
    return (try String(contentsOfFile: folder.reportPath, encoding: .utf8), evaluation)
  }

  private func figures(_ text: String) -> [Substring] {
    text.split(separator: "<figure>").dropFirst().compactMap { $0.split(separator: "</figure>").first }
  }

  @Test func everyRunEndsWithAReportThatNeedsNothingElse() throws {
    try withTemporaryFolder { folder in
      let (text, evaluation) = try report(configuration(), in: folder + "/run")
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
      #expect(text.contains("tasksPerIteration: 2"))
      let mean = String(format: "%.2f", evaluation.return.after.mean).replacingOccurrences(of: "-", with: "−")
      #expect(text.contains("<td>2</td><td>\(mean)</td>"))
    }
  }

  @Test func chartsShowTheScores() throws {
    try withTemporaryFolder { folder in
      let (text, evaluation) = try report(configuration(), in: folder + "/run")
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
      var threads = configuration()
      threads.threads = 2
      let one = try report(configuration(), in: folder + "/one").text
      #expect(timeless(one) == timeless(try report(threads, in: folder + "/two").text))
      #expect(timeless(one) != one)
    }
  }

  @Test(arguments: ["navigate", "grasp"]) func runsWithoutAdaptationHaveOneToo(environment: String) throws {
    try withTemporaryFolder { folder in
      let (text, _) = try report(configuration(environment, steps: 0), in: folder + "/run")
      #expect(figures(text).count == 7)
      #expect(!text.contains("Every held-out task"))
    }
  }
}
