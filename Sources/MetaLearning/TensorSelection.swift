/// Which of a model's tensors, by name: patterns in which `*` stands for any characters, as in `head.*`.
public struct TensorSelection: Sendable, Hashable, Codable {
  public var patterns: [String]

  public init(_ patterns: [String]) { self.patterns = patterns }

  public static let all = TensorSelection(["*"])

  public init(from decoder: any Decoder) throws {
    patterns = try decoder.singleValueContainer().decode([String].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(patterns)
  }

  public func contains(_ name: String) -> Bool { patterns.contains { Self.matches(name[...], $0[...]) } }

  /// Patterns that no name matches: most likely misspelt.
  public func unmatched(among names: [String]) -> [String] {
    patterns.filter { pattern in !names.contains { Self.matches($0[...], pattern[...]) } }
  }

  /// For names in their order; nil where all are selected.
  func mask(_ names: [String]) -> [Bool]? {
    let mask = names.map(contains)
    return mask.allSatisfy { $0 } ? nil : mask
  }

  private static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == "*" {
      let rest = pattern.dropFirst()
      return name.indices.contains { matches(name[$0...], rest) } || matches(name.suffix(0), rest)
    }
    return name.first == first && matches(name.dropFirst(), pattern.dropFirst())
  }
}
