import Foundation
import Tabular
import Testing

/// The numbers on the target's page are those of the code.
@Suite("The page of known optima") struct PageTests {
  private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Tabular/README.md")

  private func number(_ value: Double) -> String { String(format: "%.4f", value) }

  /// A row of the table of returns: each episode's and the trial's.
  private func row(_ head: String, _ returns: [Double], _ value: Double) -> String {
    let episodes = (0..<3).map { $0 < returns.count ? number(returns[$0]) : "" }
    return "| \((["\(head)"] + episodes + [number(value)]).joined(separator: " | ")) |"
      .replacing("|  |", with: "| |").replacing("|  |", with: "| |")
  }

  @Test("shows what is computed") func returns() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    for episodes in 1...3 {
      let optimum = GridworldOptimum(Gridworld(), episodes: episodes)
      let line = row("\(episodes) × 15 steps", optimum.episodeReturns, optimum.value)
      #expect(text.contains(line), "\(line)")
    }
    for episodes in 1...2 {
      let optimum = BanditOptimum(Bandit(), episodes: episodes)
      let line = row("\(episodes) × 10 pulls", optimum.episodeReturns, optimum.value)
      #expect(text.contains(line), "\(line)")
    }
    for informed in [
      BanditOptimum(Bandit()).informedReturn, GridworldOptimum(Gridworld()).informedReturn,
    ] {
      let cells = Array(repeating: number(informed), count: 3).joined(separator: " | ")
      #expect(text.contains("| task known | each episode | \(cells) | |"))
    }
  }

  @Test("names the families as they are") func families() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    #expect(text.contains("| id | `\(Bandit().id)` | `\(Gridworld().id)` |"))
    #expect(Bandit().name == "bandit" && Gridworld().name == "gridworld")
    #expect(!Bandit().summary.isEmpty && !Gridworld().summary.isEmpty)
  }
}
