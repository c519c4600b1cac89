internal import CKernels

/// An immutable array of floats with a shape, row by row (the last axis is contiguous).
///
/// A tensor is a value: operations return new tensors. Inside a function whose derivative is being taken it
/// also carries a trace, by which the derivative finds the operations that led to it.
public struct Tensor: Sendable {
  var storage: Storage
  /// The length of each axis; empty for a scalar.
  public let shape: [Int]
  let trace: Trace?

  init(storage: Storage, shape: [Int], trace: Trace? = nil) {
    self.storage = storage
    self.shape = shape
    self.trace = trace
  }

  /// A constant whose `shape.product` values `fill` writes.
  init(shape: [Int], fill: (UnsafeMutablePointer<Float>) -> Void) {
    storage = Storage(count: shape.product)
    self.shape = shape
    trace = nil
    fill(storage.pointer)
  }

  /// The number of values: the product of `shape`.
  public var count: Int { storage.count }
  /// The number of axes.
  public var rank: Int { shape.count }
  var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }

  /// `values` row by row; their number is the product of `shape`.
  public init(_ values: [Float], shape: [Int]) {
    precondition(
      shape.allSatisfy { $0 >= 0 } && values.count == shape.product,
      "Tensor: \(values.count) values do not fill shape \(shape)")
    self.init(shape: shape) { out in
      values.withUnsafeBufferPointer {
        if let base = $0.baseAddress { out.update(from: base, count: $0.count) }
      }
    }
  }

  /// A vector of shape `[values.count]`.
  public init(_ values: [Float]) { self.init(values, shape: [values.count]) }

  /// A scalar of shape `[]`.
  public init(_ scalar: Float) {
    self.init(shape: []) { $0[0] = scalar }
  }

  /// A copy of `values`, whose number is the product of `shape`.
  public init(copying values: Span<Float>, shape: [Int]) {
    precondition(values.count == shape.product, "Tensor: \(values.count) values do not fill shape \(shape)")
    self.init(shape: shape) { out in
      values.withUnsafeBufferPointer {
        if let base = $0.baseAddress { out.update(from: base, count: $0.count) }
      }
    }
  }

  /// A tensor filled with zeros.
  public static func zeros(_ shape: [Int]) -> Tensor { full(shape, 0) }

  /// A tensor filled with ones.
  public static func ones(_ shape: [Int]) -> Tensor { full(shape, 1) }

  /// A tensor filled with one value.
  public static func full(_ shape: [Int], _ value: Float) -> Tensor {
    Tensor(shape: shape) { lk_fill($0, value, shape.product) }
  }

  /// All values row by row, copied.
  public var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// The only value of a tensor that has one.
  public var scalar: Float {
    precondition(count == 1, "Tensor.scalar: a tensor of shape \(shape) has \(count) values")
    return pointer[0]
  }

  /// Reads the values row by row without copying them.
  public func withValues<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    try body(UnsafeBufferPointer(start: pointer, count: count).span)
  }

  /// Whether no value is infinite or NaN.
  public var allFinite: Bool { lk_all_finite(pointer, count) != 0 }

  /// The same values as a constant: no derivative flows through it (stop-gradient).
  public func detached() -> Tensor { Tensor(storage: storage, shape: shape) }
}
