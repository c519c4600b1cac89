import Testing

@testable import MetaLearning

@Suite struct CostBookTests {
  private func loads(_ owners: [Int], _ ranks: Int, cost: (Int) -> Double = { _ in 1 }) -> [Double] {
    (0..<ranks).map { rank in owners.indices.filter { owners[$0] == rank }.reduce(0) { $0 + cost($1) } }
  }

  @Test func whatIsUnknownIsSharedByCount() {
    #expect(CostBook(threads: [1, 1]).owners(of: [0, 0, 0, 0, 0], for: "work") == [0, 1, 0, 1, 0])
    // A rank with two threads has two hands; the first hands of all come first.
    #expect(
      loads(CostBook(threads: [2, 1]).owners(of: Array(repeating: 0, count: 6), for: "work"), 2) == [4, 2])
    #expect(CostBook(threads: [2, 2]).owners(of: [0, 0], for: "work") == [0, 1])
    #expect(CostBook(threads: [1, 1, 1]).owners(of: [], for: "work") == [])
  }

  /// Those that are worked on again and again are shared out evenly by themselves.
  @Test func firstTasksAreEvenByThemselves() {
    let owners = CostBook(threads: [1, 1, 1]).owners(
      of: Array(repeating: 0, count: 10), for: "work", first: 5)
    #expect(loads(Array(owners[..<5]), 3).sorted() == [1, 2, 2])
    #expect(loads(owners, 3).sorted() == [3, 3, 4])
    // Also where the others take longer.
    var book = CostBook(threads: [1, 1])
    let kinds = [0, 0, 1, 1, 1]
    book.note([1, 1, 5, 5, 5], of: kinds, by: [0, 1, 0, 1, 0], for: "work")
    #expect(loads(Array(book.owners(of: kinds, for: "work", first: 2)[..<2]), 2) == [1, 1])
    #expect(loads(Array(book.owners(of: kinds, for: "work")[..<2]), 2) == [0, 2])
  }

  /// One long task is as much as five short ones.
  @Test func costsOfKindsAreLearned() {
    var book = CostBook(threads: [1, 1])
    let kinds = [7, 1, 1, 1, 1, 1]
    func cost(_ task: Int) -> Double { kinds[task] == 7 ? 5 : 1 }
    let before = book.owners(of: kinds, for: "work")
    #expect(loads(before, 2, cost: cost).max() == 7)
    for _ in 0..<3 {
      book.note(kinds.indices.map(cost), of: kinds, by: book.owners(of: kinds, for: "work"), for: "work")
    }
    #expect(loads(book.owners(of: kinds, for: "work"), 2, cost: cost) == [5, 5])
    // Of other work nothing is known.
    #expect(book.owners(of: kinds, for: "other") == before)
  }

  /// One round is not believed at once, many are.
  @Test func costsFollowSlowly() {
    var book = CostBook(threads: [1, 1])
    func tasksBesideTheLong() -> Int {
      let owners = book.owners(of: [7, 1, 1, 1, 1, 1], for: "work")
      return owners.dropFirst().count { $0 == owners[0] }
    }
    /// By either rank in turn, so that both are as fast as expected.
    func note(_ cost: Double, rounds: Int) {
      for round in 0..<2 * rounds {
        book.note([cost, 1], of: [7, 1], by: round % 2 == 0 ? [0, 1] : [1, 0], for: "work")
      }
    }
    note(5, rounds: 3)
    #expect(tasksBesideTheLong() == 0)
    note(1, rounds: 1)
    #expect(tasksBesideTheLong() < 2)
    note(1, rounds: 100)
    #expect(tasksBesideTheLong() == 2)
  }

  /// A rank that takes three times as long gets a third of what the other one gets.
  @Test func speedsOfRanksAreLearned() {
    var book = CostBook(threads: [1, 1])
    let kinds = Array(repeating: 0, count: 20)
    for _ in 0..<40 {
      let owners = book.owners(of: kinds, for: "work")
      book.note(owners.map { $0 == 0 ? 3 : 1 }, of: kinds, by: owners, for: "work")
    }
    #expect(loads(book.owners(of: kinds, for: "work"), 2) == [5, 15])
    // And half when it is as fast as the other again.
    for _ in 0..<100 {
      let owners = book.owners(of: kinds, for: "work")
      book.note(owners.map { _ in 1 }, of: kinds, by: owners, for: "work")
    }
    #expect(loads(book.owners(of: kinds, for: "work"), 2) == [10, 10])
  }

  /// A rank that was slow once, and gets nothing where there is little to do, is tried again.
  @Test func aSlowRankIsTriedAgain() {
    var book = CostBook(threads: [1, 1])
    var tried = 0
    for round in 0..<200 {
      let owners = book.owners(of: [0, 0], for: "work")
      if round > 0, owners.contains(0) { tried += 1 }
      book.note(owners.map { $0 == 0 && round == 0 ? 50 : 1 }, of: [0, 0], by: owners, for: "work")
    }
    #expect(tried > 100, "\(tried)")
  }
}
