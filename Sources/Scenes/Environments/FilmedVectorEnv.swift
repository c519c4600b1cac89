public import Gym

/// A scene's environments that keep what there was to see in the running episode of each row.
public final class FilmedVectorEnv: VectorEnv {
  public let scene: SceneVectorEnv
  /// One for each environment. Those whose episode has ended wait for the next reset.
  public private(set) var motions: [SceneMotion] = []

  public init(_ scene: SceneVectorEnv) {
    self.scene = scene
    scene.autoreset = .disabled
    motions = (0..<count).map { SceneMotion(moments: [moment(in: $0)]) }
  }

  public var count: Int { scene.count }
  public var observationSpace: Box { scene.observationSpace }
  public var actionSpace: ActionSpace { scene.actionSpace }
  public var horizon: Int { scene.horizon }
  public var channels: [Component] { scene.channels }
  public var autoreset: AutoresetMode {
    get { .disabled }
    set { precondition(newValue == .disabled, "episodes are filmed one by one") }
  }
  public var tasks: [TaskDraw] { scene.tasks }
  public var taskPolicy: TaskPolicy<TaskDraw> {
    get { scene.taskPolicy }
    set { scene.taskPolicy = newValue }
  }
  public func assign(_ task: TaskDraw, to row: Int) { scene.assign(task, to: row) }

  public func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    scene.reset(seeds: seeds, where: mask, into: memory)
    for row in 0..<count where mask?[row] ?? true { motions[row] = SceneMotion(moments: [moment(in: row)]) }
  }

  public func step(_ actions: Span<Float>, into memory: StepMemory) throws(EnvError) {
    let running = (0..<count).map { scene.time(in: $0) != nil }
    try scene.step(actions, into: memory)
    for row in 0..<count where running[row] && !memory.nonFinite[row] {
      var moment = moment(in: row)
      moment.totalReward = motions[row].last.totalReward + memory.rewards[row]
      moment.isSuccess = memory.success[row]
      motions[row].moments.append(moment)
    }
  }

  private func moment(in row: Int) -> SceneMoment {
    SceneMoment(
      poses: scene.family.bodyNames.indices.map { body in
        let (position, angle) = scene.pose(ofBody: body, in: row)
        return BodyPose(position: position, angle: angle)
      }, touched: scene.touched(in: row))
  }
}
