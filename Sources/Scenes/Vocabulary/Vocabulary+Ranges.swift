// What the reader takes: the ranges that the documents and the schema print.

extension Vocabulary.Section {
  /// The range of the numbers behind a key, alone or in a list.
  /// - Parameter says: what stands behind another key of the mapping.
  /// - Precondition: the key is one with numbers.
  func range(of name: String, says: (String) -> SceneNode? = { _ in nil }) -> ClosedRange<Float> {
    var kind = key(name).kind
    switch kind {
    case .list(let item, _), .named(let item): kind = item
    case .either(let kinds):
      // A number, or a list of such numbers.
      for case .number(let range) in kinds { return range }
    default: break
    }
    switch kind {
    case .fixed(let range), .number(let range): return range
    case .numberBy(let cases):
      for entry in cases where entry.condition.holds(says) { return entry.range }
      preconditionFailure("no range of \(name) fits")
    default: preconditionFailure("\(self.name).\(name) has no range of numbers")
    }
  }

  /// How many items the list behind a key has.
  func count(of name: String) -> ClosedRange<Int> {
    switch key(name).kind {
    case .list(_, let count): return count
    case .either(let kinds):
      for case .list(_, let count) in kinds { return count }
    default: break
    }
    preconditionFailure("\(self.name).\(name) is no list")
  }

  func integers(of name: String) -> ClosedRange<Int> {
    guard case .integer(let range) = key(name).kind else {
      preconditionFailure("\(self.name).\(name) is no whole number")
    }
    return range
  }

  func words(of name: String) -> [String] {
    guard case .word(let words) = key(name).kind else {
      preconditionFailure("\(self.name).\(name) is no word")
    }
    return words
  }

  private func key(_ name: String) -> Vocabulary.Key {
    guard let key = keys.first(where: { $0.name == name }) else {
      preconditionFailure("\(self.name) has no key \(name)")
    }
    return key
  }
}

extension Vocabulary.Case.Condition {
  fileprivate func holds(_ says: (String) -> SceneNode?) -> Bool {
    switch self {
    case .says(let key, let word):
      if case .scalar(word, _) = says(key)?.value { true } else { false }
    case .has(let keys): keys.contains { says($0) != nil }
    case .otherwise: true
    }
  }

  /// Behind a range, as in the tables of the documentation.
  var words: String {
    switch self {
    case .says(let key, let word): "with `\(key): \(word)`"
    case .has(let keys): "with " + keys.map { "`\($0)`" }.joined(separator: " or ")
    case .otherwise: "otherwise"
    }
  }

  /// What JSON Schema says of the mapping; nil for whatever the other conditions leave.
  var schema: [String: Any]? {
    switch self {
    case .says(let key, let word): ["properties": [key: ["const": word]], "required": [key]]
    case .has(let keys): ["anyOf": keys.map { ["required": [$0]] }]
    case .otherwise: nil
    }
  }
}

extension [Vocabulary.Case] {
  /// From the lowest to the highest number that any of them takes.
  var hull: ClosedRange<Float> {
    (map(\.range.lowerBound).min() ?? 0)...(map(\.range.upperBound).max() ?? 0)
  }
}
