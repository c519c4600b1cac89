// Parameters as values that can be told: names, shapes, numbers, and whether they are packed, since sums over packed
// parameters are taken in another order.

extension Parameters: Codable {
  private enum CodingKeys: String, CodingKey {
    case names, shapes, values, packed
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(names, forKey: .names)
    try container.encode(shapes?.list ?? tensors.map(\.shape), forKey: .shapes)
    try container.encode(flattened(), forKey: .values)
    try container.encode(flat != nil, forKey: .packed)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let names = try container.decode([String].self, forKey: .names)
    let shapes = try container.decode([[Int]].self, forKey: .shapes)
    let values = try container.decode([Float].self, forKey: .values)
    let isPacked = try container.decode(Bool.self, forKey: .packed)
    var left = values.count
    for shape in shapes { left = shape.count(upTo: left).map { left - $0 } ?? -1 }
    guard left == 0, names.count == shapes.count, Set(names).count == names.count else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\(values.count) values for \(names.count) tensors of shapes \(shapes)"))
    }
    var start = 0
    let parameters = values.withUnsafeBufferPointer { source in
      Parameters(
        names: names,
        tensors: shapes.map { shape in
          let count = shape.product
          defer { start += count }
          return Tensor(copying: source.extracting(start..<start + count).span, shape: shape)
        })
    }
    self = isPacked ? parameters.packed() : parameters
  }
}
