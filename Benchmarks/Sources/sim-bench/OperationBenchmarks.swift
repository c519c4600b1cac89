internal import Autodiff
internal import Randomness

/// Every operation of the derivatives' vocabulary by itself: elementwise ones against a plain copy of as many
/// floats as they write, matrix products against a large product by the BLAS. Long, because there are many.
enum OperationBenchmarks {
  static let all: [Benchmark] =
    elementwise.map { name, operation in
      Benchmark(
        name: "operation.\(name)", against: "memory copy", mark: nil, unit: "× time", isLong: true
      ) { session in
        let data = session.once("operation data") { Data() }
        let copy = session.once("operation copy") { data.secondsOfCopy() }
        let count = operation(data).count
        let each = seconds { _ = operation(data) } / Double(count)
        return Figure(
          value: each / copy,
          detail: "\((1e9 * each).formatted()) ns for each of \(count) results, a copy "
            + "\((1e9 * copy).formatted()) ns; CPU time, median of 21")
      }
    }
    + products.map { name, sizes in
      Benchmark(
        name: "operation.\(name)", against: "BLAS, 2,048³", mark: nil, unit: "× speed", isLong: true
      ) { session in
        let peak = session.once("operation peak") { Self.flops(Product(2_048, 2_048, 2_048), calls: 1) }
        let flops = Self.flops(sizes, calls: 50)
        return Figure(
          value: flops / peak,
          detail: "\((1e-9 * flops).formatted()) GFLOP/s of \((1e-9 * peak).formatted()), "
            + "[\(sizes.rows), \(sizes.inner)] times [\(sizes.inner), \(sizes.columns)]; CPU time, median of 21"
        )
      }
    }

  /// Matrices that stay in the second-level cache.
  struct Data {
    let x = tensor([256, 256], 1)
    let y = tensor([256, 256], 2)
    let row = tensor([256], 3)
    let column = tensor([256, 1], 4)
    let positive = tensor([256, 256], 5) + 2
    let images = tensor([16, 4, 32, 32], 6)
    let kernels = tensor([16, 4, 3, 3], 7)
    let actions = tensor([8_192, 2], 8)
    let mean = tensor([8_192, 2], 9)
    let batch = tensor([16, 64, 64], 10)
    let indices = (0..<256).map { ($0 * 7) % 256 }

    private static func tensor(_ shape: [Int], _ seed: UInt64) -> Tensor {
      var stream = RandomStream(seed: seed)
      return Tensor((0..<shape.reduce(1, *)).map { _ in stream.uniform(-1, 1) }, shape: shape)
    }

    /// For each float.
    func secondsOfCopy() -> Double {
      let count = x.count
      let target = UnsafeMutablePointer<Float>.allocate(capacity: count)
      defer { target.deallocate() }
      return x.withValues { span in
        span.withUnsafeBufferPointer { source in
          seconds { target.update(from: source.baseAddress!, count: count) } / Double(count)
        }
      }
    }
  }

  private static let elementwise: [(String, @Sendable (Data) -> Tensor)] = [
    ("add", { $0.x + $0.y }), ("multiply", { $0.x * $0.y }), ("divide", { $0.x / $0.positive }),
    ("add_row", { $0.x + $0.row }), ("multiply_column", { $0.x * $0.column }), ("scale", { $0.x * 2 }),
    ("tanh", { $0.x.tanh() }), ("exp", { $0.x.exp() }), ("log", { $0.positive.log() }),
    ("sqrt", { $0.positive.sqrt() }), ("square", { $0.x.square() }),
    ("reciprocal", { $0.positive.reciprocal() }), ("relu", { $0.x.relu() }), ("sigmoid", { $0.x.sigmoid() }),
    ("softplus", { $0.x.softplus() }), ("abs", { $0.x.abs() }), ("sin", { $0.x.sin() }),
    ("cos", { $0.x.cos() }),
    ("clamp", { $0.x.clamped(to: -0.5...0.5) }), ("minimum", { minimum($0.x, $0.y) }),
    ("transpose", { $0.x.transposed() }), ("slice", { $0.x.slice(64..<192, axis: 1) }),
    ("concatenate", { concatenated([$0.x, $0.y], axis: 1) }), ("gather", { $0.x.gathered($0.indices) }),
    ("softmax", { $0.x.softmax(axis: 1) }), ("log_softmax", { $0.x.logSoftmax(axis: 1) }),
    ("normalize", { $0.x.normalized() }), ("average_pool", { $0.images.averagePooled2D(2) }),
    ("max_pool", { $0.images.maxPooled2D(2) }),
    (
      "gaussian_log_density",
      { gaussianLogDensity(of: $0.actions, mean: $0.mean, logStd: Tensor([0.1, -0.2])) }
    ),
    ("convolution", { convolution2D($0.images, $0.kernels, .zeros([16])) }),
    ("batched_product", { batchedMatmul($0.batch, $0.batch) }),
  ]

  /// A product's sizes, and which of its factors lie transposed in memory.
  struct Product: Sendable {
    let rows: Int
    let inner: Int
    let columns: Int
    var transposeA = false
    var transposeB = false

    init(_ rows: Int, _ inner: Int, _ columns: Int, transposeA: Bool = false, transposeB: Bool = false) {
      (self.rows, self.inner, self.columns) = (rows, inner, columns)
      (self.transposeA, self.transposeB) = (transposeA, transposeB)
    }
  }

  /// The products of a policy 10→64→64→2 on 2,000 rows and on a rollout's 20, and of one of width 100.
  private static let products: [(String, Product)] = [
    ("product_first_layer", Product(2_000, 10, 64, transposeB: true)),
    ("product_layer", Product(2_000, 64, 64, transposeB: true)),
    ("product_last_layer", Product(2_000, 64, 2, transposeB: true)),
    ("product_cotangent", Product(2_000, 64, 64)),
    ("product_gradient", Product(64, 2_000, 64, transposeA: true)),
    ("product_first_gradient", Product(64, 2_000, 10, transposeA: true)),
    ("product_rollout", Product(20, 64, 64, transposeB: true)),
    ("product_layer_100", Product(2_000, 100, 100, transposeB: true)),
    ("product_gradient_100", Product(100, 2_000, 100, transposeA: true)),
  ]

  private static func flops(_ p: Product, calls: Int) -> Double {
    let a = Tensor.ones(p.transposeA ? [p.inner, p.rows] : [p.rows, p.inner])
    let b = Tensor.ones(p.transposeB ? [p.columns, p.inner] : [p.inner, p.columns])
    let each = seconds(calls: calls) {
      _ = matmul(a, b, transposeA: p.transposeA, transposeB: p.transposeB)
    }
    return 2 * Double(p.rows * p.inner * p.columns) / each
  }

  /// Median CPU seconds of one call.
  private static func seconds(calls: Int = 50, _ body: () -> Void) -> Double {
    body()
    return medianSeconds(repetitions: 21) { for _ in 0..<calls { body() } } / Double(calls)
  }
}
