public import Gym
public import Physics

/// Many environments of one scene, stepped together.
///
/// The cost of control counts the clamped action, or what the choice says: what the actuators were told, not what a
/// policy wished for.
public final class SceneVectorEnv: VectorEnv {
  public let family: SceneFamily
  public let count: Int
  public let channels: [Component]
  public var autoreset = AutoresetMode.sameStep

  public var observationSpace: Box { family.observationSpace }
  public var actionSpace: ActionSpace { family.actionSpace }
  public var horizon: Int { family.horizon }

  private var batch: SceneBatch

  /// - Parameters:
  ///   - tasks: one for each environment.
  ///   - policy: which tasks later episodes pose.
  ///   - channels: what is told of each step beside reward and flags.
  ///   - threads: how many simulate the environments of a step; no bit of the result depends on it.
  /// - Precondition: there is a task and a thread at least, and the family accepts each task.
  public init(
    _ family: SceneFamily, tasks: [TaskDraw], choosing policy: TaskPolicy<TaskDraw> = .fixed,
    channels: SceneChannels = [], threads: Int = 1
  ) {
    precondition(
      (1...Limits.rows).contains(tasks.count), "\(tasks.count) tasks, expected 1 to \(Limits.rows)")
    var last: TaskDraw?
    for task in tasks where task != last {
      precondition(family.accepts(task), "\(task) is no task of \(family.name)")
      last = task
    }
    self.family = family
    count = tasks.count
    self.channels = family.components(of: channels)
    let scene =
      channels.contains(.rewardTerms)
      ? CompiledScene(family.scene.description, keepsTerms: true) : family.scene
    batch = FloatingPointMode.standard {
      SceneBatch(scene, tasks: tasks, choosing: policy, channels: channels, threads: threads)
    }
  }

  public var tasks: [TaskDraw] { batch.tasks.current }
  public var taskPolicy: TaskPolicy<TaskDraw> {
    get { batch.tasks.policy }
    set { batch.tasks.policy = newValue }
  }

  /// What actuators do of what they are told from the next step on, in the order of the family's `actuatorNames`: 1
  /// all of it, which is how they begin, 0 nothing, less than 0 the opposite. The reward counts what they are
  /// told, as in scenes whose tasks break actuators.
  public var actuatorScales: [Float] {
    get { batch.actuatorScales }
    set {
      precondition(
        newValue.count == family.actuatorNames.count && newValue.allSatisfy { (-1...1).contains($0) },
        "scales \(newValue) of \(family.actuatorNames.count) actuators, expected each from -1 to 1")
      batch.actuatorScales = newValue
    }
  }

  public func assign(_ task: TaskDraw, to row: Int) {
    precondition(family.accepts(task), "\(task) is no task of \(family.name)")
    batch.tasks.assign(task, to: row)
  }

  public func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    check(seeds: seeds, mask: mask, memory)
    FloatingPointMode.standard { batch.reset(seeds: seeds, where: mask, into: memory) }
  }

  public func step(_ actions: Span<Float>, into memory: StepMemory) throws(EnvError) {
    check(memory)
    try actions.withUnsafeBufferPointer { actions throws(EnvError) in
      try FloatingPointMode.standard { () throws(EnvError) in
        try batch.step(actions.span, autoreset: autoreset, into: memory)
      }
    }
  }

  /// Leaves the row's episode where it is, without an end: none runs until the next reset.
  func abandon(_ row: Int) { batch.abandon(row) }

  /// Steps since the episode began; nil when it has ended or none began.
  public func time(in row: Int) -> Int? { batch.time(in: row) }

  /// What the running episode drew from, or the last one; 0 before the first.
  public func seed(in row: Int) -> UInt64 { batch.tasks.seeds[row] }

  func pictures(of camera: Int) -> UnsafeMutableBufferPointer<UInt8>? { batch.pictures(of: camera) }

  // MARK: Looking into the worlds

  /// Position and angle of a body, in the order of the family's `bodyNames`.
  public func pose(ofBody body: Int, in row: Int) -> (position: Vector2, angle: Float) {
    let first = family.scene.layout.body(body)
    return (
      Vector2(number(first + StateLayout.x, row), number(first + StateLayout.y, row)),
      number(first + StateLayout.angle, row)
    )
  }

  /// x, y (m) and angle (rad) of every body of every row: `[count, bodies, 3]`.
  public func writePoses(into poses: inout MutableSpan<Float>) {
    let bodies = family.bodyNames.count
    precondition(
      poses.count == 3 * bodies * count, "room for \(poses.count) of \(3 * bodies * count) numbers")
    for row in 0..<count {
      for body in 0..<bodies {
        let (position, angle) = pose(ofBody: body, in: row)
        let first = 3 * (row * bodies + body)
        (poses[first], poses[first + 1], poses[first + 2]) = (position.x, position.y, angle)
      }
    }
  }

  /// x, y (m) and angle (rad) of every body.
  public func poses(in row: Int) -> [Float] {
    family.bodyNames.indices.flatMap { body -> [Float] in
      let (position, angle) = pose(ofBody: body, in: row)
      return [position.x, position.y, angle]
    }
  }

  /// Velocity of a body's centre of mass, m/s.
  public func velocity(ofBody body: Int, in row: Int) -> Vector2 {
    let first = family.scene.layout.body(body)
    return Vector2(number(first + StateLayout.velocityX, row), number(first + StateLayout.velocityY, row))
  }

  /// Position (rad or m) and speed of a joint, in the order of the family's `jointNames`.
  public func joint(_ joint: Int, in row: Int) -> (position: Float, speed: Float) {
    let first = family.scene.layout.joint(joint)
    return (number(first + StateLayout.position, row), number(first + StateLayout.speed, row))
  }

  /// The bodies that a contact sensor reports a force on, in the order of the family's `bodyNames`.
  public func touched(in row: Int) -> [Int] {
    var bodies: [Int] = []
    for (i, sensor) in family.scene.description.sensors.enumerated() {
      guard case .contactForce(let body, _) = sensor, !bodies.contains(body) else { continue }
      if number(family.scene.layout.sensor(i), row) > 0 { bodies.append(body) }
    }
    return bodies.sorted()
  }

  private func number(_ channel: Int, _ row: Int) -> Float { batch.number(channel, in: row) }
}
