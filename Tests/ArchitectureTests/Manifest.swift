import Foundation
import Testing

/// `Package.swift` as far as it says what depends on what.
struct Manifest {
  struct Target {
    var name: String
    var isTest: Bool
    /// Targets and products of packages, by name.
    var dependencies: Set<String>
  }

  let targets: [Target]

  /// Names that stand for products of packages.
  private static let products = ["arguments": "ArgumentParser", "protobuf": "SwiftProtobuf"]

  init(text: String) throws {
    let lines = text.split(separator: "\n").map { line in
      line.firstRange(of: /^ *\/\/.*/).map { _ in "" } ?? String(line)
    }
    let text = lines.joined(separator: "\n")
    let list = try #require(text.firstRange(of: "\n  targets: ["))
    var rest = text[list.upperBound...]
    var targets: [Target] = []
    // A target that a dependency names stands within the brackets of another.
    while let start = rest.firstRange(of: /\n    \.([A-Za-z]*[tT]arget|systemLibrary)\(/) {
      let kind = rest[start].trimmingCharacters(in: CharacterSet(charactersIn: "\n .("))
      let body = Self.bracketed(rest[start.upperBound...])
      rest = rest[body.endIndex...]
      let name = try #require(body.firstMatch(of: /name: "([^"]+)"/)?.1)
      var names: Set<String> = []
      if let list = body.firstRange(of: "dependencies: [") {
        let own = Self.bracketed(body[list.upperBound...]).replacing(/condition: \.when\([^)]*\)/, with: "")
        for match in own.matches(of: /"([^"]+)"/) { names.insert(String(match.1)) }
        for (word, product) in Self.products where own.contains(try Regex("\\b\(word)\\b")) {
          names.insert(product)
        }
      }
      targets.append(Target(name: String(name), isTest: kind == "testTarget", dependencies: names))
    }
    self.targets = targets
  }

  /// Up to the bracket that closes what was opened just before.
  private static func bracketed(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      switch text[index] {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      default: break
      }
      if depth == 0 { return text[..<index] }
    }
    return text
  }
}
