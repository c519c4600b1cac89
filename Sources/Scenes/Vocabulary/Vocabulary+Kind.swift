import Foundation

extension Vocabulary.Kind {
  /// As in the tables of the documentation.
  var words: String {
    switch self {
    case .text: "text"
    case .name: "name"
    case .boolean: "true or false"
    case .integer(let range): "whole number, \(range.lowerBound) to \(range.upperBound)"
    case .fixed(let range): "fixed number\(Self.words(range))"
    case .number(let range): "number\(Self.words(range))"
    case .numberBy(let cases):
      "number" + cases.map { "\(Self.words($0.range)) \($0.condition.words)" }.joined()
    case .point: "point"
    case .fixedPoint: "fixed point"
    case .distribution(let name): "distribution of a \(name)"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .pointWord: "`P_position`, `P_velocity`"
    case .section(let section): section.name
    case .list(let item, let count): Self.words(listOf: item, count)
    case .named(let item): "name → \(item.words)"
    case .either(let kinds): kinds.map(\.words).joined(separator: ", or ")
    }
  }

  private static func words(_ range: ClosedRange<Float>) -> String {
    switch range {
    case Ranges.any: ""
    case Ranges.positive: ", above 0"
    default: ", " + SceneNode.range(range, "")
    }
  }

  private static func words(listOf item: Vocabulary.Kind, _ count: ClosedRange<Int>) -> String {
    guard count.lowerBound == count.upperBound else { return "list of \(item.words)" }
    return "list of \(count.lowerBound): \(item.words)"
  }

  /// What JSON Schema says of the value.
  var schema: [String: Any] {
    switch self {
    case .text: ["type": "string"]
    case .name: ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"]
    case .boolean: ["type": "boolean"]
    case .integer(let range):
      ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound]
    case .fixed(let range): Self.schema(range)
    case .number(let range): ["anyOf": [Self.schema(range), ["$ref": "#/$defs/number"]]]
    case .numberBy(let cases): Self.number(cases.hull).schema
    case .point:
      ["anyOf": [Self.schema(pairOf: .number(Ranges.coordinate)), ["$ref": "#/$defs/point"]]]
    case .fixedPoint: Self.schema(pairOf: .fixed(Ranges.coordinate))
    case .distribution(let name): ["$ref": "#/$defs/\(name)"]
    case .word(let words): ["enum": words]
    case .pointWord: ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}_(position|velocity)$"]
    case .section(let section): ["$ref": "#/$defs/\(section.identifier)"]
    case .list(let item, let count):
      ["type": "array", "items": item.schema, "minItems": count.lowerBound, "maxItems": count.upperBound]
    case .named(let item): ["type": "object", "additionalProperties": item.schema]
    case .either(let kinds): ["anyOf": kinds.map(\.schema)]
    }
  }

  private static func schema(_ range: ClosedRange<Float>) -> [String: Any] {
    if range == Ranges.any { return ["type": "number"] }
    if range == Ranges.positive { return ["type": "number", "exclusiveMinimum": 0] }
    // As the shortest decimals, for 0.1 in single precision is no 0.1 in double.
    return [
      "type": "number", "minimum": NSDecimalNumber(string: "\(range.lowerBound)"),
      "maximum": NSDecimalNumber(string: "\(range.upperBound)"),
    ]
  }

  private static func schema(pairOf item: Vocabulary.Kind) -> [String: Any] {
    ["type": "array", "items": item.schema, "minItems": 2, "maxItems": 2]
  }
}
