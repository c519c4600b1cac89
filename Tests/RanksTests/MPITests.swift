#if MPI
  import Foundation
  import Testing

  /// Ranks as mpirun starts them. One test at a time: each fills the machine's cores.
  @Suite(.serialized) struct MPITests {
    /// From 0 B to 5 MB, every byte compared.
    @Test(arguments: 1...4) func allRanksHearTheSame(_ count: Int) throws {
      let run = try ProbeRun(ranks: count, "exchange", "1000")
      // A rank that is alone does without MPI.
      let lines = (0..<count).map { "rank \($0) of \(count), \(count) here: 1000 rounds" }
      #expect(run.status == 0 && run.lines == lines, "\(run)")
    }

    @Test func longMessagesTravelInParts() throws {
      let run = try ProbeRun(ranks: 3, "parts")
      #expect(run.status == 0 && run.lines == (0..<3).map { "rank \($0): whole" }, "\(run)")
    }

    @Test(arguments: ["number", "kind", "parts", "short"]) func whatNoExchangeExpectsIsGarbled(
      _ fault: String
    )
      throws
    {
      let run = try ProbeRun(ranks: 3, "garble", fault)
      #expect(run.lines == Array(repeating: "what rank 2 says cannot be read", count: 2), "\(run)")
    }

    /// mpirun asks the others to end a second later, and kills them once two have ended: one says what is wrong.
    @Test func whoIsKilledIsMissed() throws {
      let run = try ProbeRun(ranks: 4, "die", "100")
      #expect(run.status == 128 + SIGKILL, "\(run)")
      #expect(Set(run.lines) == ["rank 3 does not answer any more"], "\(run)")
      #expect(run.seconds < 5)
    }

    @Test func whoGivesUpSaysWhy() throws {
      let run = try ProbeRun(ranks: 4, "give-up", "100")
      #expect(run.status == 65 || run.status == 66, "\(run)")
      #expect(run.lines == Array(repeating: "rank 3: nothing left", count: 3), "\(run)")
      #expect(run.seconds < 5)
    }

    /// A rank that waits leaves its core to others: a tenth of it at most, for two seconds.
    @Test func waitingCostsLittle() throws {
      let run = try ProbeRun(ranks: 3, "wait")
      let times = try run.lines.map { line in
        try Double(#require(line.firstMatch(of: /^rank \d: ([0-9.e-]+) s$/)?.1, "\(line)")) ?? .infinity
      }
      #expect(times.count == 3 && times.allSatisfy { $0 < 0.2 }, "\(times)")
    }

    @Test func whatAnExchangeCostsIsMeasured() throws {
      struct Costs: Decodable {
        struct Point: Decodable {
          var bytes: Int
          var seconds: Double
        }
        var ranks: Int
        var points: [Point]
      }
      let run = try ProbeRun(ranks: 2, "bench", "0.01")
      let costs = try JSONDecoder().decode(Costs.self, from: Data(#require(run.lines.first).utf8))
      #expect(costs.ranks == 2 && costs.points.first?.bytes == 64 && costs.points.last?.bytes == 4 << 20)
      #expect(costs.points.allSatisfy { 0 < $0.seconds && $0.seconds < 1 }, "\(costs)")
    }
  }
#endif
