import Randomness

/// The content of a scene without what does not matter: keys in order, numbers in one spelling, no summary.
enum CanonicalText {
  /// 16 hexadecimal digits.
  static func hash(of root: SceneNode) -> String {
    var hash = StableHash()
    write(root, to: &hash)
    return digits(of: hash)
  }

  static func digits(of hash: StableHash) -> String {
    let digits = String(hash.scattered, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func write(_ node: SceneNode, to hash: inout StableHash) {
    switch node.value {
    case .scalar(let text, _):
      if let number = node.number {
        hash.combine("#")
        hash.combine((Float(number) + 0).bitPattern)
      } else {
        hash.combine("\"\(text)\"")
      }
    case .list(let items):
      hash.combine("[")
      for item in items { write(item, to: &hash) }
      hash.combine("]")
    case .map(let entries):
      hash.combine("{")
      for entry in entries.sorted(by: { $0.name < $1.name }) where entry.node.key != "summary" {
        hash.combine("\"\(entry.name)\":")
        write(entry.node, to: &hash)
      }
      hash.combine("}")
    }
  }
}
