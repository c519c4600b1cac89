import Gym
import Physics

/// A scripted controller of one episode. It may look at everything: hidden goals, masses, broken actuators. That it
/// succeeds shows that a family's tasks can be solved, and its return bounds what a learner can reach.
protocol Expert {
  /// - Parameter view: the world as it stands.
  /// - Returns: what the actuators are to be told next.
  mutating func act(_ view: borrowing ExpertView) -> [Float]
}

/// What an expert sees of its row.
struct ExpertView: ~Copyable {
  let env: SceneVectorEnv
  let row: Int
  /// The world at the start of the episode, with the numbers that it has in the next step: masses, lengths, strengths.
  /// For who does not know the body, that of the nominal one.
  let world: WorldDefinition
  /// The next step is the first with some of them.
  let hasChanged: Bool
  private let numbers: DrawnNumbers
  private let scene: SceneDescription

  /// - Parameters:
  ///   - knowsBody: otherwise every body is taken for the nominal one of training's tasks, which nothing changes.
  ///   - last: the world of the view before; nil for the first of an episode.
  init(_ env: SceneVectorEnv, row: Int, knowsBody: Bool, last: WorldDefinition?) {
    let (own, numbers) = env.family.scene.episode(of: env.tasks[row], seed: env.seed(in: row))
    let time = env.time(in: row) ?? 0
    let scene = own.description.changed(numbers, after: time + 1)
    let hasChanged = own.description.changes.contains {
      $0.firstStep(numbers) == time && (knowsBody || $0.number.isOfAPoint)
    }
    self.env = env
    self.row = row
    self.numbers = numbers
    self.scene = scene
    self.hasChanged = hasChanged
    if let last, !hasChanged || !knowsBody {
      world = last
    } else {
      world = knowsBody ? scene.world(numbers) : env.family.scene.description.world(.nominal)
    }
  }

  /// s
  var stepSeconds: Double { Double(env.family.stepSeconds) }
  /// The number of the choice that tells the actuators what is nearest to `commands`, the first of several.
  func choice(nearest commands: [Float]) -> Int {
    let distances = scene.choices.map { choice in
      zip(choice.command, commands).reduce(Float(0)) { sum, pair in
        let error = pair.0.value(numbers) - pair.1
        return sum + error * error
      }
    }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }

  func body(_ name: String) -> Int {
    guard let index = scene.bodies.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("an expert looks for the body \(name), which \(scene.name) lacks")
    }
    return index
  }

  func pose(_ name: String) -> Pose {
    let (position, angle) = env.pose(ofBody: body(name), in: row)
    return Pose(Double(position.x), Double(position.y), Double(angle))
  }

  func velocity(_ name: String) -> Planar {
    let velocity = env.velocity(ofBody: body(name), in: row)
    return Planar(Double(velocity.x), Double(velocity.y))
  }

  /// Where a named point of the scene is.
  func point(_ name: String) -> Planar {
    guard let point = scene.points.first(where: { $0.name == name }) else {
      preconditionFailure("an expert looks for the point \(name), which \(scene.name) lacks")
    }
    switch point.place.chosen(numbers) {
    case .onOne: preconditionFailure("a place that is not chosen")
    case .fixed(let place):
      let position = place.value(numbers)
      return Planar(Double(position.x), Double(position.y))
    case .onBody(let body, let offset):
      let local = offset.value(numbers)
      return pose(scene.bodies[body].name).transform(Planar(Double(local.x), Double(local.y)))
    }
  }

  /// Position and speed of a joint, rad or m and per second.
  func joint(_ i: Int) -> (position: Double, speed: Double) {
    let joint = env.joint(i, in: row)
    return (Double(joint.position), Double(joint.speed))
  }
}

/// A vector of the plane in double precision.
struct Planar {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  init(angle: Double) { self.init(cosine(angle), sine(angle)) }

  var length: Double { (x * x + y * y).squareRoot() }
  var angle: Double { arcTangent(y, x) }
  /// Of length 1; the x axis for nothing.
  var unit: Planar { length > 1e-9 ? (1 / length) * self : Planar(1, 0) }
  /// A quarter turn counter-clockwise.
  var normal: Planar { Planar(-y, x) }

  func dot(_ other: Planar) -> Double { x * other.x + y * other.y }
  /// Shortened to `limit` if it is longer.
  func limited(to limit: Double) -> Planar { length > limit ? (limit / length) * self : self }

  static func + (a: Planar, b: Planar) -> Planar { Planar(a.x + b.x, a.y + b.y) }
  static func - (a: Planar, b: Planar) -> Planar { Planar(a.x - b.x, a.y - b.y) }
  static func * (s: Double, v: Planar) -> Planar { Planar(s * v.x, s * v.y) }
}

/// A place and a direction.
struct Pose {
  var position: Planar
  var angle: Double

  init(_ x: Double, _ y: Double, _ angle: Double) {
    position = Planar(x, y)
    self.angle = angle
  }

  init(_ position: Planar, _ angle: Double) {
    self.position = position
    self.angle = angle
  }

  func transform(_ local: Planar) -> Planar {
    let axis = Planar(angle: angle)
    return position + local.x * axis + local.y * axis.normal
  }
}
