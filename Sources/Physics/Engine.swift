import CBox2D

/// The engine worlds of a `World`, without their ownership. Threads may use it at once, each for engine worlds of its
/// own, as long as the `World` lives.
public struct Engine: @unchecked Sendable {
  public let rows: Int
  /// Rows that share an engine world: rows 0 ..< n, n ..< 2n, …
  public let rowsPerWorld: Int
  public let worlds: Int
  let layout: StateLayout
  private let settings: CBSettings
  let batch: OpaquePointer

  init(like blueprint: Blueprint, rows: Int, rowsPerWorld: Int) {
    self.rows = rows
    self.rowsPerWorld = rowsPerWorld
    worlds = (rows + rowsPerWorld - 1) / rowsPerWorld
    layout = blueprint.layout
    settings = blueprint.settings
    var settings = blueprint.settings
    batch = cb_batch_create(
      &settings, Int32(rows), Int32(StateTable.stride(rows: rows)), Int32(layout.bodies),
      Int32(layout.joints),
      Int32(layout.actuators), Int32(layout.sensors), Int32(rowsPerWorld))
  }

  func destroy() { cb_batch_destroy(batch) }

  /// Steps write only these channels of bodies and joints, and all of sensors; `read` writes every one.
  public func want(_ channels: Set<Int>) {
    let wanted = (0..<layout.count).map { UInt8(channels.contains($0) ? 1 : 0) }
    cb_batch_want(batch, wanted)
  }

  /// Builds a row anew and writes its column.
  /// - Precondition: the blueprint has the world's layout and settings.
  public func place(_ blueprint: Blueprint, row: Int, into columns: StateTable.Columns) {
    precondition(blueprint.layout == layout, "a blueprint of \(blueprint.layout) in a world of \(layout)")
    precondition(
      blueprint.settings.isSame(as: settings),
      "a blueprint with \(blueprint.settings) in a world with \(settings)")
    precondition(
      blueprint.isContactFree || rowsPerWorld == 1,
      "a blueprint with colliders among rows that share a world")
    check(row)
    FloatingPointMode.standard {
      cb_batch_place(
        batch, Int32(row), blueprint.gravity, blueprint.bodies, blueprint.shapes, blueprint.joints,
        blueprint.actuators, blueprint.points, Int32(blueprint.points.count), blueprint.links,
        blueprint.sensors)
      read(row: row, into: columns)
    }
  }

  /// Stops a row until it is placed again; its column stays as it is.
  public func hold(row: Int) {
    check(row)
    cb_batch_hold(batch, Int32(row))
  }

  /// Writes the whole column of a row that has been placed.
  public func read(row: Int, into columns: StateTable.Columns) {
    check(row)
    cb_batch_read(batch, Int32(row), columns.base)
  }

  /// Advances the rows of whole engine worlds by one step, but those that are held.
  /// - Parameter broken: `[rows]`, told of each of `rows` whether it left the finite numbers.
  public func step(
    rows: Range<Int>, of columns: StateTable.Columns, commandChannel: Int,
    broken: UnsafeMutableBufferPointer<Bool>
  ) {
    precondition(
      rows.lowerBound % rowsPerWorld == 0
        && (rows.upperBound % rowsPerWorld == 0 || rows.upperBound == self.rows)
        && broken.count == self.rows && columns.rows == self.rows,
      "rows \(rows) of \(self.rows) in engine worlds of \(rowsPerWorld)")
    let (first, end) = (rows.lowerBound / rowsPerWorld, (rows.upperBound + rowsPerWorld - 1) / rowsPerWorld)
    cb_batch_step(
      batch, Int32(first), Int32(end), columns.channel(commandChannel), columns.base, broken.baseAddress)
  }

  private func check(_ row: Int) { precondition((0..<rows).contains(row), "row \(row) of \(rows)") }
}
