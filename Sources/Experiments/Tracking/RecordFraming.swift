// TFRecord: each record is its length (8 bytes), a checksum of those bytes (4), the record, a checksum of the record
// (4), all little-endian. The checksum is CRC-32C (Castagnoli; RFC 3720, B.4), rotated and offset so that a checksum
// of data that holds checksums stays a good one.

/// The bytes of a record as they stand in a file.
func framed(_ record: [UInt8]) -> [UInt8] {
  let length = bytes(UInt64(record.count))
  return length + bytes(maskedChecksum(length)) + record + bytes(maskedChecksum(record))
}

/// The records of a file and where each one ends, up to the first that is torn or damaged.
func unframed(_ file: [UInt8]) -> [(record: [UInt8], end: Int)] {
  var records: [(record: [UInt8], end: Int)] = []
  var start = 0
  while file.count - start >= 16 {
    let length = Array(file[start..<start + 8])
    let count = integer(length)
    guard integer(file[start + 8..<start + 12]) == UInt64(maskedChecksum(length)),
      count <= UInt64(file.count - start - 16)
    else { break }
    let record = Array(file[start + 12..<start + 12 + Int(count)])
    let end = start + 16 + record.count
    guard integer(file[end - 4..<end]) == UInt64(maskedChecksum(record)) else { break }
    records.append((record, end))
    start = end
  }
  return records
}

func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
  let checksum = crc32c(bytes)
  return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
}

func crc32c(_ bytes: [UInt8]) -> UInt32 {
  var sum = ~UInt32(0)
  for byte in bytes {
    let index = UInt8(truncatingIfNeeded: sum) ^ byte
    sum = remainders[Int(index)] ^ (sum >> 8)
  }
  return ~sum
}

/// Of each byte by the Castagnoli polynomial 0x1EDC6F41, bits reversed.
private let remainders: [UInt32] = (0..<256).map { byte in
  var sum = UInt32(byte)
  for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0x82F6_3B78 : sum >> 1 }
  return sum
}

private func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

private func integer(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
