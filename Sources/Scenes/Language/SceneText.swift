/// A scene as text that needs no other file: what it extends is in it, comments are not. Reading it gives the same
/// scene with the same hash.
enum SceneText {
  /// One line for each key of the scene.
  static func text(of root: SceneNode) -> String {
    guard case .map(let entries) = root.value else { return flow(root) + "\n" }
    return entries.filter { $0.name != "extends" }
      .map { "\(word($0.name)): \(flow($0.node))\n" }.joined()
  }

  private static func flow(_ node: SceneNode) -> String {
    switch node.value {
    case .scalar(let text, let quoted):
      // What stands without quotes may be a number or true, and has to stay one.
      node.number != nil || (!quoted && isWord(text)) ? text : inQuotes(text)
    case .list(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { "\(word($0.name)): \(flow($0.node))" }.joined(separator: ", ") + "}"
    }
  }

  private static func word(_ text: String) -> String { isWord(text) ? text : inQuotes(text) }

  private static func isWord(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }

  /// As YAML reads it between double quotes.
  static func inQuotes(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default:
        let breaks =
          scalar.properties.generalCategory == .control || [0x2028, 0x2029, 0xFEFF].contains(scalar.value)
        if breaks {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
