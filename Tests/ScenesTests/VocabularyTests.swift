import Foundation
import Testing

@testable import Scenes

/// What the documents say of a number is what the reader takes.
@Suite("Vocabulary") struct VocabularyTests {
  /// Bounds of a key's numbers, as they are written in a file.
  private struct Bounds {
    var accepted: [String]
    var refused: [String]
    var expectation: String

    init(_ range: ClosedRange<Float>) {
      let ends = [range.lowerBound, range.upperBound]
      accepted = ends.map { "\($0)" }
      refused = ["\(ends[0].nextDown)", "\(ends[1].nextUp)"]
      expectation = "expected \(SceneNode.range(range, ""))"
    }

    init(_ range: ClosedRange<Int>) {
      accepted = ["\(range.lowerBound)", "\(range.upperBound)"]
      refused = ["\(range.lowerBound - 1)", "\(range.upperBound + 1)"]
      expectation = "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
  }

  /// Every key with numbers whose range the documents print, as `section.key`, behind it which case of several.
  private static let documented: [String: Bounds] = {
    var all: [String: Bounds] = [:]
    for section in Vocabulary.sections {
      for key in section.keys { collect(key.kind, "\(section.name).\(key.name)", into: &all) }
    }
    return all
  }()

  private static func collect(_ kind: Vocabulary.Kind, _ name: String, into all: inout [String: Bounds]) {
    switch kind {
    case .integer(let range): all[name] = Bounds(range)
    case .fixed(let range), .number(let range):
      if range != Ranges.any { all[name] = Bounds(range) }
    case .numberBy(let cases):
      for entry in cases { all["\(name) \(entry.condition.words)"] = Bounds(entry.range) }
    case .point, .fixedPoint: all[name] = Bounds(Ranges.coordinate)
    case .list(let item, _), .named(let item): collect(item, name, into: &all)
    case .either(let kinds): for kind in kinds { collect(kind, name, into: &all) }
    case .text, .name, .boolean, .word, .pointWord, .section, .distribution: break
    }
  }

  /// A scene with a number to be written for `@`, and which of the documented bounds the rest of it can bear.
  struct Probe: Sendable {
    enum End: Sendable {
      case lower
      case upper
    }

    let key: String
    let lines: [String]
    let ends: [End]

    init(_ key: String, _ lines: String..., only ends: End...) {
      self.key = key
      self.lines = lines
      self.ends = ends.isEmpty ? [.lower, .upper] : ends
    }

    /// The plain scene with the probe's keys in the place of its own.
    func scene(_ number: String) -> String {
      let plain = [
        "name: plain", "horizon: 10", "arm: {links: [{length: 0.5, radius: 0.05, mass: 1}]}",
        "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, position: [3, 0]}]",
        "actuators: [{joint: shoulder, mode: torque, scale: 1}]", "task: {goal: {disc: {radius: 0.2}}}",
        "observe: [joint_cosines]", "reward: [{distance: [b, goal], weight: -1}]",
      ]
      func key(_ line: String) -> Substring { line.prefix { $0 != ":" } }
      let own = Set(lines.map(key))
      return (plain.filter { !own.contains(key($0)) } + lines).joined(separator: "\n")
        .replacingOccurrences(of: "@", with: number)
    }
  }

  @Test("no key is left out") func complete() {
    #expect(Set(Self.probes.map(\.key)) == Set(Self.documented.keys))
  }

  @Test("the documented bounds are taken, and nothing beyond them", arguments: probes)
  func bounds(_ probe: Probe) throws {
    let bounds = try #require(Self.documented[probe.key])
    let files = try SceneFiles()
    for (end, number) in [(Probe.End.lower, bounds.accepted[0]), (.upper, bounds.accepted[1])]
    where probe.ends.contains(end) {
      #expect(try files.message(probe.scene(number)) == "no error", "\(number)")
    }
    for number in bounds.refused {
      let message = try files.message(probe.scene(number))
      #expect(message.contains(bounds.expectation), "\(number): \(message)")
    }
  }

  @Test("whatever depends on another key does so in the schema too") func schema() throws {
    let schema = SceneLanguage.schema
    for (key, bounds) in Self.documented where key.hasPrefix("actuator.scale") {
      let number = try #require(Float(bounds.accepted[1]))
      #expect(schema.contains("\"maximum\" : \(SceneNode.text(number))"))
    }
    #expect(schema.components(separatedBy: "\"if\" : ").count == 1 + 3 + 2)
  }
}
