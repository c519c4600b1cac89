/// A number of the scene that becomes another in the middle of an episode.
struct ChangeDescription: Sendable {
  /// Steps of the episode before it, rounded down.
  var at: Quantity
  var number: ChangingNumber
  var value: Quantity

  /// It is in force for the steps from this one on, the episode's first being 0.
  func firstStep(_ numbers: DrawnNumbers) -> Int { Int(at.value(numbers)) }
}

/// A number of a scene that may change; indices are those of its description.
enum ChangingNumber: Sendable, Hashable {
  /// Of a point, what its x and y do.
  case scale(actuator: Int)
  /// Of a point that is told its turn.
  case turn(actuator: Int)
  case driftX(actuator: Int)
  case driftY(actuator: Int)
  /// Of a point fixed in the world.
  case pointX(Int)
  case pointY(Int)
  case gravityX
  case gravityY
  case linearDamping(body: Int)
  case angularDamping(body: Int)

  /// Of where a place is, and of no body or actuator.
  var isOfAPoint: Bool {
    switch self {
    case .pointX, .pointY: true
    case .scale, .turn, .driftX, .driftY, .gravityX, .gravityY, .linearDamping, .angularDamping: false
    }
  }
}

/// Impulses of random directions that a body gets at random times.
struct PushDescription: Sendable {
  var body: Int
  /// N s
  var impulse: Quantity
  /// For each step.
  var probability: Quantity
}

extension SceneDescription {
  /// What a number that may change is at the start.
  subscript(number: ChangingNumber) -> Quantity {
    get {
      switch number {
      case .scale(let i): actuators[i].scale
      case .turn(let i): actuators[i].turn
      case .driftX(let i): actuators[i].drift.x
      case .driftY(let i): actuators[i].drift.y
      case .pointX(let i): points[i].place.fixed.x
      case .pointY(let i): points[i].place.fixed.y
      case .gravityX: simulation.gravity.x
      case .gravityY: simulation.gravity.y
      case .linearDamping(let i): bodies[i].linearDamping
      case .angularDamping(let i): bodies[i].angularDamping
      }
    }
    set {
      switch number {
      case .scale(let i):
        actuators[i].scale = newValue
        for k in followers.indices where followers[k].leader == i {
          followers[k].actuator.scale = newValue
        }
      case .turn(let i): actuators[i].turn = newValue
      case .driftX(let i): actuators[i].drift.x = newValue
      case .driftY(let i): actuators[i].drift.y = newValue
      case .pointX(let i): points[i].place.fixed.x = newValue
      case .pointY(let i): points[i].place.fixed.y = newValue
      case .gravityX: simulation.gravity.x = newValue
      case .gravityY: simulation.gravity.y = newValue
      case .linearDamping(let i): bodies[i].linearDamping = newValue
      case .angularDamping(let i): bodies[i].angularDamping = newValue
      }
    }
  }

  /// What the number may be, at the start and after every change of it.
  func support(of number: ChangingNumber) -> ClosedRange<Float> {
    changes.filter { $0.number == number }.reduce(self[number].support) { range, change in
      min(
        range.lowerBound, change.value.support.lowerBound)...max(
          range.upperBound, change.value.support.upperBound)
    }
  }

  /// The scene as the first `steps` steps of an episode have left its numbers.
  func changed(_ numbers: DrawnNumbers, after steps: Int) -> SceneDescription {
    guard !changes.isEmpty else { return self }
    let due = changes.enumerated().map { (i: $0, step: $1.firstStep(numbers)) }.filter { $0.step < steps }
    var scene = self
    // Of changes after as many steps the last in the file stands.
    for change in due.sorted(by: { ($0.step, $0.i) < ($1.step, $1.i) }) {
      scene[changes[change.i].number] = changes[change.i].value
    }
    return scene
  }

  /// As in "scale of shoulder".
  func name(of number: ChangingNumber) -> String {
    switch number {
    case .scale(let i): "scale of \(actuatorName(i))"
    case .turn(let i): "turn of \(actuatorName(i))"
    case .driftX(let i): "drift x of \(actuatorName(i))"
    case .driftY(let i): "drift y of \(actuatorName(i))"
    case .pointX(let i): "x of \(points[i].name)"
    case .pointY(let i): "y of \(points[i].name)"
    case .gravityX: "gravity x"
    case .gravityY: "gravity y"
    case .linearDamping(let i): "linear damping of \(bodies[i].name)"
    case .angularDamping(let i): "angular damping of \(bodies[i].name)"
    }
  }

  func unit(of number: ChangingNumber) -> String {
    switch number {
    case .scale(let i): actuators[i].scaleUnit(joints)
    case .turn: "rad/s"
    case .driftX, .driftY: "m/s"
    case .pointX, .pointY: "m"
    case .gravityX, .gravityY: "m/s²"
    case .linearDamping, .angularDamping: "1/s"
    }
  }

  /// Its own, or what it moves.
  func actuatorName(_ i: Int) -> String {
    if let given = actuatorNames[i] { return given }
    switch actuators[i] {
    case .jointVelocity(let joint, _, _, _), .jointTorque(let joint, _),
      .jointPosition(let joint, _, _, _, _, _):
      return joints[joint].name
    case .bodyVelocity(let body, _, _): return bodies[body].name
    case .point(let servo): return servo.name
    }
  }
}

extension PointDescription.Place {
  /// Where it is in the world.
  fileprivate var fixed: QuantityPoint {
    get {
      guard case .fixed(let point) = self else { preconditionFailure("a place on a body changes") }
      return point
    }
    set { self = .fixed(newValue) }
  }
}

extension ActuatorDescription {
  /// What a command of 1 asks for; of a range how often a command counts, which does not change.
  var scale: Quantity {
    get {
      switch self {
      case .jointVelocity(_, let scale, _, _), .jointTorque(_, let scale),
        .jointPosition(_, .scale(let scale), _, _, _, _), .bodyVelocity(_, let scale, _):
        scale
      case .jointPosition(_, .range(_, _, let share), _, _, _, _): Quantity(share)
      case .point(let servo): servo.scale
      }
    }
    set {
      switch self {
      case .jointVelocity(let joint, _, let limit, let backlash):
        self = .jointVelocity(joint: joint, scale: newValue, limit: limit, backlash: backlash)
      case .jointTorque(let joint, _): self = .jointTorque(joint: joint, scale: newValue)
      case .jointPosition(let joint, .scale, let gain, let speed, let limit, let backlash):
        self = .jointPosition(
          joint: joint, span: .scale(newValue), gain: gain, speed: speed, limit: limit, backlash: backlash)
      case .jointPosition(_, .range, _, _, _, _): preconditionFailure("the scale of a range changes")
      case .bodyVelocity(let body, _, let drift):
        self = .bodyVelocity(body: body, scale: newValue, drift: drift)
      case .point(var servo):
        servo.scale = newValue
        self = .point(servo)
      }
    }
  }

  /// rad/s, of a point that is told its turn.
  var turn: Quantity {
    get {
      guard case .point(let servo) = self, let turn = servo.turn else {
        preconditionFailure("what is not told a turn turns")
      }
      return turn
    }
    set {
      guard case .point(var servo) = self, servo.turn != nil else {
        preconditionFailure("the turn of what is not told one changes")
      }
      servo.direction = .told(newValue)
      self = .point(servo)
    }
  }

  /// m/s, of a body's actuator; others have none.
  fileprivate var drift: QuantityPoint {
    get {
      if case .bodyVelocity(_, _, let drift) = self { drift } else { .zero }
    }
    set {
      if case .bodyVelocity(let body, let scale, _) = self {
        self = .bodyVelocity(body: body, scale: scale, drift: newValue)
      }
    }
  }

  fileprivate func scaleUnit(_ joints: [JointDescription]) -> String {
    switch self {
    case .jointVelocity(let joint, _, _, _): "\(joints[joint].unit)/s"
    case .jointTorque(let joint, _): joints[joint].torqueUnit
    case .jointPosition(let joint, _, _, _, _, _): joints[joint].unit
    case .bodyVelocity, .point: "m/s"
    }
  }

  /// What the word `mode` says in a file.
  var mode: String {
    switch self {
    case .jointVelocity, .bodyVelocity, .point: "velocity"
    case .jointTorque: "torque"
    case .jointPosition: "position"
    }
  }
}
