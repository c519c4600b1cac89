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
