public import Gym

/// A vector environment whose rows are scenes that can be looked into.
public protocol ScenicVectorEnv: VectorEnv {
  /// Those that rows may play.
  var scenes: [SceneFamily] { get }
  /// The environments of one scene that a row plays in, and which of them it is; where scenes differ, those of another
  /// one perhaps from the row's next episode on.
  func scene(of row: Int) -> (env: SceneVectorEnv, row: Int)
}

extension SceneVectorEnv: ScenicVectorEnv {
  public var scenes: [SceneFamily] { [family] }
  public func scene(of row: Int) -> (env: SceneVectorEnv, row: Int) { (self, row) }
}
