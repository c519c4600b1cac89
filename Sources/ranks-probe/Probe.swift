import Foundation
import MetaLearning

/// What a rank does with the others.
struct Probe {
  let ranks: any Communicator
  let localCount: Int

  /// Bytes that tell rank, round and place.
  private func message(of rank: Int, round: Int, size: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
      for index in 0..<size {
        bytes[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8 &+ rank &* 7 &+ round)
      }
      count = size
    }
  }

  /// From nothing over what MPI sends at once to 5 MB; each rank has its own size.
  private func size(of rank: Int, round: Int) -> Int {
    let sizes = [0, 1, 63, 4000, 5000, 70_000]
    return round % 250 == 1 ? 5_000_000 + rank : sizes[(round + rank) % sizes.count]
  }

  func exchange(rounds: Int) throws {
    for round in 0..<rounds {
      let all = try ranks.exchange(
        message(of: ranks.rank, round: round, size: size(of: ranks.rank, round: round)))
      let isRight = all.indices.allSatisfy {
        all[$0] == message(of: $0, round: round, size: size(of: $0, round: round))
      }
      guard isRight, all.count == ranks.count else { throw ProbeError.wrong(round: round) }
    }
    say("rank \(ranks.rank) of \(ranks.count), \(localCount) here: \(rounds) rounds")
  }

  func exchange(endingAfter rounds: Int, by end: () -> Void) throws {
    for round in 0... {
      if round == rounds, ranks.rank == ranks.count - 1 { end() }
      _ = try ranks.exchange(message(of: ranks.rank, round: round, size: 5000))
    }
  }

  func waitForTheLast() throws {
    _ = try ranks.exchange([])
    let start = clock()
    if ranks.rank == ranks.count - 1 { sleep(2) }
    _ = try ranks.exchange([])
    say("rank \(ranks.rank): \(Double(clock() - start) / Double(CLOCKS_PER_SEC)) s")
  }

  /// What an exchange costs, by size.
  private struct Costs: Encodable {
    struct Point: Encodable {
      var bytes: Int
      /// Median of a whole exchange, s, on rank 0.
      var seconds: Double
    }
    var ranks: Int
    var points: [Point]
  }

  /// - Parameter seconds: for each size.
  func measure(seconds: Double) throws {
    var costs = Costs(ranks: ranks.count, points: [])
    for bytes in [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20] {
      let message = message(of: ranks.rank, round: 0, size: bytes)
      func exchange(rounds: Int) throws -> Double {
        let times = try (0..<rounds).map { _ in
          let start = ContinuousClock.now
          _ = try ranks.exchange(message)
          return (ContinuousClock.now - start) / .seconds(1)
        }
        return times.sorted()[rounds / 2]
      }
      // All do as many rounds as the first one thinks right.
      let trial = try exchange(rounds: 20)
      let rounds = max(3, min(100_000, Int(seconds / trial)))
      let agreed = try ranks.exchange(Array("\(rounds)".utf8))[0]
      let median = try exchange(rounds: Int(String(decoding: agreed, as: UTF8.self)) ?? rounds)
      costs.points.append(Costs.Point(bytes: bytes, seconds: median))
    }
    guard ranks.rank == 0 else { return }
    say(String(decoding: try JSONEncoder().encode(costs), as: UTF8.self))
  }
}

enum ProbeError: Error {
  case wrong(round: Int)
}
