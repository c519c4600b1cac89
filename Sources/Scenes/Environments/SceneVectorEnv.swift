public import Gym
public import Physics

/// Many environments of one scene, stepped together.
///
/// The cost of control counts the clamped action: what the actuators were told, not what a policy wished for.
/// In mode `.hold` a row whose episode has ended keeps its flags and its final observation, with reward 0; its
/// actions are ignored, and only a step in which no episode runs is an error.
public final class SceneVectorEnv: VectorEnv {
  public let family: SceneFamily
  public let count: Int
  public var atEpisodeEnd: EpisodeEnd = .reset

  public var observationSpace: Box { family.observationSpace }
  public var actionSpace: Box { family.actionSpace }
  public var horizon: Int { family.horizon }

  private var batch: SceneBatch

  /// - Parameters:
  ///   - tasks: one for each environment.
  ///   - threads: how many simulate the environments of a step; no bit of the result depends on it. They share out
  ///     engine worlds: one for each environment with contacts, one for 64 environments without, so that a second
  ///     thread has nothing to do for up to 64 of those. `sim-bench environment.threads` measures the gain.
  /// - Precondition: there is a task and a thread at least, and the family accepts each task.
  public init(_ family: SceneFamily, tasks: [TaskDraw], threads: Int = 1) {
    precondition(
      (1...Limits.rows).contains(tasks.count), "\(tasks.count) tasks, expected 1 to \(Limits.rows)")
    var last: TaskDraw?
    for task in tasks where task != last {
      precondition(family.accepts(task), "\(task) is no task of \(family.name)")
      last = task
    }
    self.family = family
    count = tasks.count
    batch = SceneBatch(family.scene, tasks: tasks, threads: threads)
  }

  /// The task of each environment.
  public var tasks: [TaskDraw] { batch.tasks }

  /// Gives an environment another task, from its next reset on.
  public func assign(_ task: TaskDraw, to row: Int) {
    precondition(family.accepts(task), "\(task) is no task of \(family.name)")
    batch.assign(task, to: row)
  }

  public func reset(seeds: [UInt64], into step: inout VectorStep) {
    precondition(seeds.count == count, "\(seeds.count) seeds for \(count) environments")
    check(step)
    batch.reset(seeds: seeds, into: &step)
  }

  /// - Throws: `nonFiniteState` names the first environment whose world left the finite numbers. All of them then
  ///   wait for a reset, after which each gives the bits of a new one.
  public func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError) {
    check(step)
    try batch.step(actions, atEpisodeEnd: atEpisodeEnd, into: &step)
  }

  private func check(_ step: borrowing VectorStep) {
    let (rows, width) = (step.count, step.observationCount)
    precondition(
      rows == count && width == observationSpace.count,
      "a step of \(rows) × \(width) for \(count) × \(observationSpace.count)")
  }

  /// Position and angle of a body, in the order of the family's `bodyNames`.
  public func pose(ofBody body: Int, in row: Int) -> (position: Vector2, angle: Float) {
    let first = family.scene.layout.body(body)
    return (
      Vector2(batch.table[first + StateLayout.x, row], batch.table[first + StateLayout.y, row]),
      batch.table[first + StateLayout.angle, row]
    )
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
    return Vector2(
      batch.table[first + StateLayout.velocityX, row], batch.table[first + StateLayout.velocityY, row])
  }

  /// Position (rad or m) and speed of a joint, in the order of the family's `jointNames`.
  public func joint(_ joint: Int, in row: Int) -> (position: Float, speed: Float) {
    let first = family.scene.layout.joint(joint)
    return (batch.table[first + StateLayout.position, row], batch.table[first + StateLayout.speed, row])
  }

  /// The bodies that a contact sensor reports a force on, in the order of the family's `bodyNames`.
  public func touched(in row: Int) -> [Int] {
    var bodies: [Int] = []
    for (i, sensor) in family.scene.description.sensors.enumerated() {
      guard case .contactForce(let body, _) = sensor, !bodies.contains(body) else { continue }
      if batch.table[family.scene.layout.sensor(i), row] > 0 { bodies.append(body) }
    }
    return bodies.sorted()
  }

  /// Steps since the episode began; nil when it has ended or none began.
  public func time(in row: Int) -> Int? { batch.times[row] < 0 ? nil : batch.times[row] }
}
