internal import CKernels

/// y = scale · x + offset
struct Affine: Operation {
  let scale: Float
  let offset: Float

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { lk_affine(x.pointer, scale, offset, $0, x.count) }
  }

  func pullback(_ cotangent: Tensor, _ application: Application) -> [Tensor?] { [scaled(cotangent)] }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? { tangents[0].map(scaled) }

  private func scaled(_ x: Tensor) -> Tensor { scale == 1 ? x : x * scale }
}

extension Storage {
  /// Adds another storage's values to this one's; the caller holds the only reference to it.
  func accumulate(_ other: Storage) { lk_accumulate(other.pointer, 1, pointer, count) }
}

extension Tensor {
  func affine(_ scale: Float, _ offset: Float) -> Tensor {
    apply(Affine(scale: scale, offset: offset), [self])
  }

  public static prefix func - (x: Tensor) -> Tensor { x.affine(-1, 0) }
  public static func + (x: Tensor, c: Float) -> Tensor { x.affine(1, c) }
  public static func + (c: Float, x: Tensor) -> Tensor { x.affine(1, c) }
  public static func - (x: Tensor, c: Float) -> Tensor { x.affine(1, -c) }
  public static func - (c: Float, x: Tensor) -> Tensor { x.affine(-1, c) }
  public static func * (x: Tensor, c: Float) -> Tensor { x.affine(c, 0) }
  public static func * (c: Float, x: Tensor) -> Tensor { x.affine(c, 0) }
  public static func / (x: Tensor, c: Float) -> Tensor { x.affine(1 / c, 0) }
  public static func / (c: Float, x: Tensor) -> Tensor { x.reciprocal() * c }
}
