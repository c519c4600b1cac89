// What ranks tell each other, in bytes: values one after another as `Codable` writes them, without names, numbers as
// they lie in memory. Both sides run the same program, so both know the order. A number comes out with the bits that it
// went in with.

/// A value as bytes.
enum Packet {
  static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let writer = PacketWriter()
    writer.write(mark(of: type(of: value)))
    try PacketEncoder(writer).encode(value)
    return writer.bytes
  }

  /// - Throws: `DecodingError` where the bytes are no such value, or more than one.
  static func value<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws -> T {
    let reader = PacketReader(bytes)
    guard try reader.read(UInt64.self) == mark(of: type) else { throw PacketReader.broken("\(type)") }
    let value = try PacketDecoder(reader).decode(type)
    guard reader.isAtEnd else { throw PacketReader.broken("\(type) with more behind it") }
    return value
  }

  /// What tells types apart, so that ranks which come to different places of a run do not take one for the other: the
  /// hash of a name (FNV-1a, the same in all processes).
  private static func mark<T>(of type: T.Type) -> UInt64 {
    "\(type)".utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

/// Bytes being written.
final class PacketWriter {
  private(set) var bytes: [UInt8] = []

  func write<T: BitwiseCopyable>(_ value: T) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }

  /// The number of values, and the values.
  func write<T: BitwiseCopyable>(all values: [T]) {
    write(values.count)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  func write(_ text: String) { write(all: Array(text.utf8)) }

  /// A place for a number that is not known yet.
  func reserveCount() -> Int {
    write(0)
    return bytes.count - MemoryLayout<Int>.size
  }

  func setCount(_ count: Int, at place: Int) {
    withUnsafeBytes(of: count) { bytes.replaceSubrange(place..<place + $0.count, with: $0) }
  }
}

/// Bytes being read; nothing in them is trusted.
final class PacketReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  static func broken(_ expected: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "expected \(expected)"))
  }

  private func take(_ count: Int) throws -> Range<Int> {
    guard count >= 0, count <= bytes.count - place else { throw Self.broken("\(count) bytes more") }
    place += count
    return place - count..<place
  }

  func read<T: BitwiseCopyable>(_ type: T.Type) throws -> T {
    let range = try take(MemoryLayout<T>.size)
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: range.lowerBound, as: type) }
  }

  func readAll<T: BitwiseCopyable>(_ type: T.Type) throws -> [T] {
    let count = try read(Int.self)
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<T>.stride)
    guard !overflow else { throw Self.broken("fewer values") }
    let range = try take(size)
    guard count > 0 else { return [] }
    return bytes.withUnsafeBytes { source in
      [T](unsafeUninitializedCapacity: count) { buffer, written in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[range]))
        written = count
      }
    }
  }

  func readText() throws -> String { String(decoding: try readAll(UInt8.self), as: UTF8.self) }

  /// The same text again at the next reading.
  func peekText() throws -> String {
    let before = place
    defer { place = before }
    return try readText()
  }

  func readBool() throws -> Bool {
    let byte = try read(UInt8.self)
    guard byte < 2 else { throw Self.broken("yes or no") }
    return byte == 1
  }
}
