/// Numbers of many rows by channel, `[channels][rows]`, so that what is done to all rows is done to neighbours.
public struct StateTable: ~Copyable {
  public let channels: Int
  public let rows: Int
  private let storage: UnsafeMutableBufferPointer<Float>

  /// All zero.
  public init(channels: Int, rows: Int) {
    precondition(channels >= 0 && rows > 0, "a table of \(channels) channels and \(rows) rows")
    self.channels = channels
    self.rows = rows
    storage = .allocate(capacity: channels * rows)
    storage.initialize(repeating: 0)
  }

  deinit { storage.deallocate() }

  public subscript(channel: Int, row: Int) -> Float {
    get {
      check(channel, row)
      return storage[channel * rows + row]
    }
    set {
      check(channel, row)
      storage[channel * rows + row] = newValue
    }
  }

  private func check(_ channel: Int, _ row: Int) {
    precondition(
      channel >= 0 && channel < channels && row >= 0 && row < rows,
      "channel \(channel), row \(row) in a table of \(channels) channels and \(rows) rows")
  }

  /// Channel c of row r stands at `c * rows + r`.
  public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Float>) -> R
  ) -> R {
    body(storage)
  }
}
