import Physics

/// A scene file after parsing: names are resolved, units and ranges checked, distributions kept.
struct SceneDescription: Sendable {
  var name: String
  var version: Int
  var summary: String
  /// Hexadecimal digits that change with anything but the summary, the layout and the comments of the file.
  var hash: String
  var simulation = Simulation()
  /// Steps of an episode.
  var horizon: Int
  var bodies: [BodyDescription] = []
  var joints: [JointDescription] = []
  var actuators: [ActuatorDescription] = []
  /// In the order of `joints`: position at the start of an episode, rad or m.
  var start: [Quantity] = []
  var points: [PointDescription] = []
  var observations: [ObservationTerm] = []
  var reward: [RewardTerm] = []
  var success: Condition?
  var termination: Condition?
  /// What a task draws, in order.
  var taskRules: [DrawRule] = []
  /// What each episode draws anew, in order: the distributions under `start`.
  var episodeRules: [DrawRule] = []
}

/// Fixed for all tasks: what an observation can reach depends on it.
struct Simulation: Sendable {
  var timeStep: Float = 0.02
  var substeps = 1
  var velocityIterations = 8
  var positionIterations = 3
  var gravity = QuantityPoint.zero
}

struct BodyDescription: Sendable {
  enum Outline: Sendable {
    case circle(radius: Quantity)
    case box(width: Quantity, height: Quantity)
    case capsule(length: Quantity, radius: Quantity)
    case polygon([Vector2])
    case segment(Vector2, Vector2)
  }

  enum Weight: Sendable {
    /// kg/m²
    case density(Quantity)
    /// kg
    case mass(Quantity)
  }

  var name: String
  var kind: BodyDefinition.Kind
  var outline: Outline
  var weight: Weight
  /// Where it starts; nil for a body that its joint places.
  var position: QuantityPoint?
  var angle: Quantity
  var friction = Quantity(0.2)
  var restitution = Quantity(0)
  var linearDamping = Quantity(0)
  var angularDamping = Quantity(0)
  var collides = true
  /// Bodies of one negative group never touch each other.
  var group = 0
}

struct JointDescription: Sendable {
  enum Kind: Sendable {
    case revolute
    case prismatic(axis: Vector2)
    case weld
  }

  var name: String
  var kind: Kind
  /// nil is the ground.
  var bodyA: Int?
  var bodyB: Int
  var anchorA: QuantityPoint
  var anchorB: QuantityPoint
  var lower: Quantity?
  var upper: Quantity?
  var friction = Quantity(0)
}

enum ActuatorDescription: Sendable {
  case jointVelocity(joint: Int, scale: Quantity, limit: Quantity)
  case jointTorque(joint: Int, scale: Quantity)
  case jointPosition(joint: Int, scale: Quantity, gain: Quantity, speed: Quantity, limit: Quantity)
  /// Two components, x and y.
  case bodyVelocity(body: Int, scale: Quantity)
}

/// A named place: on a body or in the world.
struct PointDescription: Sendable {
  enum Place: Sendable {
    case onBody(Int, offset: QuantityPoint)
    case fixed(QuantityPoint)
  }

  var name: String
  var place: Place
}

enum ObservationTerm: Sendable {
  case jointCosines
  case jointSines
  case jointPositions
  case jointVelocities
  case position(point: Int)
  case velocity(point: Int)
  /// The first point as seen from the second: first minus second.
  case offset(Int, Int)
}

/// A length between two points, m.
enum Measure: Sendable {
  case distance(Int, Int)
  /// The larger of the two coordinates' distances.
  case largestOffset(Int, Int)
}

struct RewardTerm: Sendable {
  enum Kind: Sendable {
    case measure(Measure)
    /// Sum of the squares of the clamped action.
    case squaredControl
  }

  var kind: Kind
  var weight: Quantity
}

/// A measure below a bound.
struct Condition: Sendable {
  var measure: Measure
  var bound: Quantity
}
