/// Everything that one row of a `World` consists of.
public struct WorldDefinition: Sendable, Hashable {
  /// m/s²
  public var gravity: Vector2
  /// s, of one engine step
  public var timeStep: Float
  /// Engine steps in one step of the world.
  public var substeps: Int
  public var velocityIterations: Int
  public var positionIterations: Int
  public var engine: EngineKind
  public var bodies: [BodyDefinition]
  public var joints: [JointDefinition]
  public var actuators: [ActuatorDefinition]
  public var pointServos: [PointServo]
  public var sensors: [SensorDefinition]

  public init(
    gravity: Vector2 = .zero, timeStep: Float = 0.02, substeps: Int = 1, velocityIterations: Int = 8,
    positionIterations: Int = 3, engine: EngineKind = .box2d, bodies: [BodyDefinition] = [],
    joints: [JointDefinition] = [],
    actuators: [ActuatorDefinition] = [], pointServos: [PointServo] = [], sensors: [SensorDefinition] = []
  ) {
    self.gravity = gravity
    self.timeStep = timeStep
    self.substeps = substeps
    self.velocityIterations = velocityIterations
    self.positionIterations = positionIterations
    self.engine = engine
    self.bodies = bodies
    self.joints = joints
    self.actuators = actuators
    self.pointServos = pointServos
    self.sensors = sensors
  }
}

/// What computes the motion. All give the same bits.
public enum EngineKind: String, Sendable, Hashable, CaseIterable {
  /// libbox2d
  case box2d
  /// Its steps for chains of revolute joints that touch nothing, sixteen rows at a time.
  case lanes
}

/// A rigid body, where it starts and how it moves.
public struct BodyDefinition: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Never moves.
    case `static`
    /// Moves as told, unmoved by forces.
    case kinematic
    case dynamic
  }

  public var kind: Kind
  /// m, of the origin
  public var position: Vector2
  /// rad
  public var angle: Float
  /// m/s, of the centre of mass
  public var velocity: Vector2
  /// rad/s
  public var angularVelocity: Float
  public var mass: MassProperties
  /// What can touch others; empty for a body that meets nothing.
  public var colliders: [Collider]
  /// 1/s
  public var linearDamping: Float
  /// 1/s
  public var angularDamping: Float
  public var fixedRotation: Bool
  /// Continuous collision detection against moving bodies too.
  public var isBullet: Bool
  /// N: the dry friction of a table on which it lies, at most.
  public var dragForce: Float
  /// N m
  public var dragTorque: Float
  /// Of a kinematic body that moves by itself; its velocity is what that says.
  public var motion: BodyMotion?

  public init(
    _ kind: Kind = .dynamic, position: Vector2 = .zero, angle: Float = 0, velocity: Vector2 = .zero,
    angularVelocity: Float = 0, mass: MassProperties = MassProperties(mass: 1, inertia: 1),
    colliders: [Collider] = [], linearDamping: Float = 0, angularDamping: Float = 0,
    fixedRotation: Bool = false, isBullet: Bool = false, dragForce: Float = 0, dragTorque: Float = 0,
    motion: BodyMotion? = nil
  ) {
    self.kind = kind
    self.position = position
    self.angle = angle
    self.velocity = velocity
    self.angularVelocity = angularVelocity
    self.mass = mass
    self.colliders = colliders
    self.linearDamping = linearDamping
    self.angularDamping = angularDamping
    self.fixedRotation = fixedRotation
    self.isBullet = isBullet
    self.dragForce = dragForce
    self.dragTorque = dragTorque
    self.motion = motion
  }
}
