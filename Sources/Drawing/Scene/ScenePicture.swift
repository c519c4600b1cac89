import Foundation
public import Physics
public import Scenes

/// A way that something went, shown behind the bodies.
public struct Trail: Sendable, Hashable {
  /// m
  public var points: [Vector2]
  public var ink: Ink
  public var opacity: Double
  /// px
  public var width: Double

  public init(_ points: [Vector2], ink: Ink, opacity: Double = 1, width: Double = 2) {
    self.points = points
    self.ink = ink
    self.opacity = opacity
    self.width = width
  }
}

extension SceneModel {
  /// The scene at a moment: goals, trails, bodies, joints, contacts.
  /// - Parameter ink: of what the actuators move.
  public func picture(
    at moment: SceneMoment, trails: [Trail] = [], ink: Ink = .after, camera: SceneCamera
  ) -> Picture {
    precondition(
      moment.poses.count == shapes.count, "\(moment.poses.count) poses of \(shapes.count) bodies")
    return model(at: moment).ownPicture(at: moment, trails, ink, camera)
  }

  private func ownPicture(
    at moment: SceneMoment, _ trails: [Trail], _ ink: Ink, _ camera: SceneCamera
  ) -> Picture {
    var picture = Picture(width: camera.width, height: camera.height)
    draw(where: { $0 == .wall }, at: moment, ink, camera, in: &picture)
    for goal in goals { drawRing(of: goal, at: moment, camera, in: &picture) }
    for trail in trails {
      picture.line(
        trail.points.map(camera.point), .stroke(trail.ink, width: trail.width, opacity: trail.opacity))
    }
    draw(where: { $0 != .wall }, at: moment, ink, camera, in: &picture)
    for joint in joints { draw(joint, at: moment, camera, in: &picture) }
    for goal in goals { drawCross(of: goal, at: moment, camera, in: &picture) }
    return picture
  }

  private func draw(
    where isShown: (BodyRole) -> Bool, at moment: SceneMoment, _ ink: Ink, _ camera: SceneCamera,
    in picture: inout Picture
  ) {
    for (body, pose) in moment.poses.enumerated() where isShown(roles[body]) {
      let own = colors[body].map(Ink.body)
      let fill: Ink =
        switch roles[body] {
        case .arm: own ?? ink
        case .object: own ?? .object
        case .wall: own ?? .wall
        }
      let isTouched = moment.touched.contains(body)
      let style = Style(
        fill: Paint(fill), stroke: Paint(isTouched ? .contact : own == nil ? .paper : .muted),
        lineWidth: isTouched ? 3 : 1)
      for shape in shapes[body] {
        if case .segment(let a, let b) = shape {
          picture.line([a, b].map { camera.point(pose.transform($0)) }, .stroke(fill, width: 3))
        } else if case .circle(let center, let radius) = shape {
          let place = camera.point(pose.transform(center))
          picture.circle(place, radius: max(3, camera.scale * Double(radius)), style)
          // A spoke, so that turning shows.
          let rim = camera.point(pose.transform(center + Vector2(radius, 0)))
          picture.line([place, rim], .stroke(.paper))
        } else {
          picture.polygon(shape.outline.map { camera.point(pose.transform($0)) }, style)
        }
      }
    }
  }

  /// As wide as success asks, beneath everything that moves.
  private func drawRing(
    of goal: ScenePlace, at moment: SceneMoment, _ camera: SceneCamera, in picture: inout Picture
  ) {
    picture.circle(
      camera.point(position(of: goal, at: moment)),
      radius: max(6, camera.scale * Double(goal.tolerance ?? 0)),
      Style(fill: Paint(.goal, opacity: 0.25), stroke: Paint(.goal), lineWidth: 2))
  }

  /// On top of everything, so that a goal is never hidden.
  private func drawCross(
    of goal: ScenePlace, at moment: SceneMoment, _ camera: SceneCamera, in picture: inout Picture
  ) {
    let center = camera.point(position(of: goal, at: moment))
    for (dx, dy) in [(4.0, 0.0), (0.0, 4.0)] {
      picture.line(
        [Point(center.x - dx, center.y - dy), Point(center.x + dx, center.y + dy)],
        .stroke(.goal, width: 3))
    }
  }

  private func draw(
    _ joint: JointDefinition, at moment: SceneMoment, _ camera: SceneCamera, in picture: inout Picture
  ) {
    let b = camera.point(moment.poses[joint.bodyB].transform(joint.anchorB))
    let a = camera.point(joint.bodyA.map { moment.poses[$0].transform(joint.anchorA) } ?? joint.anchorA)
    switch joint.kind {
    case .revolute:
      picture.circle(b, radius: 4, Style(fill: Paint(.paper), stroke: Paint(.text), lineWidth: 1.5))
    case .prismatic: picture.line([a, b], .stroke(.muted, width: 1.5, dashes: [3, 3]))
    case .distance: picture.line([a, b], .stroke(.muted, width: 1.5))
    case .weld: break
    }
  }
}

extension Shape {
  /// Corners of a closed line around it, in the body's coordinates, m; round ends in steps of 15°.
  var outline: [Vector2] {
    guard case .capsule(let length, let radius) = self else { return hull }
    return (0...12).map { endpoint($0, 1, length, radius) }
      + (0...12).map { endpoint($0, -1, length, radius) }
  }

  private func endpoint(_ i: Int, _ side: Float, _ length: Float, _ radius: Float) -> Vector2 {
    let angle = Float.pi * (Float(i) / 12 - 0.5)
    return side * Vector2(length / 2 + radius * Foundation.cos(angle), radius * Foundation.sin(angle))
  }
}
