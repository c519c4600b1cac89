import CBox2D

/// A `WorldDefinition` that has been found good, in the engine's own form: placing it costs no conversion.
public struct Blueprint: Sendable {
  public let layout: StateLayout
  let settings: CBSettings
  let gravity: CBVec2
  let bodies: [CBBody]
  let shapes: [CBShape]
  let joints: [CBJoint]
  let actuators: [CBActuator]
  let points: [CBPoint]
  let links: [CBLink]
  let sensors: [CBSensor]

  /// - Throws: what the engine could not bear: a number that is not finite or absurd, an index to nowhere, too
  ///   many parts.
  public init(_ definition: WorldDefinition) throws(PhysicsError) {
    try definition.validate()
    var shapes: [CBShape] = []
    var bodies: [CBBody] = []
    for body in definition.bodies {
      let first = shapes.count
      for collider in body.colliders { shapes += collider.shape.engineShapes(collider.surface) }
      bodies.append(CBBody(body, firstShape: first, shapeCount: shapes.count - first))
    }
    self.shapes = shapes
    self.bodies = bodies
    joints = definition.joints.map(CBJoint.init)
    actuators = definition.actuators.map(CBActuator.init)
    sensors = definition.sensors.map(CBSensor.init)
    var (points, links): ([CBPoint], [CBLink]) = ([], [])
    for (i, servo) in definition.pointServos.enumerated() {
      let command = definition.actuators.firstIndex(of: .point(servo: i)) ?? 0
      points.append(CBPoint(servo, command: command, firstLink: links.count))
      links += servo.links.map { CBLink(joint: Int32($0.joint), limit: $0.limit) }
    }
    (self.points, self.links) = (points, links)
    gravity = CBVec2(definition.gravity)
    settings = CBSettings(
      time_step: definition.timeStep, substeps: Int32(definition.substeps),
      velocity_iterations: Int32(definition.velocityIterations),
      position_iterations: Int32(definition.positionIterations), continuous: !shapes.isEmpty,
      lanes: definition.engine == .lanes)
    layout = StateLayout(
      bodies: bodies.count, joints: joints.count, actuators: actuators.count, sensors: sensors.count)
  }

  /// Nothing in it can touch anything.
  public var isContactFree: Bool { shapes.isEmpty }
}

/// Where a row's numbers stand in the table of a `World`: channels of one number per row.
public struct StateLayout: Sendable, Hashable {
  public let bodies: Int
  public let joints: Int
  public let actuators: Int
  public let sensors: Int

  public init(bodies: Int, joints: Int, actuators: Int, sensors: Int = 0) {
    self.bodies = bodies
    self.joints = joints
    self.actuators = actuators
    self.sensors = sensors
  }

  /// Offsets from `body(i)`: position (m), rotation as cosine and sine, angle (rad), velocity of the centre of
  /// mass (m/s), angular velocity (rad/s).
  public static let x = Int(CB_X)
  public static let y = Int(CB_Y)
  public static let cosine = Int(CB_COS)
  public static let sine = Int(CB_SIN)
  public static let angle = Int(CB_ANGLE)
  public static let velocityX = Int(CB_VX)
  public static let velocityY = Int(CB_VY)
  public static let angularVelocity = Int(CB_OMEGA)

  public static let bodyChannels = Int(CB_BODY_CHANNELS)

  /// Offsets from `joint(i)`: rad or m, and per second.
  public static let position = Int(CB_JOINT_POSITION_CHANNEL)
  public static let speed = Int(CB_JOINT_SPEED_CHANNEL)

  public func body(_ i: Int) -> Int { i * Int(CB_BODY_CHANNELS) }
  public func joint(_ i: Int) -> Int { body(bodies) + i * Int(CB_JOINT_CHANNELS) }
  public func sensor(_ i: Int) -> Int { joint(joints) + i }
  /// Channels that the engine writes.
  public var count: Int { sensor(sensors) }
}
