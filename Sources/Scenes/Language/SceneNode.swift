/// One value of a scene file, with where it stands, so that whatever finds it wrong can say where.
struct SceneNode {
  enum Value {
    /// `quoted` text is never a number.
    case scalar(String, quoted: Bool)
    case list([SceneNode])
    case map([Entry])
  }

  struct Entry {
    let name: String
    let node: SceneNode
  }

  let file: String
  let line: Int?
  /// As in `arm.links[0].length`.
  let key: String
  /// What stands before `key` in the file, as in `levels.hard.`, where it overrides a key of the scene.
  var place = ""
  var value: Value

  /// The same value where it would stand under another key.
  /// - Parameter place: what messages put before the key; as it was if nil.
  func moved(from prefix: String, to other: String, place: String? = nil) -> SceneNode {
    func move(_ node: SceneNode) -> SceneNode { node.moved(from: prefix, to: other, place: place) }
    let moved: Value =
      switch value {
      case .scalar: value
      case .list(let items): .list(items.map(move))
      case .map(let entries): .map(entries.map { Entry(name: $0.name, node: move($0.node)) })
      }
    return SceneNode(
      file: file, line: line, key: other + key.dropFirst(prefix.count), place: place ?? self.place,
      value: moved)
  }

  func invalid(_ problem: String) -> SceneError {
    .invalid(path: file, line: line, key: place + key, problem: problem)
  }

  /// How messages call the value: `a list of 2`, `-1`, `"x"`.
  var summary: String {
    switch value {
    case .scalar(let text, _):
      text.isEmpty ? "nothing" : number == nil ? "\"\(text.prefix(40))\"" : String(text.prefix(40))
    case .list(let items): "a list of \(items.count)"
    case .map: "a mapping"
    }
  }

  /// Throws "X, expected Y".
  func expected(_ what: String) -> SceneError { invalid("\(summary), expected \(what)") }

  func string() throws(SceneError) -> String {
    guard case .scalar(let text, _) = value, !text.isEmpty else { throw expected("text") }
    return text
  }

  func list(_ what: String, count: ClosedRange<Int>) throws(SceneError) -> [SceneNode] {
    guard case .list(let items) = value else { throw expected(what) }
    guard count.contains(items.count) else {
      let (low, high) = (count.lowerBound, count.upperBound)
      throw invalid(
        "a list of \(items.count), expected \(low == high ? "" : "\(low) to ")\(high) items: \(what)")
    }
    return items
  }

  /// The number that the text spells; nil if it spells none.
  var number: Double? {
    guard case .scalar(let text, false) = value else { return nil }
    switch text.lowercased() {
    case ".nan": return .nan
    case ".inf", "+.inf": return .infinity
    case "-.inf": return -.infinity
    default: return Double(text)
    }
  }

  func integer(in range: ClosedRange<Int>) throws(SceneError) -> Int {
    let expectation = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let number, number.isFinite, number == number.rounded() else { throw expected(expectation) }
    guard number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
      throw expected(expectation)
    }
    return Int(number)
  }

  func boolean() throws(SceneError) -> Bool {
    guard case .scalar(let text, false) = value, text == "true" || text == "false" else {
      throw expected("true or false")
    }
    return text == "true"
  }

  /// A finite number in range, with its unit for the message.
  func constant(in range: ClosedRange<Float>, unit: String) throws(SceneError) -> Float {
    guard let number else { throw expected("a number\(Self.inUnit(unit))") }
    let value = Float(number)
    guard value.isFinite else {
      throw invalid("\(number) is not a finite number, expected \(Self.range(range, unit))")
    }
    guard range.contains(value) else { throw expected(Self.range(range, unit)) }
    return value + 0  // no negative zero, whose bits would make another task of it
  }

  static func range(_ range: ClosedRange<Float>, _ unit: String) -> String {
    "\(text(range.lowerBound)) to \(text(range.upperBound))\(unit.isEmpty ? "" : " \(unit)")"
  }

  static func inUnit(_ unit: String) -> String { unit.isEmpty ? "" : " in \(unit)" }

  /// A number without a needless ".0".
  static func text(_ value: Float) -> String {
    value == value.rounded() && abs(value) < 1e7 ? String(Int(value)) : "\(value)"
  }
}
