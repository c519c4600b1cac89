internal import CKernels

/// a ∘ b with broadcasting, for ∘ in + − × ÷.
///
/// The cotangent of a stretched input is summed over the axes along which it was stretched.
struct Arithmetic: Operation {
  enum Kind { case add, subtract, multiply, divide }
  let kind: Kind

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    switch kind {
    case .add: broadcastEvaluate(LK_ADD, inputs[0], inputs[1], "+")
    case .subtract: broadcastEvaluate(LK_SUBTRACT, inputs[0], inputs[1], "-")
    case .multiply: broadcastEvaluate(LK_MULTIPLY, inputs[0], inputs[1], "*")
    case .divide: broadcastEvaluate(LK_DIVIDE, inputs[0], inputs[1], "/")
    }
  }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    let (a, b) = (application.inputs[0], application.inputs[1])
    let (needsA, needsB) = (application.needs(0), application.needs(1))
    let toA: Tensor?
    let toB: Tensor?
    switch kind {
    case .add: (toA, toB) = (c, needsB ? c : nil)
    case .subtract: (toA, toB) = (c, needsB ? -c : nil)
    case .multiply: (toA, toB) = (needsA ? c * b : nil, needsB ? c * a : nil)
    case .divide:
      toA = needsA || needsB ? c / b : nil
      toB = needsB ? -(toA! * application.output) : nil
    }
    return [
      needsA ? toA?.sum(to: a.shape) : nil, needsB ? toB?.sum(to: b.shape) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (a, b) = (application.inputs[0], application.inputs[1])
    let shape = application.output.shape
    let tangent: Tensor?
    switch kind {
    case .add: tangent = sum(tangents[0], tangents[1])
    case .subtract:
      if let da = tangents[0], let db = tangents[1] {
        tangent = da - db
      } else {
        tangent = tangents[0] ?? tangents[1].map { -$0 }
      }
    case .multiply: tangent = sum(tangents[0].map { $0 * b }, tangents[1].map { a * $0 })
    case .divide:
      tangent = sum(tangents[0].map { $0 / b }, tangents[1].map { -(application.output * ($0 / b)) })
    }
    return tangent?.broadcast(to: shape)
  }
}

extension Tensor {
  /// Elementwise with broadcasting: shapes align at the last axis and axes of length 1 stretch.
  public static func + (a: Tensor, b: Tensor) -> Tensor { apply(Arithmetic(kind: .add), [a, b]) }
  public static func - (a: Tensor, b: Tensor) -> Tensor { apply(Arithmetic(kind: .subtract), [a, b]) }
  public static func * (a: Tensor, b: Tensor) -> Tensor { apply(Arithmetic(kind: .multiply), [a, b]) }
  public static func / (a: Tensor, b: Tensor) -> Tensor { apply(Arithmetic(kind: .divide), [a, b]) }
}

/// A binary kernel over two shapes that broadcast together.
func broadcastEvaluate(_ op: lk_binary_op, _ a: Tensor, _ b: Tensor, _ name: String) -> Tensor {
  if a.shape == b.shape {
    return Tensor(shape: a.shape) { lk_binary(op, a.pointer, 0, 1, b.pointer, 0, 1, $0, 1, a.count) }
  }
  let shape = a.shape.broadcast(with: b.shape, name)
  let count = shape.product
  if b.count == 1, a.count == count {
    return Tensor(shape: shape) { lk_binary(op, a.pointer, 0, 1, b.pointer, 0, 0, $0, 1, count) }
  }
  if a.count == 1, b.count == count {
    return Tensor(shape: shape) { lk_binary(op, a.pointer, 0, 0, b.pointer, 0, 1, $0, 1, count) }
  }
  let inner = shape.last ?? 1
  if inner >= 16 {
    // Whole rows meet whole rows or single values where the leading axes agree or one side has none.
    if let (aRow, aStep) = rowSteps(a.shape, in: shape), let (bRow, bStep) = rowSteps(b.shape, in: shape) {
      return Tensor(shape: shape) {
        lk_binary(op, a.pointer, aRow, aStep, b.pointer, bRow, bStep, $0, count / inner, inner)
      }
    }
  }
  if inner > 0, a.count == count, b.count == inner, b.shape.last == inner {
    return Tensor(storage: meetShortRow(op, a, b, rowFirst: false).storage, shape: shape)
  }
  if inner > 0, b.count == count, a.count == inner, a.shape.last == inner {
    return Tensor(storage: meetShortRow(op, b, a, rowFirst: true).storage, shape: shape)
  }
  let (wideA, wideB) = (a.stretched(to: shape), b.stretched(to: shape))
  return Tensor(shape: shape) { lk_binary(op, wideA.pointer, 0, 1, wideB.pointer, 0, 1, $0, 1, count) }
}

/// Every row of `x` with one row too short to fill registers, which is repeated until it does.
private func meetShortRow(_ op: lk_binary_op, _ x: Tensor, _ row: Tensor, rowFirst: Bool) -> Tensor {
  let wide = 256 / row.count * row.count
  let repeated = row.reshaped([1, row.count]).stretched(to: [wide / row.count, row.count])
  let whole = x.count / wide * wide
  return Tensor(shape: x.shape) { out in
    for (start, rows, columns) in [(0, whole / wide, wide), (whole, 1, x.count - whole)] {
      let place = x.pointer + start
      if rowFirst {
        lk_binary(op, repeated.pointer, 0, 1, place, wide, 1, out + start, rows, columns)
      } else {
        lk_binary(op, place, wide, 1, repeated.pointer, 0, 1, out + start, rows, columns)
      }
    }
  }
}

/// How a tensor is read row by row within a broadcast shape, where that needs no more than two steps.
private func rowSteps(_ own: [Int], in shape: [Int]) -> (row: Int, step: Int)? {
  guard let last = own.last, let inner = shape.last, inner > 0 else { return nil }
  let step = last == inner ? 1 : 0
  let leading = own.dropLast()
  if leading.allSatisfy({ $0 == 1 }) { return (0, step) }
  return own.count == shape.count && leading == shape.dropLast() ? (last, step) : nil
}
