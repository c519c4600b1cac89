/// Reads what `PacketEncoder` wrote.
struct PacketDecoder: Decoder {
  private let reader: PacketReader
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ reader: PacketReader) { self.reader = reader }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Keyed<Key>(reader: reader))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try Unkeyed(reader) }
  func singleValueContainer() -> any SingleValueDecodingContainer { Single(reader: reader) }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let value: Any? =
      if type == [Float].self {
        try reader.readAll(Float.self)
      } else if type == [Double].self {
        try reader.readAll(Double.self)
      } else if type == [Int32].self {
        try reader.readAll(Int32.self)
      } else if type == [UInt8].self {
        try reader.readAll(UInt8.self)
      } else if type == [Bool].self {
        try reader.readAll(UInt8.self).map { $0 != 0 }
      } else if let optional = type as? any OptionalValue.Type {
        try optional.decode(with: self)
      } else {
        nil
      }
    if let value = value as? T { return value }
    return try T(from: self)
  }

  func decode<T: Decodable>(optional type: T.Type) throws -> T? {
    try reader.readBool() ? try decode(type) : nil
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let reader: PacketReader
    var codingPath: [any CodingKey] { [] }
    /// Of a value that is one of several cases: which.
    var allKeys: [Key] { (try? reader.peekText()).flatMap(Key.init(stringValue:)).map { [$0] } ?? [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { try Single(reader: reader).isNil() }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      try Single(reader: reader).decode(type)
    }

    private func optional<T: Decodable>(_ type: T.Type) throws -> T? {
      try PacketDecoder(reader).decode(optional: type)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? { try optional(type) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(type) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try optional(type) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(type) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try optional(type) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try optional(type) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
      guard try reader.readText() == key.stringValue else { throw PacketReader.broken(key.stringValue) }
      return PacketDecoder(reader).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try Unkeyed(reader)
    }
    func superDecoder() -> any Decoder { PacketDecoder(reader) }
    func superDecoder(forKey key: Key) -> any Decoder { PacketDecoder(reader) }
  }

  private struct Unkeyed: UnkeyedDecodingContainer {
    let reader: PacketReader
    let count: Int?
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { currentIndex >= count ?? 0 }

    init(_ reader: PacketReader) throws {
      self.reader = reader
      count = try reader.read(Int.self)
    }

    private mutating func next() throws -> PacketDecoder {
      guard !isAtEnd else { throw PacketReader.broken("one value more") }
      currentIndex += 1
      return PacketDecoder(reader)
    }

    mutating func decodeNil() throws -> Bool { try Single(reader: next().reader).isNil() }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().decode(type) }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<
      Key
    > {
      try next().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try next().unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { try next() }
  }

  private struct Single: SingleValueDecodingContainer {
    let reader: PacketReader
    var codingPath: [any CodingKey] { [] }

    func isNil() throws -> Bool { try !reader.readBool() }
    func decodeNil() -> Bool { (try? isNil()) ?? true }
    func decode(_ type: Bool.Type) throws -> Bool { try reader.readBool() }
    func decode(_ type: String.Type) throws -> String { try reader.readText() }
    func decode(_ type: Double.Type) throws -> Double { try reader.read(type) }
    func decode(_ type: Float.Type) throws -> Float { try reader.read(type) }
    func decode(_ type: Int.Type) throws -> Int { try reader.read(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try reader.read(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try reader.read(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try reader.read(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try reader.read(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try reader.read(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try reader.read(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try reader.read(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try reader.read(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try reader.read(type) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try PacketDecoder(reader).decode(type) }
  }
}
