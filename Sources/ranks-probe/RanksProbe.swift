import Foundation
import MetaLearning
import Ranks
import Synchronization

/// A rank for tests and measurements, to be started by mpirun. Its argument says what it does; each rank prints one line.
///
///     exchange ROUNDS   checks every byte of messages of many sizes
///     die ROUNDS        exchanges without end, but the last rank kills itself after so many rounds
///     give-up ROUNDS    the same, but the last rank says why it ends
///     garble FAULT      the last rank sends what no exchange expects: its number, kind, parts or short
///     parts             messages that travel in many parts
///     wait              the last rank comes two seconds late; s of CPU that the others took meanwhile
///     bench SECONDS     prints what an exchange costs as JSON, after so many seconds for each size
@main struct RanksProbe {
  private static let isAsked = Atomic(false)

  static func main() {
    // As the tools do: the first wish to end is only noted.
    signal(SIGTERM) { _ in RanksProbe.isAsked.store(true, ordering: .relaxed) }
    let arguments = CommandLine.arguments.dropFirst()
    let amount = arguments.dropFirst().first.flatMap { Double($0) }
    do {
      #if MPI
        switch arguments.first {
        case "parts": return try RawRanks(part: 64).sendInParts()
        case "garble" where RawRanks.isLast: return try RawRanks.garble(arguments.dropFirst().first ?? "")
        default: break
        }
      #endif
      let membership = try MPI.join { isAsked.load(ordering: .relaxed) }
      let probe = Probe(ranks: membership.communicator, localCount: membership.localCount)
      switch arguments.first {
      case "exchange": try probe.exchange(rounds: Int(amount ?? 1000))
      case "garble": try probe.exchange(rounds: 1)
      case "die": try probe.exchange(endingAfter: Int(amount ?? 10)) { kill(getpid(), SIGKILL) }
      case "give-up":
        try probe.exchange(endingAfter: Int(amount ?? 10)) {
          membership.communicator.giveUp(because: "nothing left")
          exit(66)
        }
      case "wait": try probe.waitForTheLast()
      case "bench": try probe.measure(seconds: amount ?? 1)
      default: exit(64)
      }
      MPI.leave()
    } catch {
      say("\(error)")
      MPI.leave()
      exit(65)
    }
  }
}

/// One line in one write, lest those of several ranks mix.
func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
