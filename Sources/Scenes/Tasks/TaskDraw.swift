public import Gym

/// One task of a family: the numbers that its scene leaves to chance, as drawn.
public struct TaskDraw: Sendable, Hashable, Codable {
  /// Key paths into the scene file, in the order in which they are drawn.
  public let names: [String]
  /// In the order of `names`.
  public let numbers: [Float]

  init(names: [String], numbers: [Float]) {
    self.names = names
    self.numbers = numbers
  }

  /// Which half of the family the task belongs to: a fifth of the hash space is for tests.
  ///
  /// It depends on the numbers' bits alone, so that no task can stand in both halves. A scene without any
  /// distribution has a single task, with no numbers to hash, that stands in both.
  public var split: Split { Self.hash(numbers) % 5 == 0 ? .test : .train }

  /// FNV-1a over the bits, least significant byte first, scattered by the finaliser of SplitMix64: the low bits of
  /// a plain FNV hash of few bytes are too regular to be taken modulo 5.
  static func hash(_ numbers: [Float]) -> UInt64 {
    var hash = StableHash()
    for number in numbers { hash.combine(number.bitPattern) }
    return hash.scattered
  }
}

/// FNV-1a, 64 bits: the same on every machine and in every process, unlike `Hasher`.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func combine(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

  mutating func combine(_ word: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) { combine(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
  }

  mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
  }

  var scattered: UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
