import Physics

/// A scene file after parsing: names are resolved, units and ranges checked, distributions kept.
struct SceneDescription: Sendable {
  var name: String
  var version: Int
  var summary: String
  /// Hexadecimal digits that change with anything but the summary, the layout and the comments of the file.
  var hash: String
  /// The scene as text, with what its file extends.
  var text: String
  var simulation = Simulation()
  /// Which of the file's levels it is; nil for the scene itself.
  var level: String?
  /// The file's levels, and the keys that each overrides.
  var levels: [(name: String, keys: [String])] = []
  /// The scene of its test tasks, where the file says what they change. One or none.
  var heldOut: [SceneDescription] = []
  /// The scene at its other levels.
  var others: [SceneDescription] = []
  /// Steps of an episode.
  var horizon: Int
  var bodies: [BodyDescription] = []
  /// Bodies that a file has written once for several.
  var copies: [CopyDescription] = []
  var joints: [JointDescription] = []
  /// One for each entry of the file; those of bodies take two numbers of an action.
  var actuators: [ActuatorDescription] = []
  /// In the order of `actuators`: what the file calls them.
  var actuatorNames: [String?] = []
  /// What actuators do otherwise than they are told; the rest obeys.
  var responses: [ResponseDescription] = []
  /// What an action chooses from; empty where it is numbers.
  var choices: [ChoiceDescription] = []
  /// Actuators that do what an earlier one is told, such as a gripper's second finger.
  var followers: [FollowerDescription] = []
  var sensors: [SensorDescription] = []
  /// In the order of `joints`: position at the start of an episode, rad or m.
  var start: [Quantity] = []
  var points: [PointDescription] = []
  var observations: [ObservationTerm] = []
  /// What of the observations is imperfect; the rest shows what is.
  var readings: [ReadingDescription] = []
  var reward: [RewardTerm] = []
  /// All of them have to hold; none is no rule.
  var success: [Condition] = []
  var termination: [Condition] = []
  /// What a task draws, in order.
  var taskRules: [DrawRule] = []
  /// In the order of the file.
  var changes: [ChangeDescription] = []
  var pushes: [PushDescription] = []
  /// The task's and the episode's rules from these on draw for `changes` alone; what is coming stays hidden, even from
  /// an oracle.
  var firstChangeRules = (task: Int.max, episode: Int.max)
  /// What each episode draws anew, in order: the distributions under `start`, and those behind `episode`.
  var episodeRules: [DrawRule] = []
}

/// Fixed for all tasks: what an observation can reach depends on it.
struct Simulation: Sendable {
  var timeStep: Float = 0.02
  var substeps = 1
  var velocityIterations = 8
  var positionIterations = 3
  var gravity = QuantityPoint.zero

  /// Of a step of the environment.
  var stepSeconds: Float { timeStep * Float(substeps) }
}

struct BodyDescription: Sendable {
  /// One convex part of a body.
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
  /// Convex parts of each shape that it may have.
  var outlines: [[Outline]]
  /// Which of `outlines` the task gives it.
  var outline = Quantity(0)
  /// A place in `BodyColor.allCases`: fixed, or with a case for each that the task chooses from.
  var color: Quantity?
  var weight: Weight
  /// Where it starts; nil for a body that its joint places.
  var position: QuantityPoint?
  var angle: Quantity
  var friction = Quantity(0.2)
  var restitution = Quantity(0)
  var linearDamping = Quantity(0)
  var angularDamping = Quantity(0)
  /// Coefficient of the dry friction of the table that it lies on.
  var tableFriction = Quantity(0)
  var collides = true
  /// Bodies of one negative group never touch each other.
  var group = 0
  /// Of a kinematic body that moves by itself.
  var motion: MotionDescription?
}

/// The way of a body, as in `BodyMotion`.
struct MotionDescription: Sendable {
  /// m
  var by: QuantityPoint
  /// s
  var period: Quantity
  /// Of a period.
  var phase: Quantity
  /// m/s
  var velocity: QuantityPoint
}

struct JointDescription: Sendable {
  enum Kind: Sendable {
    case revolute
    case prismatic(axis: Vector2)
    case weld
    /// Keeps the anchors apart; with a stiffness it is a spring.
    case distance(length: Quantity, stiffness: Quantity, damping: Quantity)
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
  /// Of a revolute or prismatic joint.
  var spring: SpringDescription?
}

struct SpringDescription: Sendable {
  /// N m/rad or N/m
  var stiffness: Quantity
  /// N m s/rad or N s/m
  var damping: Quantity
  /// rad or m
  var rest: Quantity
}

enum ActuatorDescription: Sendable {
  /// `backlash`, here as below, in rad or m.
  case jointVelocity(joint: Int, scale: Quantity, limit: Quantity, backlash: Quantity)
  case jointTorque(joint: Int, scale: Quantity)
  case jointPosition(
    joint: Int, span: PositionSpan, gain: Quantity, speed: Quantity, limit: Quantity, backlash: Quantity)
  /// Two components, x and y.
  /// `drift` (m/s) is what the body's velocity has besides.
  case bodyVelocity(body: Int, scale: Quantity, drift: QuantityPoint)
  /// Two components, x and y, or three with the turn.
  case point(PointServoDescription)

  /// The joint that it drives alone; nil for others.
  var joint: Int? {
    switch self {
    case .jointVelocity(let joint, _, _, _), .jointTorque(let joint, _),
      .jointPosition(let joint, _, _, _, _, _):
      joint
    case .bodyVelocity, .point: nil
    }
  }

  /// rad or m
  var backlash: Quantity? {
    switch self {
    case .jointVelocity(_, _, _, let backlash), .jointPosition(_, _, _, _, _, let backlash): backlash
    case .jointTorque, .bodyVelocity, .point: nil
    }
  }
}

/// How an actuator does what it is told, where it does not do so exactly and at once.
struct ResponseDescription: Sendable {
  /// Of the scene's `commands`.
  var commands: Range<Int>
  /// Time constant of a low pass of first order, s.
  var lag: Quantity?
  /// Standard deviation, in units of the command.
  var noise: Quantity?
}

/// What the actuators are told together.
struct ChoiceDescription: Sendable {
  var name: String
  /// One for each of the scene's `commands`.
  var command: [Quantity]
}

struct FollowerDescription: Sendable {
  var actuator: ActuatorDescription
  /// Index into `actuators`.
  var leader: Int
}

enum SensorDescription: Sendable, Hashable {
  /// From `other`, or from all others.
  case contactForce(body: Int, other: Int?)
  case ray(body: Int, origin: Vector2, angle: Float, range: Float)
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
  /// Of the joints with these numbers.
  case jointCosines([Int])
  case jointSines([Int])
  case jointPositions([Int])
  case jointVelocities([Int])
  case position(point: Int)
  case velocity(point: Int)
  /// The first point as seen from the second: first minus second.
  case offset(Int, Int)
  /// Cosine and sine of a body's angle.
  case rotation(body: Int)
  case angularVelocity(body: Int)
  /// Red, green and blue.
  case color(body: Int)
  case sensor(Int, name: String)
  /// Whether a contact sensor reports any force, as 1 or 0.
  case touch(Int, name: String)
  /// A number of the scene itself. No scene file can ask for it: what a task hides stays hidden.
  case number(Quantity, name: String)
  /// The present value of one that changes, so that a range becomes [-1, 1]; for oracles alone, too.
  case present(ChangingNumber, over: ClosedRange<Float>)
}

/// How an entry of `observe` shows what is, where it does not do so exactly and at once.
struct ReadingDescription: Sendable {
  /// Of `observations`: what is read together.
  var terms: Range<Int>
  /// Standard deviation, in the components' units.
  var noise: Quantity?
  /// Steps of the environment.
  var delay: Int
  /// Probability for each step that there is no new reading.
  var dropout: Quantity?
}

/// One number that rules look at.
enum Measure: Sendable {
  case distance(Int, Int)
  /// The larger of the two coordinates' distances.
  case largestOffset(Int, Int)
  /// The first point's coordinate minus the second's, m.
  case x(Int, Int)
  case y(Int, Int)
  /// m/s
  case speed(Int)
  /// rad or m
  case jointPosition(Int)
  /// N
  case sensor(Int)

  var unit: String {
    switch self {
    case .distance, .largestOffset, .x, .y: "m"
    case .speed: "m/s"
    case .jointPosition: "rad or m"
    case .sensor: "N"
    }
  }
}

struct RewardTerm: Sendable {
  enum Kind: Sendable {
    case measure(Measure)
    /// How much the measure has fallen in this step.
    case progress(Measure)
    /// 1 up to `within`, then falling to a tenth at `margin` beyond it.
    case tolerance(Measure, within: Quantity, margin: Quantity)
    /// 1 while a contact sensor reports any force.
    case touch(Int)
    /// 1 while the success rule holds.
    case success
    /// 1 after every step.
    case always
    /// Sum of the squares of the clamped action.
    case squaredControl
  }

  var kind: Kind
  var weight: Quantity
  /// The term is 0 where one of them does not hold.
  var gate: [Condition] = []
}

/// A measure below or above a bound, after a step or over several of them.
struct Condition: Sendable {
  var measure: Measure
  var isAbove: Bool
  var bound: Quantity
  /// After how many steps in a row, the last among them.
  var held = 1
  /// Once it has held so, it holds to the end of the episode.
  var isLasting = false
}
