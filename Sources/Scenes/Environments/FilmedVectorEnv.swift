public import Gym

/// Environments of scenes that keep what there was to see in the running episode of each row.
public final class FilmedVectorEnv<Base: ScenicVectorEnv>: VectorEnv {
  public let base: Base
  /// One for each environment. Those whose episode has ended wait for the next reset.
  public private(set) var motions: [SceneMotion] = []

  public init(_ base: Base) {
    self.base = base
    base.autoreset = .disabled
    motions = (0..<count).map { SceneMotion(moments: [moment(in: $0)]) }
  }

  public var count: Int { base.count }
  public var observationSpace: Box { base.observationSpace }
  public var actionSpace: ActionSpace { base.actionSpace }
  public var horizon: Int { base.horizon }
  public var channels: [Component] { base.channels }
  public var autoreset: AutoresetMode {
    get { .disabled }
    set { precondition(newValue == .disabled, "episodes are filmed one by one") }
  }
  public var tasks: [Base.Draw] { base.tasks }
  public var taskPolicy: TaskPolicy<Base.Draw> {
    get { base.taskPolicy }
    set { base.taskPolicy = newValue }
  }
  public func assign(_ task: Base.Draw, to row: Int) { base.assign(task, to: row) }

  public func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    base.reset(seeds: seeds, where: mask, into: memory)
    for row in 0..<count where mask?[row] ?? true { motions[row] = SceneMotion(moments: [moment(in: row)]) }
  }

  public func step(_ actions: Span<Float>, into memory: StepMemory) throws(EnvError) {
    let running = (0..<count).map { row in
      let place = base.scene(of: row)
      return place.env.time(in: place.row) != nil
    }
    try base.step(actions, into: memory)
    for row in 0..<count where running[row] && !memory.nonFinite[row] {
      var moment = moment(in: row)
      moment.totalReward = motions[row].last.totalReward + memory.rewards[row]
      moment.isSuccess = memory.success[row]
      moment.step = motions[row].moments.count
      motions[row].moments.append(moment)
    }
  }

  private func moment(in row: Int) -> SceneMoment {
    let (env, row) = base.scene(of: row)
    return SceneMoment(
      poses: env.family.bodyNames.indices.map { body in
        let (position, angle) = env.pose(ofBody: body, in: row)
        return BodyPose(position: position, angle: angle)
      }, touched: env.touched(in: row), seed: env.seed(in: row))
  }
}
