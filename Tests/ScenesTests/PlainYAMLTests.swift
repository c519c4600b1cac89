import Foundation
import Randomness
import Testing
import Yams

@testable import Scenes

/// No alias, anchor or tag passes, however it is written: what the guards say beside what the library makes of it.
@Suite("Plain YAML") struct PlainYAMLTests {
  /// What the library found in a text.
  private struct Found {
    var aliases = 0
    var anchors = 0
    var tags = 0
    private var anchored: Set<String> = []

    /// nil for a text that is no YAML.
    init?(_ text: String) {
      guard let parser = try? Parser(yaml: text, resolver: .basic), let root = try? parser.singleRoot() else {
        return nil
      }
      // Nodes do not hold their anchors: the parser does.
      withExtendedLifetime(parser) { look(at: root) }
    }

    private mutating func look(at node: Node, isKey: Bool = false) {
      switch node {
      case .scalar(let scalar):
        let isText = isKey || scalar.style != .plain
        add(scalar.anchor, scalar.tag, scalar.mark, implied: isText ? .str : "")
      case .sequence(let sequence):
        add(sequence.anchor, sequence.tag, sequence.mark, implied: isKey ? .seq : "")
        for item in sequence { look(at: item, isKey: isKey) }
      case .mapping(let mapping):
        add(mapping.anchor, mapping.tag, mapping.mark, implied: isKey ? .map : "")
        for (key, value) in mapping {
          look(at: key, isKey: true)
          look(at: value, isKey: isKey)
        }
      case .alias: aliases += 1
      }
    }

    /// What an alias stands for is the node itself, found a second time.
    private mutating func add(_ anchor: Anchor?, _ tag: Yams.Tag, _ mark: Mark?, implied: Yams.Tag.Name) {
      if !tag.description.isEmpty, tag.description != implied.rawValue { tags += 1 }
      guard anchor != nil else { return }
      anchors += 1
      if let mark, !anchored.insert("\(mark)").inserted { aliases += 1 }
    }
  }

  private static let pieces = [
    "&", "*", "!", "'", "\"", "\\", " ", " ", "\n", "\n", "\r", "\t", ":", ": ", "- ", "[", "]", "{", "}",
    ",",
    "#", "a", "a", "b", "?", "? ", "&a ", "&a ", "*a", "*a ", "!!str ", "!b ", "|", ">", "\u{85}", "\u{2028}",
    "\u{FEFF}", "é", "---\n", "\\\"", "''", "- &a b\n", "- *a\n", "%", "@", "\u{0}",
  ]

  private static let frames = [
    ("", ""), ("&", ""), ("- &a b\n", "\n- *a"), ("[&a b, ", ", *a]"), ("{x: &a b, ", "}"),
    ("x: &a b", "\ry: *a"),
  ]

  @Test("random texts", arguments: 0..<2) func fuzz(_ part: Int) {
    var stream = RandomStream(seed: UInt64(part)).split("yaml")
    var (aliases, anchors, plain) = (0, 0, 0)
    for _ in 0..<FuzzTests.rounds * 100 {
      let length = Int(stream.next() % 10)
      let middle = (0...length).map { _ in Self.pieces[Int(stream.next() % UInt64(Self.pieces.count))] }
      // Two in three have an anchor and an alias, with something between them that may hide either.
      let (open, close) = Self.frames[Int(stream.next() % UInt64(Self.frames.count))]
      let text = open + middle.joined() + close
      let found = Found(text)
      if let found, found.aliases > 0 {
        aliases += 1
        #expect(PlainYAML.lineOfAlias(in: text) != nil, "an alias hides in \(text.debugDescription)")
      }
      if (try? SceneFile.parse(text, path: "")) != nil {
        plain += 1
        #expect(
          found.map { $0.anchors + $0.aliases + $0.tags } == 0,
          "an anchor or a tag hides in \(text.debugDescription)")
      } else if let found, found.anchors > 0 {
        anchors += 1
      }
    }
    #expect(aliases > 20 && anchors > 100 && plain > 500, "\(aliases), \(anchors), \(plain)")
  }

  private func message(_ text: String) -> String {
    do throws(SceneError) {
      _ = try SceneFile.parse(text, path: "f")
      return "no error"
    } catch { return error.description }
  }

  @Test(
    "the line is named, however lines end and whatever stands before",
    arguments: [
      ("# \"\nx: &a 1", 2), ("# c\rx: &a 1", 2), ("x: 1 # c\r\ny: !t 2", 2), ("x: 1 # \u{85}y: &a 2", 2),
      ("x: |\n  y: \"\nz: !t 1", 3), ("x: y\\\"\nz: &a 1", 2), ("x: [a\\', 'b\\', &a c]", 1),
      ("x: 'it''s \\'\ny: !t 2", 2), ("x: \"\\\\\"\n\ny: &a 2", 3), ("&a x: 1", 1), ("!t x: 1", 1),
      ("x: 1\n\"y\": !!str 2", 2), ("x: *a", 1), ("x: 1\ry: *a", 2), ("x: 1 # c\ry: [&a 1, *a]", 2),
      ("? [&a 1]\r: 2\r? [*a, *a]\r: 3", 3),
    ])
  func lines(_ text: String, _ line: Int) {
    let says = "an anchor, alias or tag (&, * or !), expected plain values"
    #expect(message(text).replacingOccurrences(of: "f:\(line): ", with: "") == says, "\(message(text))")
  }

  @Test(
    "what only looks like one is text",
    arguments: [
      "x: 'a &b c'", "x: \"*a\"", "x: a&b", "x: 2 * 3 & 4 !", "x: \"!a\" # &a", "x: |\n  &a", "x: 'y' # *a",
    ])
  func text(_ text: String) { #expect(message(text) == "no error") }
}
