/// A stream of pseudo-random numbers that can be split into independent streams.
///
/// Splitting depends on the key and the label alone, never on how many numbers were drawn before: a stream for
/// (seed, iteration, task, episode) is the same whatever else ran first. Numbers come from xoshiro256++
/// (Blackman and Vigna 2021), keys from the SplitMix64 finaliser (Steele, Lea and Flood 2014).
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
  private let key: UInt64
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  public init(seed: UInt64) {
    key = Self.mix(seed &+ 0x6A09_E667_F3BC_C909)
    s0 = Self.mix(key &+ 0x9E37_79B9_7F4A_7C15)
    s1 = Self.mix(s0 &+ 0x9E37_79B9_7F4A_7C15)
    s2 = Self.mix(s1 &+ 0x9E37_79B9_7F4A_7C15)
    s3 = Self.mix(s2 &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// An independent stream, the same for the same label however far this one has advanced.
  public func split(_ label: UInt64) -> RandomStream {
    RandomStream(seed: key ^ Self.mix(label &+ 0xD1B5_4A32_D192_ED03).rotated(by: 23))
  }

  public func split(_ label: Int) -> RandomStream { split(UInt64(bitPattern: Int64(label))) }

  /// An independent stream named by a word, for branches that have no number.
  public func split(_ label: StaticString) -> RandomStream {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
    label.withUTF8Buffer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 } }
    return split(hash)
  }

  public mutating func next() -> UInt64 {
    let result = (s0 &+ s3).rotated(by: 23) &+ s0
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = s3.rotated(by: 45)
    return result
  }

  /// Uniform in [0, 1), 24 bits.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Uniform in [low, high).
  public mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

  /// Standard normal, by the ziggurat of Marsaglia and Tsang (2000) with 53-bit abscissae (Doornik 2005).
  public mutating func normal() -> Float {
    let ziggurat = Ziggurat.shared
    while true {
      let bits = next()
      let layer = Int(bits & 127)
      let u = 2 * (Double(bits >> 11) * 0x1p-53) - 1
      let x = u * ziggurat.edges[layer]
      if abs(x) < ziggurat.edges[layer + 1] { return Float(x) }
      if layer == 0 { return tail(negative: u < 0) }
      let f0 = ziggurat.density(ziggurat.edges[layer])
      let f1 = ziggurat.density(ziggurat.edges[layer + 1])
      if f1 + unit() * (f0 - f1) < ziggurat.density(x) { return Float(x) }
    }
  }

  private mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  private mutating func tail(negative: Bool) -> Float {
    while true {
      let x = Ziggurat.logarithm(1 - unit()) / Ziggurat.r
      let y = Ziggurat.logarithm(1 - unit())
      if -2 * y >= x * x { return Float(negative ? x - Ziggurat.r : Ziggurat.r - x) }
    }
  }

  /// The SplitMix64 finaliser: a bijection of 64-bit words that scatters every bit.
  static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension UInt64 {
  fileprivate func rotated(by count: UInt64) -> UInt64 { (self << count) | (self >> (64 - count)) }
}
