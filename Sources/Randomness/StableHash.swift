/// FNV-1a, 64 bits: the same on every machine and in every process, unlike `Hasher`.
public struct StableHash: Sendable {
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  public init() {}

  public mutating func combine(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

  public mutating func combine(_ word: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) { combine(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
  }

  public mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
  }

  public var scattered: UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
