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
  var engine = EngineKind.box2d

  /// Of a step of the environment.
  var stepSeconds: Float { timeStep * Float(substeps) }
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
    /// On whichever of the bodies the task chooses: `which` is its number.
    case onOne(which: Quantity, offset: QuantityPoint)

    /// Where it is in a task: fixed, or on one body.
    func chosen(_ numbers: DrawnNumbers) -> Place {
      guard case .onOne(let which, let offset) = self else { return self }
      return .onBody(Int(which.value(numbers)), offset: offset)
    }

    /// The bodies that it may be on, each once.
    static func bodies(_ which: Quantity) -> [Int] { Set(which.drawnCases.map { Int($0) }).sorted() }
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
  /// 1 for a joint that the task has, 0 for one that it lacks.
  case jointMask([Int])
  case position(point: Int)
  case velocity(point: Int)
  /// The first point as seen from the second: first minus second.
  case offset(Int, Int)
  /// Cosine and sine of a body's angle.
  case rotation(body: Int)
  case angularVelocity(body: Int)
  /// Red, green and blue.
  case color(body: Int)
  case camera(CameraDescription)
  case sentence(SentenceDescription)
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
