public import Physics

/// Where a body is.
public struct BodyPose: Sendable, Hashable {
  /// m
  public var position: Vector2
  /// rad
  public var angle: Float

  public init(position: Vector2, angle: Float) {
    self.position = position
    self.angle = angle
  }
}

/// What there is to see of a scene at one moment.
public struct SceneMoment: Sendable, Hashable {
  /// In the order of the family's `bodyNames`.
  public var poses: [BodyPose]
  /// Bodies that something touches, as far as the scene has sensors for it.
  public var touched: [Int]
  /// Sum of the rewards up to here.
  public var totalReward: Float
  /// The success rule holds.
  public var isSuccess: Bool
  /// Of its episode, which may draw other shapes and goals than others do.
  public var seed: UInt64
  /// Steps of the episode up to here.
  public var step: Int

  public init(
    poses: [BodyPose], touched: [Int] = [], totalReward: Float = 0, isSuccess: Bool = false, seed: UInt64 = 0,
    step: Int = 0
  ) {
    self.poses = poses
    self.seed = seed
    self.step = step
    self.touched = touched
    self.totalReward = totalReward
    self.isSuccess = isSuccess
  }
}

/// An episode to look at: its moments from the reset to the last step.
public struct SceneMotion: Sendable, Hashable {
  /// One more than there were steps.
  public var moments: [SceneMoment]

  /// - Precondition: there is a moment.
  public init(moments: [SceneMoment]) {
    precondition(!moments.isEmpty, "a motion without moments")
    self.moments = moments
  }

  /// The last moment stays when the episode is over.
  public func moment(at step: Int) -> SceneMoment { moments[min(max(step, 0), moments.count - 1)] }
  public var last: SceneMoment { moments[moments.count - 1] }
}
