import Physics
import Randomness

/// A copy of a body that a file has written once, with `repeat`.
struct CopyDescription: Sendable {
  var body: Int
  /// What it draws for itself, of the scene's `taskRules`.
  var rules: Range<Int>
  /// m, what lies at least between it and other bodies, or the places of the task.
  var apart: Float
}

// Copies keep apart at the start: each is drawn anew, by itself, while it stands too near to something else.

extension SceneDescription {
  /// How often a copy is drawn before the whole task is.
  private static let attempts = 20

  /// One draw of everything that a task draws.
  /// - Returns: nil where a copy found no place.
  func drawNumbers(using stream: inout RandomStream) -> [Float]? {
    var numbers: [Float] = []
    for rule in taskRules { rule.draw(from: &stream, into: &numbers) }
    guard !separated.isEmpty else { return numbers }
    var obstacles = obstacles(numbers)
    for copy in separated {
      var attempt = 1
      while true {
        let own = Obstacle(bodies[copy.body], drawn(numbers))
        if !obstacles.contains(where: { $0.carrier != copy.body && $0.isNear(own, copy.apart) }) {
          obstacles.append(own)
          break
        }
        guard attempt < Self.attempts else { return nil }
        attempt += 1
        redraw(copy.rules, using: &stream, in: &numbers)
      }
    }
    // A joint may have put something beside a copy.
    return crowding(numbers) == nil ? numbers : nil
  }

  /// What is wrong with where copies stand in a task; nil if nothing is.
  func crowding(_ numbers: [Float]) -> String? {
    guard !separated.isEmpty else { return nil }
    var obstacles = obstacles(numbers)
    for copy in separated {
      let own = Obstacle(bodies[copy.body], drawn(numbers))
      if let near = obstacles.first(where: { $0.carrier != copy.body && $0.isNear(own, copy.apart) }) {
        return
          "\(own.name) is \(SceneNode.text(near.distance(to: own))) m from \(near.name), expected at least "
          + "\(SceneNode.text(copy.apart)) m"
      }
      obstacles.append(own)
    }
    return nil
  }

  /// Why tasks can hardly be drawn; nil where copies find room in most of them.
  var crowding: String? {
    guard !separated.isEmpty else { return nil }
    var stream = RandomStream(seed: 0)
    let found = (0..<20).count { _ in drawNumbers(using: &stream) != nil }
    guard found < 10 else { return nil }
    return "copies found room in \(found) of 20 tasks, expected at least 10: "
      + "fewer or smaller copies, or positions drawn from a larger region"
  }

  /// Copies that can touch something.
  private var separated: [CopyDescription] { copies.filter { bodies[$0.body].collides } }

  private func redraw(_ rules: Range<Int>, using stream: inout RandomStream, in numbers: inout [Float]) {
    // What all `case` lists share is no copy's own.
    for (rule, place) in taskRules.placed[rules] where rule.key != "case" {
      var drawn: [Float] = []
      rule.draw(from: &stream, into: &drawn)
      numbers.replaceSubrange(place, with: drawn)
    }
  }

  /// What an episode draws for itself counts at its middle.
  private func drawn(_ numbers: [Float]) -> DrawnNumbers {
    .drawn(
      task: numbers,
      episode: episodeRules.flatMap(\.supports).map { ($0.lowerBound + $0.upperBound) / 2 })
  }

  /// What copies keep away from: other bodies as they begin, and the places of the task.
  private func obstacles(_ numbers: [Float]) -> [Obstacle] {
    let drawn = drawn(numbers)
    let copied = Set(separated.map(\.body))
    let world = world(drawn)
    let standing = bodies.indices.filter { bodies[$0].collides && !copied.contains($0) }.map { i in
      Obstacle(
        bodies[i].name, bodies[i].shapes(drawn), position: world.bodies[i].position,
        angle: world.bodies[i].angle,
        carrier: joints.first { $0.isBase && $0.bodyB == i }?.bodyA)
    }
    let places = points.compactMap { point -> Obstacle? in
      guard case .fixed(let place) = point.place else { return nil }
      return Obstacle(point.name, at: place.value(drawn))
    }
    return standing + places
  }
}

/// Something that stands somewhere.
private struct Obstacle {
  let name: String
  /// The body that the base of the arm is on whose first link it is: those two never touch.
  var carrier: Int?
  private let parts: [ConvexOutline]

  init(_ name: String, at point: Vector2) {
    self.name = name
    parts = [ConvexOutline(point: point)]
  }

  init(_ name: String, _ shapes: [Shape], position: Vector2, angle: Float, carrier: Int? = nil) {
    (self.name, self.carrier) = (name, carrier)
    parts = shapes.map { ConvexOutline($0, position: position, angle: angle) }
  }

  /// A copy, which has a place of its own.
  init(_ body: BodyDescription, _ drawn: DrawnNumbers) {
    var position = body.position?.value(drawn) ?? .zero
    if let motion = body.motion?.value(drawn) { position = position + motion.start }
    self.init(body.name, body.shapes(drawn), position: position, angle: body.angle.value(drawn))
  }

  func distance(to other: Obstacle) -> Float {
    var least = Float.infinity
    for a in parts { for b in other.parts { least = min(least, a.distance(to: b)) } }
    return least
  }

  func isNear(_ other: Obstacle, _ apart: Float) -> Bool {
    for a in parts { for b in other.parts where a.distance(to: b) < apart { return true } }
    return false
  }
}
