import Testing

@testable import Physics

/// Rows that share an engine world are, to the bit, rows in worlds of their own.
@Suite("Shared worlds") struct SharedWorldTests {
  /// A two-link arm under gravity with a slider beside it; everything differs between rows.
  private func definition(_ row: Int) -> WorldDefinition {
    let angle = Float(row) * 0.37 - 1
    let length = 0.3 + 0.01 * Float(row % 7)
    let link = MassProperties(of: .capsule(length: length, radius: 0.02), density: 10 + Float(row))
    let first = Vector2(0, 1)
    // The pose is only roughly that of the joints: the solver has to pull.
    let second = first + Vector2(0.001, length)
    return WorldDefinition(
      gravity: Vector2(0, -Float(row % 3)), timeStep: 0.02,
      bodies: [
        BodyDefinition(position: first, angle: angle, angularVelocity: 1, mass: link),
        BodyDefinition(position: second, angle: 0.2, mass: link, angularDamping: 0.1),
        BodyDefinition(position: Vector2(Float(row), 0)),
      ],
      joints: [
        JointDefinition(.revolute, bodyA: nil, bodyB: 0, anchorA: first, anchorB: Vector2(-length / 2, 0)),
        JointDefinition(
          .revolute, bodyA: 0, bodyB: 1, anchorA: Vector2(length / 2, 0), anchorB: Vector2(-length / 2, 0),
          limits: -1...1, friction: 0.01),
      ],
      actuators: [
        .jointVelocity(joint: 0, scale: 3, limit: 5), .jointTorque(joint: 1, scale: 0.1),
        .bodyVelocityX(body: 2, scale: 1),
      ])
  }

  private func play(rows: Int, rowsPerEngineWorld: Int, disturbed: Bool) throws -> [Float] {
    var bench = try Bench(definition(0), rows: rows, rowsPerEngineWorld: rowsPerEngineWorld)
    for row in 0..<rows { bench.world.place(try Blueprint(definition(row)), row: row, into: &bench.table) }
    if disturbed {
      // A past: steps, held rows, rows placed in another order.
      for row in 0..<rows { bench.command([1, 1, 1], row: row) }
      bench.step(7)
      bench.world.hold(row: rows / 2)
      bench.step(3)
      for row in (0..<rows).reversed() {
        bench.world.place(try Blueprint(definition(row)), row: row, into: &bench.table)
      }
    }
    for step in 0..<60 {
      for row in 0..<rows {
        let command = Float((step + row) % 5 - 2) / 2
        bench.command([command, -command, 0.3], row: row)
      }
      bench.step()
    }
    return (0..<rows).flatMap { row in (0..<bench.layout.count).map { bench.table[$0, row] } }
  }

  @Test("have the bits of worlds of their own, whatever happened before") func bits() throws {
    let own = try play(rows: 9, rowsPerEngineWorld: 1, disturbed: false)
    for (rowsPerEngineWorld, disturbed) in [(9, false), (4, false), (9, true), (4, true), (1, true)] {
      #expect(try play(rows: 9, rowsPerEngineWorld: rowsPerEngineWorld, disturbed: disturbed) == own)
    }
  }

  @Test("several threads name the first broken row, and the others go on as without it") func broken() throws
  {
    func play(threads: Int) throws -> [Float] {
      var bench = try Bench(definition(0), rows: 20, rowsPerEngineWorld: 1, threads: threads)
      for row in 0..<20 { bench.world.place(try Blueprint(definition(row)), row: row, into: &bench.table) }
      for row in 0..<20 { bench.command([1, row == 17 || row == 8 ? .nan : 0.1, 0.3], row: row) }
      #expect(bench.world.step(&bench.table, commandChannel: bench.layout.count) == 8)
      return (0..<20).filter { $0 != 8 && $0 != 17 }.flatMap { row in
        (0..<bench.layout.count).map { bench.table[$0, row] }
      }
    }
    let one = try play(threads: 1)
    let isFinite = one.allSatisfy { $0.isFinite }
    #expect(isFinite)
    for threads in [2, 3, 7, 50] { #expect(try play(threads: threads) == one) }
  }

  @Test("a row that leaves the finite numbers spoils no other, and placed again it is as new")
  func recovery() throws {
    /// The table's bits after each of ten steps before the rows are placed again and ten after it.
    func play(broken: Set<Int>) throws -> [[UInt32]] {
      var bench = try Bench(definition(0), rows: 9, rowsPerEngineWorld: 4)
      var history: [[UInt32]] = []
      for episode in 0..<2 {
        for row in 0..<9 where episode == 0 || row % 2 == 0 {
          bench.world.place(try Blueprint(definition(row)), row: row, into: &bench.table)
        }
        for time in 0..<10 {
          for row in 0..<9 {
            let spoils = episode == 0 && time == 2 && broken.contains(row)
            bench.command([0.5, spoils ? .nan : 0.1, 0.3], row: row)
          }
          let first = bench.world.step(&bench.table, commandChannel: bench.layout.count)
          #expect(first == (episode == 0 && time >= 2 ? broken.min() : nil))
          for row in 0..<9 where episode == 1 || !broken.contains(row) {
            history.append((0..<bench.layout.count).map { bench.table[$0, row].bitPattern })
          }
        }
      }
      return history
    }
    let broken: Set = [2, 4, 6]
    let kept = try play(broken: broken)
    let whole = try play(broken: [])
    let expected = whole.indices.filter { $0 >= 90 || !broken.contains($0 % 9) }.map { whole[$0] }
    #expect(kept == expected)
  }

  @Test("a row is the first of fewer rows") func prefix() throws {
    let many = try play(rows: 9, rowsPerEngineWorld: 64, disturbed: false)
    let few = try play(rows: 2, rowsPerEngineWorld: 64, disturbed: false)
    #expect(Array(many.prefix(few.count)) == few)
  }

  @Test("a held row does not move and disturbs nobody") func held() throws {
    var bench = try Bench(definition(1), rows: 3)
    for row in 0..<3 { bench.command([1, 0.5, 1], row: row) }
    bench.step(5)
    let before = (0..<bench.layout.count).map { bench.table[$0, 1] }
    bench.world.hold(row: 1)
    bench.step(20)
    #expect((0..<bench.layout.count).map { bench.table[$0, 1] } == before)
    for channel in 0..<bench.layout.count { #expect(bench.table[channel, 0] == bench.table[channel, 2]) }
    #expect(bench.body(2, StateLayout.x) != bench.body(2, StateLayout.x, row: 1))
  }
}
