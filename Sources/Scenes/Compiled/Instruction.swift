import Physics

/// One small computation, done for all rows before the next one begins, so that deciding what to do is paid for
/// once and the loop over rows is plain arithmetic. Operands are channels of the state table.
struct Instruction: Sendable, Hashable {
  enum Operation: UInt8, Sendable {
    /// out, out+1 ← body a's point (b, b+1), in world coordinates.
    case place
    /// out, out+1 ← velocity of body a's point (b, b+1), which is given from the centre of mass.
    case velocity
    /// out ← cosine of the angle of body b minus that of body a; a = -1 is the ground.
    case cosine
    case sine
    /// out ← a - b
    case subtract
    /// out ← |(a, a+1) - (b, b+1)|
    case distance
    /// out ← the larger of the two coordinates' absolute differences.
    case largestOffset
    /// out ← Σ of the squares of b channels from a on.
    case sumOfSquares
    /// out ← a × b
    case multiply
    /// out ← out + a × b
    case multiplyAdd
    /// out ← a < b, as 1 or 0
    case below
    /// out ← a × (out + 1): in how many runs in a row a has been 1.
    case streak
    /// out ← the larger of out and a: 1 from the first run on in which a is.
    case latch
    /// out ← b - a, b ← a: how much a has fallen since the last run.
    case progress
    /// out ← 1 for a up to b, else 1 / (1 + 9 ((a - b) / (b+1))²), a tenth at b+1 beyond b: the long-tailed
    /// tolerance of dm_control's rewards.
    case tolerance
  }

  var operation: Operation
  var out: Int
  var a: Int
  var b: Int

  init(_ operation: Operation, out: Int, _ a: Int, _ b: Int = 0) {
    self.operation = operation
    self.out = out
    self.a = a
    self.b = b
  }

  /// The channels that it reads and writes are below this.
  var end: Int {
    switch operation {
    case .place, .velocity: max(out + 2, a + StateLayout.bodyChannels, b + 2)
    case .cosine, .sine: max(out + 1, max(a, b) + StateLayout.bodyChannels)
    case .subtract, .multiply, .multiplyAdd, .below, .progress: max(out, a, b) + 1
    case .streak, .latch: max(out, a) + 1
    case .tolerance: max(out + 1, a + 1, b + 2)
    case .distance, .largestOffset: max(out + 1, a + 2, b + 2)
    case .sumOfSquares: max(out + 1, a + b)
    }
  }

  /// The channels that it reads.
  var inputs: [Int] {
    func body(_ i: Int) -> [Int] { i < 0 ? [] : Array(i..<i + StateLayout.bodyChannels) }
    return switch operation {
    case .place, .velocity: body(a) + [b, b + 1]
    case .cosine, .sine: body(a) + body(b)
    case .subtract, .multiply, .multiplyAdd, .below, .progress: [a, b]
    case .streak, .latch: [a]
    case .tolerance: [a, b, b + 1]
    case .distance, .largestOffset: [a, a + 1, b, b + 1]
    case .sumOfSquares: Array(a..<a + b)
    }
  }
}
