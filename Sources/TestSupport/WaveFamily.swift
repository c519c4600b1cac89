import Autodiff
public import MetaLearning
public import Randomness

/// Sine waves of different height and phase, known by examples on [−2, 2]: a family of mappings for tests.
public struct WaveFamily: ExampleFamily {
  public struct Function: Sendable, Equatable {
    public var amplitude: Float
    public var phase: Float

    public func callAsFunction(_ x: Float) -> Float {
      amplitude * Tensor(x + phase).sin().scalar
    }
  }

  public let name = "wave"
  public let summary = "sine waves"
  public let inputs = [Quantity("x")]
  public let outputs = [Quantity("y")]

  public init() {}

  public func function(from split: Split, using stream: RandomStream) -> Function {
    var stream = stream
    let amplitude = stream.uniform(0.5, 2)
    return Function(amplitude: split == .train ? amplitude : -amplitude, phase: stream.uniform(-1, 1))
  }

  public func examples(of function: Function, count: Int, using stream: RandomStream) -> Examples {
    var stream = stream
    let x = (0..<count).map { _ in stream.uniform(-2, 2) }
    return Examples(
      inputs: Tensor(x, shape: [count, 1]), targets: Tensor(x.map { function($0) }, shape: [count, 1]))
  }
}
