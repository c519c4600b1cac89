import MetaLearning
import Scenes
import Yams

extension RunConfiguration {
  /// The settings' names, in the order of their declaration.
  static let keys: [String] = keys(of: node(of: RunConfiguration()))

  /// The text of `config.yaml`: every setting, defaults included.
  public func yaml() -> String {
    guard let text = try? YAMLEncoder().encode(self) else {
      preconditionFailure("a configuration of numbers and names did not encode")
    }
    return text
  }

  /// This configuration with the settings of a YAML mapping in place of its own.
  /// - Parameter source: the file's path, for messages.
  public func overridden(byYAML text: String, source: String) throws(ConfigurationError) -> Self {
    if let line = PlainYAML.lineOfAlias(in: text) {
      throw .malformed(source: "\(source):\(line)", problem: "an alias (*), expected plain values")
    }
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch {
      throw .malformed(source: source, problem: "not YAML: \(oneLine("\(error)"))")
    }
    guard let node else { return self }
    guard case .mapping(let mapping) = node else {
      throw .malformed(source: source, problem: "expected a mapping of settings to values")
    }
    var pairs: [(String, Node)] = []
    for (key, value) in mapping {
      guard let key = key.string else {
        throw .malformed(source: source, problem: "a setting's name is not a word")
      }
      pairs.append((key, value))
    }
    return try overridden(pairs, source: source)
  }

  /// This configuration with `KEY=VALUE` settings, the values written as in YAML.
  public func overridden(bySettings settings: [String]) throws(ConfigurationError) -> Self {
    var pairs: [(String, Node)] = []
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
        throw .malformed(source: "--set \(setting)", problem: "expected KEY=VALUE")
      }
      let text = String(setting[setting.index(after: equals)...])
      guard PlainYAML.lineOfAlias(in: text) == nil, let node = try? Yams.compose(yaml: text) else {
        throw .malformed(source: "--set \(setting)", problem: "the value is not YAML")
      }
      pairs.append((String(setting[..<equals]), node))
    }
    return try overridden(pairs, source: "--set")
  }

  /// The settings whose values are not those of `other`.
  func differences(from other: RunConfiguration) -> [String] {
    let (own, others) = (Self.node(of: self).mapping, Self.node(of: other).mapping)
    return Self.keys.filter { own?[Node($0)] != others?[Node($0)] }
  }

  private func overridden(_ pairs: [(String, Node)], source: String) throws(ConfigurationError) -> Self {
    guard case .mapping(var mapping) = Self.node(of: self) else { return self }
    for (key, value) in pairs {
      guard Self.keys.contains(key) else {
        throw .unknownKey(key: "\(source): \(key)", nearest: nearest(to: key, among: Self.keys))
      }
      mapping[Node(key)] = value
    }
    do {
      var changed = try YAMLDecoder().decode(Self.self, from: Node.mapping(mapping))
      // Weights of other inner steps than these mean nothing; whoever wants some says so.
      if changed.innerRates.count != innerRates.count, !pairs.contains(where: { $0.0 == "stageWeights" }) {
        changed.stageWeights = []
      }
      return changed
    } catch {
      let key = pairs.map(\.0).first { isBad($0, mapping) } ?? pairs.map(\.0).joined(separator: ", ")
      throw .badValue(
        key: "\(source): \(key)", value: mapping[Node(key)].map(inlineText) ?? "missing",
        expected: expectation(for: key))
    }
  }

  /// Whether the mapping's value for `key` alone is what makes it undecodable.
  private func isBad(_ key: String, _ mapping: Node.Mapping) -> Bool {
    guard case .mapping(var own) = Self.node(of: self) else { return false }
    own[Node(key)] = mapping[Node(key)]
    return (try? YAMLDecoder().decode(Self.self, from: Node.mapping(own))) == nil
  }

  /// What kind of value a setting takes, told by its default.
  private func expectation(for key: String) -> String {
    switch key {
    case "algorithm": return oneOf(Algorithm.allCases.map(\.rawValue))
    case "update": return oneOf(OuterUpdate.allCases.map(\.rawValue))
    case "activation": return oneOf(PolicyActivation.allCases.map(\.rawValue))
    case "learnedRates": return oneOf(RateGranularity.allCases.map(\.rawValue))
    case "innerSurrogate": return "score or ratio"
    default:
      guard case .mapping(let defaults) = Self.node(of: RunConfiguration()), let node = defaults[Node(key)]
      else { return "another value" }
      return "a value like \(inlineText(node))"
    }
  }

  private static func node(of configuration: RunConfiguration) -> Node {
    guard let node = try? Yams.compose(yaml: configuration.yaml()) else {
      preconditionFailure("a configuration did not survive its own YAML")
    }
    return node
  }

  private static func keys(of node: Node) -> [String] {
    node.mapping?.keys.compactMap(\.string) ?? []
  }
}

private func inlineText(_ node: Node) -> String {
  switch node {
  case .scalar(let scalar): scalar.string
  case .sequence(let sequence): "[" + sequence.map(inlineText).joined(separator: ", ") + "]"
  case .mapping, .alias: "a mapping"
  }
}

func oneLine(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " } }.joined(separator: " ")
}

func oneOf(_ names: [String]) -> String { "one of " + names.joined(separator: ", ") }

/// The name closest to `word` by edit distance, if it is close.
func nearest(to word: String, among names: [String]) -> String? {
  func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count]
  }
  let scored = names.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
  guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.count / 3) else { return nil }
  return best.0
}
