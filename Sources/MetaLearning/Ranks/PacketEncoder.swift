/// Writes what `Encodable` says, one value after another.
struct PacketEncoder: Encoder {
  private let writer: PacketWriter
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ writer: PacketWriter) { self.writer = writer }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Keyed<Key>(writer: writer))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(writer) }
  func singleValueContainer() -> any SingleValueEncodingContainer { Single(writer: writer) }

  /// Arrays of numbers as they lie in memory, everything else by its parts.
  func encode<T: Encodable>(_ value: T) throws {
    switch value {
    case let numbers as [Float] where T.self == [Float].self: writer.write(all: numbers)
    case let numbers as [Double] where T.self == [Double].self: writer.write(all: numbers)
    case let numbers as [Int32] where T.self == [Int32].self: writer.write(all: numbers)
    case let bytes as [UInt8] where T.self == [UInt8].self: writer.write(all: bytes)
    case let flags as [Bool] where T.self == [Bool].self: writer.write(all: flags.map { $0 ? UInt8(1) : 0 })
    case let optional as any OptionalValue: try optional.encode(with: self)
    case is any Unordered: preconditionFailure("\(T.self) has no order in which ranks could tell it")
    default: try value.encode(to: self)
    }
  }

  /// Whether there is one, and the value.
  func encode<T: Encodable>(optional value: T?) throws {
    writer.write(value == nil ? UInt8(0) : 1)
    if let value { try encode(value) }
  }

  /// Values by name are values in the order of a program; a name is written only where it tells which case it is.
  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: PacketWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { Single(writer: writer).encodeNil() }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
      try Single(writer: writer).encode(value)
    }

    private func optional<T: Encodable>(_ value: T?) throws {
      try PacketEncoder(writer).encode(optional: value)
    }

    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      writer.write(key.stringValue)
      return PacketEncoder(writer).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { Unkeyed(writer) }
    func superEncoder() -> any Encoder { PacketEncoder(writer) }
    func superEncoder(forKey key: Key) -> any Encoder { PacketEncoder(writer) }
  }

  /// The number of values, and the values.
  private struct Unkeyed: UnkeyedEncodingContainer {
    let writer: PacketWriter
    let place: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(_ writer: PacketWriter) {
      self.writer = writer
      place = writer.reserveCount()
    }

    private mutating func next() -> PacketEncoder {
      count += 1
      writer.setCount(count, at: place)
      return PacketEncoder(writer)
    }

    mutating func encodeNil() { Single(writer: next().writer).encodeNil() }
    mutating func encode<T: Encodable>(_ value: T) throws { try next().encode(value) }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      next().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { next() }
  }

  private struct Single: SingleValueEncodingContainer {
    let writer: PacketWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.write(UInt8(0)) }
    func encode(_ value: Bool) { writer.write(value ? UInt8(1) : 0) }
    func encode(_ value: String) { writer.write(value) }
    func encode(_ value: Double) { writer.write(value) }
    func encode(_ value: Float) { writer.write(value) }
    func encode(_ value: Int) { writer.write(value) }
    func encode(_ value: Int8) { writer.write(value) }
    func encode(_ value: Int16) { writer.write(value) }
    func encode(_ value: Int32) { writer.write(value) }
    func encode(_ value: Int64) { writer.write(value) }
    func encode(_ value: UInt) { writer.write(value) }
    func encode(_ value: UInt8) { writer.write(value) }
    func encode(_ value: UInt16) { writer.write(value) }
    func encode(_ value: UInt32) { writer.write(value) }
    func encode(_ value: UInt64) { writer.write(value) }
    func encode<T: Encodable>(_ value: T) throws { try PacketEncoder(writer).encode(value) }
  }
}

/// What comes in another order in every process.
private protocol Unordered {}

extension Dictionary: Unordered {}
extension Set: Unordered {}

/// What may be nil, wherever it stands.
protocol OptionalValue {
  func encode(with encoder: PacketEncoder) throws
  static func decode(with decoder: PacketDecoder) throws -> Self
}

extension Optional: OptionalValue where Wrapped: Codable {
  func encode(with encoder: PacketEncoder) throws { try encoder.encode(optional: self) }
  static func decode(with decoder: PacketDecoder) throws -> Wrapped? {
    try decoder.decode(optional: Wrapped.self)
  }
}
