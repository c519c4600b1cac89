import CBox2D

/// Many rows of simulated bodies, stepped together.
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
  public let engine: Engine
  private let sharing: Sharing
  private let stepping: EngineStep

  /// Rows without contacts that share one engine world; more would outgrow the engine's stack and the cache.
  static let sharedRows = 64

  /// An empty world whose rows are to be placed with blueprints of the same layout and settings, for tables of as
  /// many rows.
  /// - Parameter threads: how many share out the engine worlds, which are made so small that all have some; no bit of
  ///   the result depends on it.
  /// - Precondition: `rows` is in 1...`Limits.rows`, and `threads` is positive.
  public init(like blueprint: Blueprint, rows: Int, threads: Int = 1) {
    precondition(threads > 0, "a world of \(threads) threads")
    precondition((1...Limits.rows).contains(rows), "\(rows) rows, expected 1 to \(Limits.rows)")
    // As many engine worlds for each thread as for the next.
    let each = (rows + Self.sharedRows * threads - 1) / (Self.sharedRows * threads)
    let shared = max(1, rows / (each * threads))
    self.init(
      like: blueprint, rows: rows, rowsPerEngineWorld: blueprint.isContactFree ? shared : 1, threads: threads)
  }

  init(like blueprint: Blueprint, rows: Int, rowsPerEngineWorld: Int, threads: Int = 1) {
    precondition((1...Limits.rows).contains(rows), "\(rows) rows, expected 1 to \(Limits.rows)")
    precondition(
      blueprint.isContactFree || rowsPerEngineWorld == 1, "rows with colliders cannot share a world")
    layout = blueprint.layout
    self.rows = rows
    engine = Engine(like: blueprint, rows: rows, rowsPerWorld: rowsPerEngineWorld)
    let parts = min(threads, engine.worlds)
    sharing = Sharing(engine, parts: parts)
    stepping = EngineStep(engine, rows: rows)
  }

  deinit { engine.destroy() }

  /// Has `work` done to ranges that make up all rows, whole engine worlds each, on as many threads as the world has; in
  /// the floating-point mode that every bit is computed with.
  public func share(_ work: any RowWork) { sharing.run(work) }

  /// Builds a row anew and writes its column of the table.
  public mutating func place(_ blueprint: Blueprint, row: Int, into table: inout StateTable) {
    check(table, channels: layout.count)
    engine.place(blueprint, row: row, into: table.columns)
  }

  /// Stops a row until it is placed again; its column of the table stays as it is.
  public mutating func hold(row: Int) { engine.hold(row: row) }

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
    (stepping.columns, stepping.commandChannel) = (table.columns, commandChannel)
    share(stepping)
    return stepping.broken.firstIndex(of: true)
  }

  private func check(_ table: borrowing StateTable, channels: Int) {
    let (given, rowsGiven) = (table.channels, table.rows)
    precondition(
      given >= channels && rowsGiven == rows,
      "a table of \(given) channels and \(rowsGiven) rows, needs \(channels) and \(rows)")
  }
}

/// Work on rows that threads share out.
public protocol RowWork: AnyObject, Sendable {
  /// On one thread; others have the other rows.
  func run(_ rows: Range<Int>)
}

/// The parts of an engine's rows, and who does them. Sound: `work` is written by the one caller before the team is given
/// the job, and after all have done it.
private final class Sharing: TeamJob, @unchecked Sendable {
  private let engine: Engine
  private let parts: Int
  private let team: ThreadTeam?
  private var work: (any RowWork)?

  init(_ engine: Engine, parts: Int) {
    self.engine = engine
    self.parts = parts
    team = parts > 1 ? ThreadTeam(threads: parts) : nil
  }

  func run(_ work: any RowWork) {
    guard let team else {
      FloatingPointMode.standard { work.run(0..<engine.rows) }
      return
    }
    self.work = work
    team.run(self)
    self.work = nil
  }

  func perform(_ part: Int) {
    FloatingPointMode.standard {
      let first = engine.worlds * part / parts * engine.rowsPerWorld
      let end = min(engine.worlds * (part + 1) / parts * engine.rowsPerWorld, engine.rows)
      work?.run(first..<end)
    }
  }
}

/// A step of the engine alone. Sound: threads have rows to themselves, and the rest is written between steps.
private final class EngineStep: RowWork, @unchecked Sendable {
  private let engine: Engine
  var columns: StateTable.Columns?
  var commandChannel = 0
  let broken: UnsafeMutableBufferPointer<Bool>

  init(_ engine: Engine, rows: Int) {
    self.engine = engine
    broken = .allocate(capacity: rows)
    broken.initialize(repeating: false)
  }

  deinit { broken.deallocate() }

  func run(_ rows: Range<Int>) {
    guard let columns else { return }
    engine.step(rows: rows, of: columns, commandChannel: commandChannel, broken: broken)
  }
}

/// The mode in which the processor rounds.
public enum FloatingPointMode {
  /// To nearest, with denormal numbers, without traps: set for the time of `body` on this thread, whatever a host
  /// process has set, and restored.
  public static func standard<R: ~Copyable, Failure: Error>(_ body: () throws(Failure) -> R) throws(Failure)
    -> R
  {
    let mode = cb_float_mode_enter()
    defer { cb_float_mode_leave(mode) }
    return try body()
  }
}
