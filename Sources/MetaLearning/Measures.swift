/// Named figures of a mapping at one point of a curve, in a fixed order: `return` and `success` where there are
/// episodes, `error` for functions, `accuracy` for classes.
public struct Measures: Sendable, Hashable, Codable {
  public private(set) var names: [String]
  public private(set) var values: [Double]

  public init(_ entries: KeyValuePairs<String, Double> = [:]) {
    names = entries.map(\.key)
    values = entries.map(\.value)
  }

  fileprivate init(names: [String], values: [Double]) {
    self.names = names
    self.values = values
  }

  /// nil where there is no such measure.
  public subscript(name: String) -> Double? { names.firstIndex(of: name).map { values[$0] } }

  /// Means of measures that have the same names, summed in order.
  /// - Precondition: there is one, and all have the same names.
  public static func mean(_ all: [Measures]) -> Measures {
    precondition(
      !all.isEmpty && all.allSatisfy { $0.names == all[0].names }, "the mean of measures \(all.map(\.names))")
    return Measures(
      names: all[0].names,
      values: all[0].values.indices.map { i in
        all.reduce(0) { $0 + $1.values[i] } / Double(all.count)
      })
  }
}

extension Measures {
  /// - Precondition: there is no measure of that name yet.
  public mutating func append(_ name: String, _ value: Double) {
    precondition(self[name] == nil, "a second measure \(name)")
    self = Measures(names: names + [name], values: values + [value])
  }
}
