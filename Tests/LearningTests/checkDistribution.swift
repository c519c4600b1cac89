import Autodiff
import Learning
import Randomness
import Testing

/// The laws of `Distribution`, on any one with few rows.
///
/// - Parameters:
///   - other: another of the same kind and shapes.
///   - numbers: a draw as numbers, to compare.
///   - quadrature: draws and weights whose weighted probabilities sum to 1 in each row: all classes, or a grid.
func checkDistribution<D: Distribution>(
  _ p: D, other: D, numbers: (D.Sample) -> [Float], quadrature: [(sample: D.Sample, weight: Float)],
  draws: Int = 4000,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func expect(_ holds: Bool, _ comment: Comment) { #expect(holds, comment, sourceLocation: sourceLocation) }
  func close(_ a: Float, _ b: Float, _ tolerance: Float, _ comment: Comment) {
    expect(abs(a - b) <= tolerance, "\(comment): \(a) and \(b), within \(tolerance)")
  }
  let rows = p.rows

  // Shapes, and a draw that depends on its row's stream alone.
  let stream = RandomStream(seed: 5)
  let draw = p.sample(using: stream)
  let drawn = numbers(draw)
  expect(p.logProbability(of: draw).shape == [rows] && p.entropy.shape == [rows], "one number a row")
  expect(drawn == numbers(p.sample(using: stream)), "the same stream gives the same draw")
  expect(drawn != numbers(p.sample(using: RandomStream(seed: 6))), "another stream gives another draw")
  var streams = (0..<rows).map { stream.split($0) }
  expect(drawn == numbers(p.sample(using: &streams)), "row i draws from branch i")
  expect(streams.indices.allSatisfy { streams[$0] != stream.split($0) }, "streams advance")

  // Probabilities sum to one.
  var total = [Float](repeating: 0, count: rows)
  for (sample, weight) in quadrature {
    for (row, value) in p.logProbability(of: sample).exp().values.enumerated() {
      total[row] += weight * value
    }
  }
  for (row, sum) in total.enumerated() { close(sum, 1, 1e-3, "probabilities of row \(row) sum to 1") }

  // Entropy is −E log p, the divergence E[log p − log q], and the score's expectation 0.
  var moments = Moments(rows: rows)
  var gain = Moments(rows: 1)
  let outputs = Parameters(p.outputs.enumerated().map { ("\($0)", $1) })
  var score = outputs * 0
  var information = outputs * 0
  for i in 0..<draws {
    let sample = p.sample(using: stream.split("draws").split(i))
    let own = p.logProbability(of: sample)
    moments.add(own.values.map { -$0 })
    gain.add([(own - other.logProbability(of: sample)).mean().scalar])
    let gradient = gradient(
      of: { p.replacing(outputs: $0.tensors).logProbability(of: sample).sum() }, at: outputs)
    score = score.adding(gradient, scaledBy: 1 / Float(draws))
    information = information.adding(gradient * gradient, scaledBy: 1 / Float(draws))
  }
  for (row, entropy) in p.entropy.values.enumerated() {
    close(moments.mean(row), entropy, 4.5 * moments.error(row) + 1e-4, "entropy of row \(row) is −E log p")
  }
  let divergence = p.meanDivergence(to: other).scalar
  close(gain.mean(0), divergence, 4.5 * gain.error(0) + 1e-4, "divergence is E[log p − log q]")
  for (mean, square) in zip(score.flattened(), information.flattened()) {
    close(mean, 0, 4.5 * (square / Float(draws)).squareRoot() + 1e-5, "the score's expectation is 0")
  }

  // The divergence vanishes at itself alone.
  expect(divergence > 0 && other.meanDivergence(to: p).scalar > 0, "divergence to another is positive")
  close(p.meanDivergence(to: p).scalar, 0, 1e-6, "divergence to itself")
  close(p.meanDivergence(to: p.detached()).scalar, 0, 1e-6, "divergence to itself as a constant")

  // The Fisher metric is the divergence's second difference, and its Hessian.
  var directions = stream.split("directions")
  for _ in 0..<4 {
    let v = outputs.map { Tensor($0.values.map { _ in directions.normal() }, shape: $0.shape) }
    func moved(_ size: Float) -> Float {
      p.meanDivergence(to: p.replacing(outputs: outputs.adding(v, scaledBy: size).tensors)).scalar
    }
    let metric = p.fisherMetric(v.tensors)
    let cost = zip(metric, v.tensors).reduce(Float(0)) { $0 + ($1.0 * $1.1).sum().scalar }
    let h: Float = 0.03
    close((moved(h) + moved(-h)) / (h * h), cost, 0.02 * cost + 2e-3, "vᵀFv is the second difference")
    let hessian = hessianVectorProduct(
      of: { p.meanDivergence(to: p.replacing(outputs: $0.tensors)) }, at: outputs, times: v)
    for (got, want) in zip(metric.flatMap(\.values), hessian.flattened()) {
      close(got, want, 1e-4 * max(1, abs(want)), "F v is the Hessian times v")
    }
  }
}

/// Mean and its standard error, for each of some figures.
private struct Moments {
  private var sum: [Double]
  private var square: [Double]
  private var count = 0.0

  init(rows: Int) {
    sum = Array(repeating: 0, count: rows)
    square = sum
  }

  mutating func add(_ values: [Float]) {
    count += 1
    for (i, value) in values.enumerated() {
      sum[i] += Double(value)
      square[i] += Double(value) * Double(value)
    }
  }

  func mean(_ i: Int) -> Float { Float(sum[i] / count) }
  func error(_ i: Int) -> Float {
    Float((max(square[i] / count - (sum[i] / count) * (sum[i] / count), 0) / count).squareRoot())
  }
}
