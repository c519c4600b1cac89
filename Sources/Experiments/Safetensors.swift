public import Autodiff
import Foundation

/// The safetensors format: 8 bytes little-endian header length, a JSON header that maps each tensor's name to
/// dtype, shape and byte range, then the numbers, row-major, without gaps. Only `F32` is used here.
///
/// Files written here hold in their metadata, under `sha256`, the SHA-256 of their own bytes with zeros in place of
/// its digits. Files of others need none.
public struct Safetensors: Sendable {
  static let maximumHeader = 1 << 20
  static let maximumFile = 1 << 28

  public var metadata: [String: String]
  /// In the order of the file.
  public var tensors: [(name: String, tensor: Tensor)]
  /// Whether it was read from a file whose SHA-256 was in it, and right.
  public private(set) var isVerified = false

  public init(metadata: [String: String], tensors: [(name: String, tensor: Tensor)]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  /// A header value is a tensor's entry or, under `__metadata__`, a map of strings.
  private enum Value: Codable {
    case entry(Entry)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let map = try? container.decode([String: String].self) {
        self = .metadata(map)
      } else {
        self = .entry(try container.decode(Entry.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .entry(let entry): try container.encode(entry)
      case .metadata(let map): try container.encode(map)
      }
    }
  }

  public func encoded() -> [UInt8] {
    var metadata = metadata
    metadata[Self.checksumKey] = Self.noChecksum
    var header = ["__metadata__": Value.metadata(metadata)]
    var data: [UInt8] = []
    for (name, tensor) in tensors {
      let start = data.count
      for value in tensor.values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
      header[name] = .entry(Entry(dtype: "F32", shape: tensor.shape, dataOffsets: [start, data.count]))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var text = try? Array(encoder.encode(header)) else {
      preconditionFailure("a safetensors header of strings and integers did not encode")
    }
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var bytes = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + data
    bytes.setChecksum(checksum(of: bytes), in: 8..<8 + text.count)
    return bytes
  }

  /// Checks sizes, offsets, shapes and finiteness before a number is used.
  public init(decoding bytes: [UInt8], path: String) throws(FileError) {
    func malformed(_ problem: String) -> FileError { .malformed(path: path, problem: problem) }
    guard bytes.count >= 8 else {
      throw malformed("has \(bytes.count) bytes, expected a safetensors file with at least 8")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard length <= UInt64(Self.maximumHeader) else {
      throw malformed("the header claims \(length) bytes, expected at most \(Self.maximumHeader)")
    }
    let start = 8 + Int(length)
    guard start <= bytes.count else {
      throw malformed(
        "truncated: the header claims \(length) bytes, the file has \(bytes.count - 8) after it")
    }
    guard let header = try? JSONDecoder().decode([String: Value].self, from: Data(bytes[8..<start])) else {
      throw malformed("the header is not the JSON of a safetensors file")
    }
    metadata = [:]
    var entries: [(name: String, entry: Entry)] = []
    for (name, value) in header {
      switch value {
      case .metadata(let map) where name == "__metadata__": metadata = map
      case .entry(let entry) where name != "__metadata__": entries.append((name, entry))
      default: throw malformed("header entry \(name) is not a tensor's dtype, shape and data_offsets")
      }
    }
    let size = bytes.count - start
    for (name, entry) in entries {
      guard entry.dtype == "F32" else {
        throw malformed("tensor \(name) has dtype \(entry.dtype), expected F32")
      }
      var count = 1
      for extent in entry.shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow, product <= Self.maximumFile / 4 else {
          throw malformed("tensor \(name) has shape \(entry.shape), expected sizes that fit a file")
        }
        count = product
      }
      let range = entry.dataOffsets
      guard range.count == 2, range[0] >= 0, range[1] >= range[0], range[1] <= size else {
        throw malformed(
          "tensor \(name) lies at bytes \(range), expected a range within the \(size) there are: truncated or damaged"
        )
      }
      guard range[1] - range[0] == 4 * count else {
        throw malformed(
          "tensor \(name) of shape \(entry.shape) has \(range[1] - range[0]) bytes, expected \(4 * count)")
      }
    }
    entries.sort {
      ($0.entry.dataOffsets[0], $0.entry.dataOffsets[1], $0.name)
        < ($1.entry.dataOffsets[0], $1.entry.dataOffsets[1], $1.name)
    }
    // An overlap and a gap of the same size have the right sum: each one has to begin where the last one ends.
    var end = 0
    for (name, entry) in entries {
      guard entry.dataOffsets[0] == end else {
        throw malformed(
          "tensor \(name) begins at byte \(entry.dataOffsets[0]), expected \(end): the tensors do not fill "
            + "the data, with gaps or overlaps")
      }
      end = entry.dataOffsets[1]
    }
    guard end == size else {
      throw malformed("the tensors do not fill the \(size) bytes of data: truncated, or with a gap")
    }
    tensors = []
    for (name, entry) in entries {
      var values: [Float] = []
      values.reserveCapacity((entry.dataOffsets[1] - entry.dataOffsets[0]) / 4)
      for at in stride(from: start + entry.dataOffsets[0], to: start + entry.dataOffsets[1], by: 4) {
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
        values.append(Float(bitPattern: bits))
      }
      if let bad = values.firstIndex(where: { !$0.isFinite }) {
        throw malformed("tensor \(name), element \(bad) is \(values[bad]), expected a finite number")
      }
      tensors.append((name, Tensor(values, shape: entry.shape)))
    }
    guard let expected = metadata.removeValue(forKey: Self.checksumKey) else { return }
    var blank = bytes
    blank.setChecksum(Self.noChecksum, in: 8..<start)
    let found = checksum(of: blank)
    guard found == expected else {
      throw malformed("damaged: its SHA-256 is \(found.prefix(16))…, expected \(expected.prefix(16))…")
    }
    isVerified = true
  }

  fileprivate static let checksumKey = "sha256"
  private static let noChecksum = String(repeating: "0", count: 64)
}

private func checksum(of bytes: [UInt8]) -> String {
  var digest = Digest()
  digest.update(bytes)
  return digest.finalize()
}

extension [UInt8] {
  /// Writes the digits over those that stand in the header; leaves a header without them as it is.
  fileprivate mutating func setChecksum(_ digits: String, in header: Range<Int>) {
    // Within another value the quotes would be escaped.
    let key = Array("\"\(Safetensors.checksumKey)\":\"".utf8)
    guard let range = self[header].firstRange(of: key), range.upperBound + 64 <= header.upperBound else {
      return
    }
    replaceSubrange(range.upperBound..<range.upperBound + 64, with: digits.utf8)
  }
}
