import Autodiff
public import MetaLearning
public import Randomness

/// A family of functions of one number whose coefficients are drawn from intervals, known by examples at places drawn
/// from another.
public protocol UniformFunctions: ExampleFamily where Function == [Float] {
  /// Where each coefficient is drawn from, in order.
  var coefficients: [ClosedRange<Float>] { get }
  /// Where examples lie.
  var domain: ClosedRange<Float> { get }

  func value(at x: Float, _ coefficients: [Float]) -> Float
}

extension UniformFunctions {
  public var inputs: [Quantity] { [Quantity("x")] }
  public var outputs: [Quantity] { [Quantity("y")] }

  public func function(from split: Split, using stream: RandomStream) -> [Float] {
    for attempt in 0... {
      var branch = stream.split(attempt)
      let drawn = coefficients.map { branch.uniform($0.lowerBound, $0.upperBound) }
      if Split(of: drawn) == split { return drawn }
    }
    preconditionFailure("no function of \(name) is for \(split)")
  }

  public func examples(of function: [Float], count: Int, using stream: RandomStream) -> Examples {
    var stream = stream
    let x = (0..<count).map { _ in stream.uniform(domain.lowerBound, domain.upperBound) }
    return Examples(
      inputs: Tensor(x, shape: [count, 1]),
      targets: Tensor(x.map { value(at: $0, function) }, shape: [count, 1]))
  }
}
