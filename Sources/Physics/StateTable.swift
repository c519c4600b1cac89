/// Numbers of many rows by channel, so that what is done to all rows is done to neighbours.
public struct StateTable: ~Copyable {
  public let channels: Int
  public let rows: Int
  public let columns: Columns

  /// A table's memory, without its ownership: threads may write to it at once, each to rows of its own.
  public struct Columns: @unchecked Sendable {
    public let channels: Int
    public let rows: Int
    /// Channel c of row r stands at `c * stride + r`.
    public let stride: Int
    public let base: UnsafeMutablePointer<Float>

    public func channel(_ i: Int) -> UnsafeMutablePointer<Float> { base + i * stride }
  }

  /// All zero.
  public init(channels: Int, rows: Int) {
    precondition(channels >= 0 && rows > 0, "a table of \(channels) channels and \(rows) rows")
    self.channels = channels
    self.rows = rows
    let stride = Self.stride(rows: rows)
    let base = UnsafeMutablePointer<Float>.allocate(capacity: max(channels * stride, 1))
    base.initialize(repeating: 0, count: max(channels * stride, 1))
    columns = Columns(channels: channels, rows: rows, stride: stride, base: base)
  }

  /// An odd number of cache lines: neighbouring channels of one row then lie in different sets of the cache, where a
  /// power of two would put them all into one.
  static func stride(rows: Int) -> Int {
    let line = 16
    guard rows > line else { return rows }
    let lines = (rows + line - 1) / line
    return (lines % 2 == 1 ? lines : lines + 1) * line
  }

  deinit { columns.base.deallocate() }

  public subscript(channel: Int, row: Int) -> Float {
    get {
      check(channel, row)
      return columns.base[channel * columns.stride + row]
    }
    set {
      check(channel, row)
      columns.base[channel * columns.stride + row] = newValue
    }
  }

  private func check(_ channel: Int, _ row: Int) {
    precondition(
      channel >= 0 && channel < channels && row >= 0 && row < rows,
      "channel \(channel), row \(row) in a table of \(channels) channels and \(rows) rows")
  }
}
