import Foundation
import Physics

/// How an arm stands: the angle of each joint, and where its end is.
public struct ArmPose: Sendable, Hashable {
  /// rad, from the base on.
  public var joints: [Float]
  /// x and y, m
  public var fingertip: [Float]
}

extension SceneFamily {
  /// The arm of a task as an episode with the given seed begins it; the fingertip is what the rewards follow.
  /// - Precondition: the family's bodies are the links of one arm, from the base on, and a reward follows its end.
  public func armPose(for draw: TaskDraw, seed: UInt64) -> ArmPose {
    let links = world(for: draw, seed: seed).bodies
    guard let fingertip = followed(for: draw, seed: seed).first, let body = fingertip.body else {
      preconditionFailure("\(name) has no arm whose end a reward follows")
    }
    let (c, s) = (cos(links[body].angle), sin(links[body].angle))
    let before = [0] + links.dropLast().map(\.angle)
    return ArmPose(
      joints: zip(links, before).map { $0.angle - $1 },
      fingertip: [
        links[body].position.x + c * fingertip.offset.x - s * fingertip.offset.y,
        links[body].position.y + s * fingertip.offset.x + c * fingertip.offset.y,
      ])
  }
}
