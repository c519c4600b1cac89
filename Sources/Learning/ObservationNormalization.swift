public import Autodiff

/// (o − mean) · scale, componentwise: fixed numbers that belong to the policy and are saved with it.
public struct ObservationNormalization: Sendable, Hashable, Codable {
  public var mean: [Float]
  public var scale: [Float]
  public var count: Int { mean.count }

  public init(mean: [Float], scale: [Float]) {
    precondition(mean.count == scale.count, "\(mean.count) means and \(scale.count) scales")
    self.mean = mean
    self.scale = scale
  }

  public static func identity(count: Int) -> ObservationNormalization {
    ObservationNormalization(
      mean: Array(repeating: 0, count: count), scale: Array(repeating: 1, count: count))
  }

  /// Mean 0 and standard deviation 1 over all rows of some blocks `[rows, count]`. A component that does not vary
  /// keeps its scale.
  /// - Parameter pictures: components that have one scale together, so that what is rarely seen at a place is not large
  ///   there. The n numbers of a picture are small, as much as √n others together: with as much as n a step of an
  ///   optimizer would turn over all that a layer makes of them.
  public init(ofRows blocks: [[Float]], count: Int, pictures: [Range<Int>] = []) {
    var sum = [Double](repeating: 0, count: count)
    var square = sum
    var rows = 0.0
    for block in blocks {
      let length = block.count / max(count, 1)
      for t in 0..<length {
        for i in 0..<count {
          let value = Double(block[t * count + i])
          sum[i] += value
          square[i] += value * value
        }
      }
      rows += Double(length)
    }
    rows = max(rows, 1)
    mean = sum.map { Float($0 / rows) }
    var variances = (0..<count).map { max(square[$0] / rows - (sum[$0] / rows) * (sum[$0] / rows), 0) }
    for picture in pictures {
      let mean = variances[picture].reduce(0, +) / Double(max(picture.count, 1))
      for i in picture { variances[i] = mean * Double(picture.count).squareRoot() }
    }
    scale = variances.map { $0.squareRoot() > 1e-6 ? Float(1 / $0.squareRoot()) : 1 }
  }

  /// That of the components that are included, in their order.
  public func part(where isIncluded: (Int) -> Bool) -> ObservationNormalization {
    let places = mean.indices.filter(isIncluded)
    return ObservationNormalization(mean: places.map { mean[$0] }, scale: places.map { scale[$0] })
  }

  private var isIdentity: Bool { mean.allSatisfy { $0 == 0 } && scale.allSatisfy { $0 == 1 } }

  /// `[rows, count]` to `[rows, count]`
  public func callAsFunction(_ observations: Tensor) -> Tensor {
    isIdentity
      ? observations
      : (observations - Tensor(mean, shape: [count])) * Tensor(scale, shape: [count])
  }

  /// What `callAsFunction` was given, from what it returned.
  public func inverse(_ scaled: Tensor) -> Tensor {
    isIdentity
      ? scaled : scaled * Tensor(scale.map { 1 / $0 }, shape: [count]) + Tensor(mean, shape: [count])
  }

  /// The same for the first `rows` rows, without a graph.
  package func apply(to observations: Span<Float>, rows: Int, into input: inout [Float]) {
    for row in 0..<rows {
      for i in 0..<count { input[row * count + i] = (observations[row * count + i] - mean[i]) * scale[i] }
    }
  }
}
