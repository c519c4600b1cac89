import Foundation
public import Physics
public import Scenes

/// What stays the same in all pictures of one task: outlines, joints and goals. Where episodes draw or change some of
/// them, it is that of one episode after some of its steps, and other moments are shown by their own.
public struct SceneModel: Sendable {
  public let family: SceneFamily
  public let task: TaskDraw
  /// Of the episode.
  public let seed: UInt64
  /// Of the episode, that are over.
  public let step: Int
  public let shapes: [[Shape]]
  public let roles: [BodyRole]
  /// Those of bodies that have one.
  public let colors: [BodyColor?]
  public let joints: [JointDefinition]
  public let goals: [ScenePlace]
  public let followed: [ScenePlace]
  /// As an episode begins.
  public let start: SceneMoment

  public init(_ family: SceneFamily, task: TaskDraw, seed: UInt64 = 0, step: Int = 0) {
    self.family = family
    self.task = task
    self.seed = seed
    self.step = step
    let world = family.world(for: task, seed: seed)
    shapes = family.shapes(for: task, seed: seed)
    colors = family.colors(for: task)
    joints = world.joints
    goals = family.goals(for: task, seed: seed, after: step)
    followed = family.followed(for: task, seed: seed)
    start = SceneMoment(
      poses: world.bodies.map { BodyPose(position: $0.position, angle: $0.angle) }, seed: seed)
    roles = family.bodyRoles
  }

  /// Of the episode that a moment is of, as it is there.
  func model(at moment: SceneMoment) -> SceneModel {
    let isOfOther =
      !family.episodeNames.isEmpty && moment.seed != seed
      || family.changesWithinEpisodes && (moment.seed, moment.step) != (seed, step)
    return isOfOther ? SceneModel(family, task: task, seed: moment.seed, step: moment.step) : self
  }

  /// Where a place is at a moment, m.
  public func position(of place: ScenePlace, at moment: SceneMoment) -> Vector2 {
    let place = counterpart(of: place, at: moment)
    guard let body = place.body else { return place.offset }
    return moment.poses[body].transform(place.offset)
  }

  /// The same goal, or what is followed, in the episode that a moment is of.
  private func counterpart(of place: ScenePlace, at moment: SceneMoment) -> ScenePlace {
    let other = model(at: moment)
    return zip(goals + followed, other.goals + other.followed).first { $0.0 == place }?.1 ?? place
  }

  /// The way of a place through an episode, m.
  public func path(of place: ScenePlace, in motion: SceneMotion) -> [Vector2] {
    motion.moments.map { position(of: place, at: $0) }
  }

  /// The numbers of the task in words, as many as there is room for.
  public func taskText(characters: Int = 90) -> String {
    var text = ""
    for (name, value) in family.words(for: task) {
      let short = name.hasPrefix("task.") ? String(name.dropFirst(5)) : name
      let next = (text.isEmpty ? "" : ", ") + "\(short) \(value)"
      if text.count + next.count > characters { return text + ", …" }
      text += next
    }
    return text.isEmpty ? "nothing varies" : text
  }
}

extension BodyPose {
  /// From the body's coordinates to the world's.
  public func transform(_ local: Vector2) -> Vector2 {
    let (c, s) = (Foundation.cos(angle), Foundation.sin(angle))
    return position + Vector2(c * local.x - s * local.y, s * local.x + c * local.y)
  }
  /// From the world's coordinates to the body's.
  public func inverse(_ place: Vector2) -> Vector2 {
    BodyPose(position: .zero, angle: -angle).transform(place - position)
  }
}
