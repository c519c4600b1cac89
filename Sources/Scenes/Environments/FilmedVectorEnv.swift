public import Gym

/// A scene's environments that keep what there was to see in the episodes since the last reset.
public final class FilmedVectorEnv: VectorEnv {
  public let scene: SceneVectorEnv
  /// One for each environment. Those whose episode has ended wait for the next reset.
  public private(set) var motions: [SceneMotion] = []

  public init(_ scene: SceneVectorEnv) {
    self.scene = scene
    scene.atEpisodeEnd = .hold
  }

  public var count: Int { scene.count }
  public var observationSpace: Box { scene.observationSpace }
  public var actionSpace: Box { scene.actionSpace }
  public var horizon: Int { scene.horizon }
  public var atEpisodeEnd: EpisodeEnd {
    get { .hold }
    set { precondition(newValue == .hold, "episodes are filmed one by one") }
  }

  public func reset(seeds: [UInt64], into step: inout VectorStep) {
    scene.reset(seeds: seeds, into: &step)
    motions = (0..<count).map { SceneMotion(moments: [moment(in: $0)]) }
  }

  public func step(_ actions: Span<Float>, into step: inout VectorStep) throws(EnvError) {
    let running = (0..<count).map { scene.time(in: $0) != nil }
    try scene.step(actions, into: &step)
    for row in 0..<count where running[row] {
      var moment = moment(in: row)
      moment.totalReward = motions[row].last.totalReward + step.rewards[row]
      moment.isSuccess = step.success[row]
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
