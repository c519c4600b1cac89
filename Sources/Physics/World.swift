import CBox2D
import Dispatch
import Synchronization

/// Many rows of simulated bodies, stepped together by one call into the engine.
///
/// The caller keeps the state in a table: the engine writes the channels of the `layout`; commands are read from
/// channels that the caller chooses. Each row's bits are those of a world of its own, whatever the other rows do:
/// rows that touch nothing share engine worlds, since the constraint solver works island by island and each row has
/// a static ground of its own, so that not even a row that leaves the finite numbers reaches another; a row with
/// shapes that collide has an engine world to itself. Placing a row rebuilds its bodies and joints (with shapes: the
/// whole engine world), because the engine keeps impulses and contacts of the past.
public struct World: ~Copyable {
  public let layout: StateLayout
  public let rows: Int
  private let rowsPerEngineWorld: Int
  private let threads: Int
  private let settings: CBSettings
  private let batch: OpaquePointer

  /// Rows without contacts that share one engine world; more would outgrow the engine's stack and the cache.
  static let sharedRows = 64

  /// An empty world whose rows are to be placed with blueprints of the same layout and settings.
  /// - Parameter threads: how many step the engine worlds, which are the same for any number of threads: so no bit
  ///   of the result depends on it.
  /// - Precondition: `rows` is in 1...`Limits.rows`, and `threads` is positive.
  public init(like blueprint: Blueprint, rows: Int, threads: Int = 1) {
    self.init(
      like: blueprint, rows: rows,
      rowsPerEngineWorld: blueprint.isContactFree ? min(rows, Self.sharedRows) : 1, threads: threads)
  }

  init(like blueprint: Blueprint, rows: Int, rowsPerEngineWorld: Int, threads: Int = 1) {
    precondition((1...Limits.rows).contains(rows), "\(rows) rows, expected 1 to \(Limits.rows)")
    precondition(threads > 0, "a world of \(threads) threads")
    precondition(
      blueprint.isContactFree || rowsPerEngineWorld == 1, "rows with colliders cannot share a world")
    layout = blueprint.layout
    self.rows = rows
    self.rowsPerEngineWorld = rowsPerEngineWorld
    self.threads = threads
    self.settings = blueprint.settings
    var settings = blueprint.settings
    batch = cb_batch_create(
      &settings, Int32(rows), Int32(layout.bodies), Int32(layout.joints), Int32(layout.actuators),
      Int32(layout.sensors), Int32(rowsPerEngineWorld))
  }

  deinit { cb_batch_destroy(batch) }

  /// Builds a row anew and writes its column of the table.
  /// - Precondition: the blueprint has the world's layout and settings.
  public mutating func place(_ blueprint: Blueprint, row: Int, into table: inout StateTable) {
    precondition(blueprint.layout == layout, "a blueprint of \(blueprint.layout) in a world of \(layout)")
    precondition(
      blueprint.settings.isSame(as: settings),
      "a blueprint with \(blueprint.settings) in a world with \(settings)")
    precondition(
      blueprint.isContactFree || rowsPerEngineWorld == 1,
      "a blueprint with colliders among rows that share a world")
    precondition((0..<rows).contains(row), "row \(row) of \(rows)")
    check(table, channels: layout.count)
    cb_batch_place(
      batch, Int32(row), blueprint.gravity, blueprint.bodies, blueprint.shapes, blueprint.joints,
      blueprint.actuators, blueprint.sensors)
    table.withUnsafeMutableBufferPointer { cb_batch_read(batch, Int32(row), $0.baseAddress) }
  }

  /// Stops a row until it is placed again; its column of the table stays as it is.
  public mutating func hold(row: Int) {
    precondition((0..<rows).contains(row), "row \(row) of \(rows)")
    cb_batch_hold(batch, Int32(row))
  }

  /// Advances all rows by one step.
  /// - Parameters:
  ///   - table: the engine's channels come first.
  ///   - commandChannel: the first of the channels that hold the actuators' commands.
  /// - Returns: the first row that left the finite numbers, if one did. Such a row must be placed anew, which makes
  ///   it as new; the others keep their bits.
  public mutating func step(_ table: inout StateTable, commandChannel: Int) -> Int? {
    precondition(
      commandChannel >= layout.count, "commands at channel \(commandChannel), which is the engine's")
    check(table, channels: commandChannel + layout.actuators)
    let (rows, engineWorlds) = (rows, (rows + rowsPerEngineWorld - 1) / rowsPerEngineWorld)
    let parts = min(threads, engineWorlds)
    // Each part has engine worlds and columns of the table to itself, so that sharing the pointers is safe.
    nonisolated(unsafe) let batch = batch
    return table.withUnsafeMutableBufferPointer { buffer -> Int? in
      guard let start = buffer.baseAddress else { return nil }
      nonisolated(unsafe) let (base, commands) = (start, start + commandChannel * rows)
      if parts == 1 {
        let broken = cb_batch_step(batch, 0, Int32(engineWorlds), commands, base)
        return broken < 0 ? nil : Int(broken)
      }
      let firstBroken = Atomic(Int32.max)
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        let (first, end) = (engineWorlds * part / parts, engineWorlds * (part + 1) / parts)
        let broken = cb_batch_step(batch, Int32(first), Int32(end), commands, base)
        if broken >= 0 { firstBroken.min(broken, ordering: .relaxed) }
      }
      let broken = firstBroken.load(ordering: .relaxed)
      return broken == .max ? nil : Int(broken)
    }
  }

  private func check(_ table: borrowing StateTable, channels: Int) {
    let (given, rowsGiven) = (table.channels, table.rows)
    precondition(
      given >= channels && rowsGiven == rows,
      "a table of \(given) channels and \(rowsGiven) rows, needs \(channels) and \(rows)")
  }
}
