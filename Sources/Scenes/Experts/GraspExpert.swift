import Physics

/// Takes the object between the fingers and brings it where the family wants it.
struct GraspExpert: Expert {
  enum Purpose {
    /// Up, under gravity.
    case lift
    /// To the point `goal`, under gravity.
    case goal
    /// Off a belt, to the point `goal`.
    case fetch
    /// To the point `goal`, on a table.
    case drag
    /// Along a rail of the static body `base`, to `goal`.
    case slide
    /// Round the static body `base`, to the direction of `goal`.
    case turn
  }

  private enum Phase { case approach, advance, close, move }

  private let purpose: Purpose
  private var phase = Phase.approach
  private var closingSteps = 0

  init(_ purpose: Purpose) { self.purpose = purpose }

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view)
    let object = view.pose("object").position
    let angle = direction(view)
    let back = object - 0.12 * Planar(angle: angle)
    let error = hand.pose.position
    let isTurned = abs(wrapped(hand.pose.angle - angle)) < 0.05
    switch phase {
    case .approach:
      if (back - error).length < 0.02, isTurned { phase = .advance }
      return hand.steer(to: Pose(back, angle), speed: 0.8, gap: 0.15)
    case .advance:
      if (object - error).length < 0.008 { phase = .close }
      return hand.steer(to: Pose(object, angle), speed: 0.4, gap: 0.15)
    case .close:
      closingSteps += 1
      if closingSteps >= 25 { phase = .move }
      // What a belt carries goes on until it is held.
      return hand.steer(to: Pose(purpose == .fetch ? object : error, angle), speed: 0.2, gap: -1)
    case .move:
      return hand.steer(to: Pose(error + way(view, object), angle), speed: 0.35, gap: -1)
    }
  }

  /// Where the hand points when it takes the object.
  private func direction(_ view: borrowing ExpertView) -> Double {
    switch purpose {
    case .lift, .goal, .fetch: -Double.pi / 2
    case .drag, .turn: 0
    case .slide: wrapped(view.pose("base").angle)
    }
  }

  /// From the object to where it should go next.
  private func way(_ view: borrowing ExpertView, _ object: Planar) -> Planar {
    switch purpose {
    case .lift: return Planar(0, 0.1)
    case .goal, .fetch, .drag, .slide: return view.point("goal") - object
    case .turn:
      let pivot = view.pose("base").position
      let arm = object - pivot
      let rest = wrapped((view.point("goal") - pivot).angle - arm.angle)
      let next = arm.angle + min(max(rest, -0.1), 0.1)
      return pivot + arm.length * Planar(angle: next) - object
    }
  }
}
