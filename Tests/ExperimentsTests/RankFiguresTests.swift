import Foundation
import MetaLearning
import TestSupport
import Testing

@testable import Experiments

/// What ranks measured of a run stands where it belongs, by rank.
@Suite struct RankFiguresTests {
  /// One task of a tenth of a second, which the first rank works on while the other waits.
  @Test func whoWorksAndWhoWaitsIsTold() throws {
    let all = try onRanks(2) { rank in
      let workers = try Workers(threads: 1 + rank.rank, with: rank)
      func work(_ count: Int) throws {
        _ = try workers.map(count, for: "work") { _ in
          usleep(100_000)
          return [Float](repeating: 1, count: 1000)
        }
      }
      // Of what came before nothing is told.
      try work(1)
      let start = workers.traffic
      try work(1)
      let figures = try RankFigures(workers, since: start)
      return try #require(figures)
    }
    for figures in all {
      #expect(figures.count == 2 && figures.threads == [1, 2] && figures.exchanges == 1)
      #expect(figures.tasks == [1, 0])
      #expect(figures.sentBytes[0] > 4000 && figures.sentBytes[1] < 200, "\(figures)")
      let (work, wait) = (figures.workSeconds, figures.waitSeconds)
      #expect(
        work[0] >= figures.taskSeconds[0] && figures.taskSeconds[0] >= 0.1 && work[1] < 0.1, "\(figures)")
      #expect(wait[1] > wait[0] && figures.taskSeconds[1] == 0, "\(figures)")
      let square = figures.taskSeconds[0] * figures.taskSeconds[0]
      #expect(abs(figures.squaredTaskSeconds[0] - square) < 1e-9 && figures.squaredTaskSeconds[1] == 0)
    }
    #expect(try RankFigures(Workers(threads: 2), since: RankTally()) == nil)
  }
}
