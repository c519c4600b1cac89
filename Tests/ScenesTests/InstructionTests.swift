import Physics
import Randomness
import Testing

@testable import Scenes

/// The engine writes only what some instruction says that it reads.
@Suite("Instructions") struct InstructionTests {
  private static let rows = 3
  private static let out = 30

  /// The results of one instruction on a table of random numbers, where the channels outside of `kept` are not numbers.
  private func run(_ instruction: Instruction, keeping kept: Set<Int>) -> [UInt32] {
    let table = StateTable(channels: 34, rows: Self.rows)
    var random = RandomStream(seed: 5)
    for channel in 0..<34 {
      for row in 0..<Self.rows {
        let number = random.uniform(0.1, 1)
        table.columns.channel(channel)[row] = kept.contains(channel) ? number : .nan
      }
    }
    Instruction.run([instruction], on: table.columns, rows: 0..<Self.rows)
    return (Self.out..<Self.out + 2).flatMap { channel in
      (0..<Self.rows).map { table[channel, $0].bitPattern }
    }
  }

  static let all: [Instruction] = [
    Instruction(.place, out: out, 0, 20), Instruction(.velocity, out: out, 0, 20),
    Instruction(.cosine, out: out, 0, 8), Instruction(.cosine, out: out, -1, 8),
    Instruction(.sine, out: out, 0, 8),
    Instruction(.sine, out: out, -1, 8), Instruction(.subtract, out: out, 3, 17),
    Instruction(.distance, out: out, 3, 17), Instruction(.largestOffset, out: out, 3, 17),
    Instruction(.sumOfSquares, out: out, 3, 4), Instruction(.multiply, out: out, 3, 17),
    Instruction(.multiplyAdd, out: out, 3, 17), Instruction(.below, out: out, 3, 17),
    Instruction(.streak, out: out, 3), Instruction(.latch, out: out, 3),
    Instruction(.progress, out: out, 3, 17), Instruction(.tolerance, out: out, 3, 17),
  ]

  @Test("read their inputs and nothing else", arguments: all) func inputs(_ instruction: Instruction) {
    // What is added to is there before.
    let kept = Set(instruction.inputs).union([Self.out, Self.out + 1])
    #expect(run(instruction, keeping: kept) == run(instruction, keeping: Set(0..<34)))
    #expect(kept.allSatisfy { $0 < instruction.end || $0 >= Self.out })
  }
}
