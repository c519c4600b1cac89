import Autodiff
import Experiments
import Foundation
import Learning
import MetaLearning
import Models
import Randomness
import Scenes
import TestSupport
import Testing

/// What the pages show in Swift is what is compiled here, word for word, and does what they say.
@Suite struct PageTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.package.appendingPathComponent(path), encoding: .utf8)
  }

  /// The blocks of a page that are fenced as Swift.
  private func blocks(of page: String) throws -> [String] {
    try text(page).components(separatedBy: "```swift\n").dropFirst().map { rest in
      String(try #require(rest.range(of: "```").map { rest[..<$0.lowerBound] }))
    }
  }

  @Test(arguments: [
    ("README.md", ["Adapt"]), ("Sources/MetaLearning/README.md", ["KernelSmoother"]),
    ("Sources/Mappings/README.md", ["Parabolas"]),
  ]) func everySwiftBlockIsCompiled(_ page: String, _ files: [String]) throws {
    let expected = try files.map { try text("Tests/DocumentationTests/Examples/\($0).swift") }
    #expect(try blocks(of: page) == expected, "\(page) shows other code than the tests compile")
  }

  @Test func theReadmesPolicyAdapts() throws {
    let returns = try adaptedReturns(
      ofPolicyAt: Self.package.appendingPathComponent("Policies/reach.safetensors").path)
    #expect(returns.count == 4 && returns[3] > returns[0] + 1, "\(returns)")
  }

  @Test func aFamilyIsTrainedScoredSavedReloadedAndReported() throws {
    try withTemporaryFolder { folder in
      let (trained, reloaded) = try learnParabolas(in: folder)
      #expect(reloaded.digest == trained.digest && reloaded.curve == trained.curve)
      let error = try #require(trained.ends("error"))
      #expect(error.after.mean < 0.5 * error.before.mean, "\(error)")
      let page = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
      #expect(page.contains("Parabolas of random coefficients") && page.contains("held-out task 1"))
      #expect(try String(contentsOfFile: folder + "/scores.csv", encoding: .utf8).contains("maml,49,3,"))
    }
  }

  @Test func aLearnerIsTrainedScoredSavedAndReloaded() throws {
    try withTemporaryFolder { folder in
      let (trained, reloaded) = try learnToSmooth(in: folder)
      #expect(reloaded.digest == trained.digest && reloaded.curve == trained.curve)
      let error = try #require(trained.ends("error"))
      #expect(error.after.mean < 0.4 * error.before.mean, "\(error)")
    }
  }

  /// The laws of the page's learner: order, threads and ranks change nothing, the gradient is the loss's.
  @Test func theLearnersGradientIsExact() throws {
    let learner = KernelSmoother(embedding: .init(inputs: 1, hidden: [8], outputs: 3), outputs: 1)
    let tasks = ExampleTasks(WaveFamily(), shots: 6, query: 5, for: KernelSmoother.Mapping.self)
    let theta = learner.initialParameters(using: RandomStream(seed: 2))
    @Sendable func objective(_ workers: Workers, at scale: Float = 0) throws -> Objective {
      let batch = TaskBatch(tasks, count: 5, stream: RandomStream(seed: 3), workers: workers, iteration: 0)
      let along = try learner.objective(on: batch, at: theta, for: ObjectiveDemand()).gradient
      return try learner.objective(
        on: batch, at: theta.adding(along, scaledBy: scale / along.norm), for: ObjectiveDemand())
    }
    let alone = Workers(threads: 1)
    let one = try objective(alone)
    let ranks = try onRanks(2) { try objective(Workers(threads: 1, with: $0)) }
    for other in ranks + [try objective(Workers(threads: 3))] {
      #expect(one.value == other.value && one.gradient.flattened() == other.gradient.flattened())
    }
    let slope = (try objective(alone, at: 0.01).value - objective(alone, at: -0.01).value) / 0.02
    #expect(abs(slope - one.gradient.norm) < 0.01 * one.gradient.norm, "\(slope), \(one.gradient.norm)")
    #expect(learner.refusal(of: .trustRegion(TrustRegion())) != nil)
  }
}

/// A fresh folder, removed when `body` returns.
private func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "limber-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
