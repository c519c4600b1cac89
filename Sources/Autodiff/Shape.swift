extension [Int] {
  /// The number of elements of an array of this shape; 1 for a scalar's `[]`.
  var product: Int { reduce(1, *) }

  /// Row-major strides: how far apart neighbours along each axis lie.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: count)
    for axis in indices.reversed().dropFirst() { strides[axis] = strides[axis + 1] * self[axis + 1] }
    return strides
  }

  /// The shape split at an axis: elements before it, along it, and after it.
  func split(at axis: Int) -> (outer: Int, length: Int, inner: Int) {
    ([Int](self[..<axis]).product, self[axis], [Int](self[(axis + 1)...]).product)
  }

  /// The axis counted from the front; negative ones count from the back, as in NumPy.
  func axis(_ axis: Int, _ operation: String) -> Int {
    let resolved = axis < 0 ? axis + count : axis
    precondition(indices.contains(resolved), "\(operation): shape \(self) has no axis \(axis)")
    return resolved
  }

  /// The shape in which tensors of two shapes meet: aligned at the last axis, ones stretch (NumPy's rule).
  func broadcast(with other: [Int], _ operation: String) -> [Int] {
    if self == other { return self }
    let rank = Swift.max(count, other.count)
    var result = [Int](repeating: 1, count: rank)
    for back in 1...rank {
      let a = back <= count ? self[count - back] : 1
      let b = back <= other.count ? other[other.count - back] : 1
      precondition(
        a == b || a == 1 || b == 1, "\(operation): shapes \(self) and \(other) do not broadcast together")
      result[rank - back] = a == 1 ? b : a
    }
    return result
  }

  /// Whether a tensor of this shape stretches to `target`.
  func broadcasts(to target: [Int]) -> Bool {
    count <= target.count && zip(reversed(), target.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
  }

  /// Strides by which a tensor of this shape is read as one of shape `target`: 0 where it is stretched.
  func strides(broadcastTo target: [Int]) -> [Int] {
    let own = strides
    return target.indices.map { axis in
      let mine = axis - (target.count - count)
      return mine >= 0 && self[mine] == target[axis] ? own[mine] : 0
    }
  }
}
