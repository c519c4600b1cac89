/// FᵀF and Fᵀy of a least-squares problem, in double precision: sums that can be added and taken away.
struct NormalEquations {
  let width: Int
  /// Lower triangle of FᵀF, `[width, width]` row-major.
  private var matrix: [Double]
  private var vector: [Double]

  init(width: Int) {
    self.width = width
    matrix = Array(repeating: 0, count: width * width)
    vector = Array(repeating: 0, count: width)
  }

  /// A seventh of a small run's time with bounds checks, a fiftieth without: hence the buffer pointers.
  /// - Parameters:
  ///   - features: at least `[targets.count, width]`, row-major.
  ///   - targets: `[rows]`
  init(features: [Float], targets: [Float], width: Int) {
    precondition(
      features.count >= targets.count * width,
      "normal equations of \(targets.count) targets and \(features.count) features, expected \(width) each")
    self.init(width: width)
    var row = [Double](repeating: 0, count: width)
    row.withUnsafeMutableBufferPointer { row in
      matrix.withUnsafeMutableBufferPointer { matrix in
        vector.withUnsafeMutableBufferPointer { vector in
          features.withUnsafeBufferPointer { features in
            for (t, target) in targets.enumerated() {
              for i in 0..<width { row[i] = Double(features[t * width + i]) }
              let target = Double(target)
              for i in 0..<width {
                let f = row[i]
                vector[i] += f * target
                for j in 0...i { matrix[i * width + j] += f * row[j] }
              }
            }
          }
        }
      }
    }
  }

  mutating func add(_ other: NormalEquations, sign: Double) {
    for i in matrix.indices { matrix[i] += sign * other.matrix[i] }
    for i in vector.indices { vector[i] += sign * other.vector[i] }
  }

  /// Weights w of (FᵀF + ridge · I) w = Fᵀy by Cholesky factorisation. A direction without information (a pivot
  /// that is not positive) gets weight 0.
  func solve(ridge: Double) -> [Double] {
    var l = matrix
    var w = vector
    for i in 0..<width {
      for j in 0...i {
        var sum = l[i * width + j] + (i == j ? ridge : 0)
        for k in 0..<j { sum -= l[i * width + k] * l[j * width + k] }
        if i == j {
          l[i * width + i] = sum > 0 ? sum.squareRoot() : .infinity
        } else {
          l[i * width + j] = sum / l[j * width + j]
        }
      }
    }
    for i in 0..<width {
      for k in 0..<i { w[i] -= l[i * width + k] * w[k] }
      w[i] /= l[i * width + i]
    }
    for i in (0..<width).reversed() {
      for k in i + 1..<width { w[i] -= l[k * width + i] * w[k] }
      w[i] /= l[i * width + i]
    }
    return w
  }
}
