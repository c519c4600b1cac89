import Foundation

/// The scene language as documents, printed from the tables by which files are read.
public enum SceneLanguage {
  /// A JSON Schema (2020-12) of scene files, for editors.
  public static var schema: String {
    var root = Vocabulary.scene.schema(extensible: true)
    root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    root["title"] = "Limber scene"
    root["$defs"] = Dictionary(
      uniqueKeysWithValues: Vocabulary.sections.dropFirst().map {
        ($0.identifier, $0.schema(extensible: false))
      })
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: root, options: options) else {
      preconditionFailure("the schema is no JSON")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// A table of keys for each kind of mapping, in Markdown.
  public static var tables: String {
    Vocabulary.sections.filter { !$0.keys.isEmpty }.map(\.table).joined(separator: "\n")
  }

  /// The keys of a suite's file.
  public static var suiteTable: String { Vocabulary.suite.table }
}

extension Vocabulary.Section {
  var identifier: String { name.replacingOccurrences(of: " ", with: "_") }

  /// - Parameter extensible: keys may come from the file that it extends, so none is required but the name.
  fileprivate func schema(extensible: Bool) -> [String: Any] {
    var schema: [String: Any] = [
      "type": "object", "additionalProperties": false,
      "properties": Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0.schema) }),
    ]
    if !text.isEmpty { schema["description"] = text }
    let cases = keys.flatMap(\.conditionalSchemas)
    if !cases.isEmpty { schema["allOf"] = cases }
    let required = extensible ? ["name"] : keys.filter(\.isRequired).map(\.name)
    if !required.isEmpty { schema["required"] = required }
    if isChoice, besides.isEmpty {
      schema["minProperties"] = 1
      schema["maxProperties"] = 1
    } else if isChoice {
      schema["oneOf"] = names.filter { !besides.contains($0) }.map { ["required": [$0]] }
    }
    return schema
  }

  fileprivate var table: String {
    let heading =
      "### \(name.prefix(1).uppercased() + name.dropFirst())\n\n" + (text.isEmpty ? "" : "\(text)\n\n")
    guard isListed else { return heading.trimmingCharacters(in: .newlines) + "\n" }
    let rows = keys.map { key in
      let text = key.text.replacingOccurrences(of: "|", with: "\\|")
      return "| `\(key.name)`\(key.isRequired ? " *" : "") | \(key.kind.words) | \(text) |"
    }
    return heading + (["| key | value | meaning |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
  }
}

extension Vocabulary.Key {
  /// What the key's range is where others say so; without them its widest is in `schema`.
  fileprivate var conditionalSchemas: [[String: Any]] {
    guard case .numberBy(let cases) = kind else { return [] }
    return cases.compactMap { entry in
      entry.condition.schema.map {
        ["if": $0, "then": ["properties": [name: Vocabulary.Kind.number(entry.range).schema]]]
      }
    }
  }

  fileprivate var schema: [String: Any] {
    var schema = kind.schema
    if !text.isEmpty { schema["description"] = text }
    return schema
  }
}
