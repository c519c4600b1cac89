import MetaLearning
import Scenes
import Yams

// Settings as text: `config.yaml`, `--config` and `--set`. A setting is named by its path, `update.damping`.

extension RunConfiguration {
  /// The text of `config.yaml`: every setting that the run has, defaults included.
  public func yaml() -> String {
    guard let text = try? Yams.serialize(node: SettingsTree(self).node) else {
      preconditionFailure("a configuration of numbers and names did not become YAML")
    }
    return text
  }

  /// This configuration with the settings of a YAML mapping in place of its own.
  /// - Parameter source: the file's path, for messages.
  public func overridden(byYAML text: String, source: String) throws(ConfigurationError) -> Self {
    try overridden(SettingsTree.pairs(inYAML: text, source: source), source: source)
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

  /// The configuration of a YAML text that names environment and algorithm; what it does not say has their defaults.
  static func read(_ text: String, source: String) throws(ConfigurationError) -> Self {
    let environment = try value(of: "environment", inYAML: text, source: source) ?? "reach"
    let name = try value(of: "algorithm", inYAML: text, source: source)
    guard let algorithm = name.map(Algorithm.init(rawValue:)) ?? .mamlPlusPlus else {
      throw .badValue(
        key: "\(source): algorithm", value: name ?? "", expected: oneOf(Algorithm.allCases.map(\.rawValue)))
    }
    return try defaults(for: environment, algorithm: algorithm).overridden(byYAML: text, source: source)
  }

  /// The value of one setting in a YAML text, unread otherwise; nil where it does not stand there.
  public static func value(
    of key: String, inYAML text: String, source: String
  ) throws(ConfigurationError) -> String? {
    try SettingsTree.pairs(inYAML: text, source: source).last { $0.0 == key }?.1.string
  }

  /// The settings whose values are not those of `other`.
  func differences(from other: RunConfiguration) -> [String] {
    let (own, others) = (SettingsTree(self).leaves, SettingsTree(other).leaves)
    let names = own.map(\.0) + others.map(\.0).filter { name in !own.contains { $0.0 == name } }
    return names.filter { name in
      own.first { $0.0 == name }?.1 != others.first { $0.0 == name }?.1
    }
  }

  private func overridden(_ pairs: [(String, Node)], source: String) throws(ConfigurationError) -> Self {
    try checkCharacters()
    var tree = SettingsTree(self)
    // A change of kind brings that kind's settings, which the other pairs then change.
    for (key, value) in pairs { try tree.changeKind(key, value, source: source) }
    let original = tree
    for (key, value) in pairs {
      guard tree.contains(key) else {
        throw .unknownKey(key: "\(source): \(key)", hint: tree.hint(for: key))
      }
      tree.set(key, value)
    }
    do {
      var changed = try YAMLDecoder().decode(Self.self, from: tree.node)
      // Weights of other inner steps than these mean nothing; whoever wants some says so.
      if changed.learner.rates.count != learner.rates.count,
        !pairs.contains(where: { $0.0 == "learner.stageWeights" })
      {
        changed.learner.stageWeights = []
      }
      // A schedule spans the run unless somebody says otherwise.
      if changed.iterations != iterations, !pairs.contains(where: { $0.0 == "schedule.over" }),
        schedule.over == iterations
      {
        changed.schedule.over = changed.iterations
      }
      if !changed.algorithm.takesGradientSteps || changed.learner.learnedRates == .fixed {
        changed.rateUpdate = nil
      }
      try changed.checkCharacters()
      return changed
    } catch let error as ConfigurationError {
      throw error
    } catch {
      let key =
        pairs.map(\.0).first { key in
          var one = tree
          // The tree with this value alone taken back decodes: the value is what is wrong.
          if let own = original.value(key) { one.set(key, own) } else { return false }
          return (try? YAMLDecoder().decode(Self.self, from: one.node)) != nil
        } ?? pairs.map(\.0).joined(separator: ", ")
      throw .badValue(
        key: "\(source): \(key)", value: tree.value(key).map(SettingsTree.text) ?? "missing",
        expected: original.expectation(for: key))
    }
  }
}

func oneLine(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " } }.joined(separator: " ")
}

func oneOf(_ names: [String]) -> String { "one of " + names.joined(separator: ", ") }

/// As in "a, b or c".
func alternatives(_ names: [String]) -> String {
  names.count < 2
    ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
}

/// The name closest to `word` by edit distance, if it is close.
public func nearest(to word: String, among names: [String]) -> String? {
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
