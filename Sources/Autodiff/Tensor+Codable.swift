// Tensors as values that can be told: numbers and their shape. A trace is not told.

extension Tensor: Codable {
  private enum CodingKeys: String, CodingKey {
    case shape, values
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(values, forKey: .values)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let shape = try container.decode([Int].self, forKey: .shape)
    let values = try container.decode([Float].self, forKey: .values)
    guard shape.count(upTo: values.count) == values.count else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "\(values.count) values for the shape \(shape)"))
    }
    self.init(values, shape: shape)
  }
}

extension [Int] {
  /// How many values a tensor of this shape has; nil where that is more than `limit`, or no shape.
  func count(upTo limit: Int) -> Int? {
    var count = 1
    for size in self {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      // An axis of 0 empties the others, however long.
      guard size >= 0, !overflow else { return nil }
      count = product
    }
    return count <= limit ? count : nil
  }
}
