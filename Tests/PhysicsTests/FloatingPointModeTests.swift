import Foundation
import Physics
import Testing

#if arch(x86_64)
  /// A host process may have told the processor to flush small numbers to zero.
  @Suite("Floating-point mode", .serialized) struct FloatingPointModeTests {
    /// Runs `body` as a host would that flushes to zero, on this thread.
    private func flushing<R>(_ body: () throws -> R) rethrows -> R {
      var kept = fenv_t()
      fegetenv(&kept)
      defer { fesetenv(&kept) }
      var hostile = kept
      hostile.__mxcsr |= 0x8040
      fesetenv(&hostile)
      return try body()
    }

    /// The half of a number, computed now.
    @inline(never) private func half(_ x: Float) -> Float { x * 0.5 }

    @Test("is the standard one inside, and the host's before and after") func restored() {
      let small = Float.leastNormalMagnitude
      let halves = flushing {
        [half(small), FloatingPointMode.standard { half(small) }, half(small)].map(\.bitPattern)
      }
      #expect(halves == [0, half(small).bitPattern, 0])
      #expect(half(small) > 0)
    }

    /// A cart that is told to move by less than the smallest normal number.
    private func play(_ commands: [Float], threads: Int) throws -> [UInt32] {
      var definition = WorldDefinition()
      definition.bodies = (0..<2).map { _ in BodyDefinition(mass: MassProperties(mass: 1, inertia: 1)) }
      definition.actuators = [.bodyVelocityX(body: 0, scale: 1), .bodyVelocityY(body: 1, scale: 1)]
      let blueprint = try Blueprint(definition)
      var world = World(like: blueprint, rows: 8, threads: threads)
      var table = StateTable(channels: world.layout.count + 2, rows: 8)
      for row in 0..<8 {
        world.place(blueprint, row: row, into: &table)
        for i in 0..<2 { table[world.layout.count + i, row] = commands[row] }
      }
      for _ in 0..<3 { _ = world.step(&table, commandChannel: world.layout.count) }
      return (0..<8).flatMap { row in (0..<world.layout.count).map { table[$0, row].bitPattern } }
    }

    @Test("no bit depends on the host's mode", arguments: [1, 3]) func bits(threads: Int) throws {
      let commands = (0..<8).map { Float.leastNormalMagnitude / Float(2 + $0) }
      let own = try play(commands, threads: threads)
      #expect(own.contains { Float(bitPattern: $0).isSubnormal })
      #expect(try flushing { try play(commands, threads: threads) } == own)
    }
  }
#endif

/// Counts how often it is done to each row.
private final class Visits: RowWork, @unchecked Sendable {
  let count: UnsafeMutableBufferPointer<Int>

  init(rows: Int) {
    count = .allocate(capacity: rows)
    count.initialize(repeating: 0)
  }

  deinit { count.deallocate() }

  func run(_ rows: Range<Int>) { for row in rows { count[row] += 1 } }
}

@Suite("Sharing out rows") struct SharingTests {
  @Test("every row has one thread, whole engine worlds each") func share() throws {
    var definition = WorldDefinition()
    definition.bodies = [BodyDefinition(mass: MassProperties(mass: 1, inertia: 1))]
    let blueprint = try Blueprint(definition)
    for rows in [1, 2, 7, 64, 65, 200] {
      for threads in [1, 2, 3, 5] {
        let world = World(like: blueprint, rows: rows, threads: threads)
        // As many parts as threads, as far as there are rows.
        #expect(world.engine.worlds >= min(rows, threads))
        for _ in 0..<50 {
          let visits = Visits(rows: rows)
          world.share(visits)
          #expect(Array(visits.count) == Array(repeating: 1, count: rows))
        }
      }
    }
  }
}
