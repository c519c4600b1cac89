import Physics

/// Takes the object between the fingers and brings it where the family wants it.
struct GraspExpert: Expert {
  enum Purpose {
    /// To the height of the point `goal`, under gravity.
    case lift
    /// To the point `goal`, under gravity.
    case goal
    /// Off a belt, to the point `goal`.
    case fetch
    /// To the point `goal`, on a table.
    case drag
    /// Along a rail of the static body `base`, to `goal`.
    case slide
    /// The same, for a rail across which the hand points: the object lies between the fingers, which need not hold it.
    case sweep
    /// Round the static body `base`, to the direction of `goal`, by the same means.
    case turn
  }

  private enum Phase { case approach, close, move }

  private let purpose: Purpose
  private var phase = Phase.approach
  /// m, between the fingers a step ago, while they close.
  private var opening: Double?

  init(_ purpose: Purpose) { self.purpose = purpose }

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view)
    let object = view.pose("object").position
    let angle = direction(view, object)
    let grip = hand.pose.position
    switch phase {
    case .approach:
      // To the line on which the fingers pass the object on both sides, and further along it the nearer they are.
      let axis = Planar(angle: angle)
      let aside = abs((grip - object).dot(axis.normal))
      let turn = abs(wrapped(hand.pose.angle - angle))
      let isLinedUp = aside < 0.015 && turn < 0.1
      if isLinedUp, (object - grip).length < 0.02 { phase = cages ? .move : .close }
      let target = isLinedUp ? object : object - runUp(view, object) * axis
      return hand.steer(to: Pose(target, angle), speed: 0.8, gap: 0.12)
    case .close:
      if let opening, opening - hand.opening < 0.001 { phase = .move }
      opening = hand.opening
      return hand.steer(to: Pose(object, angle), speed: 0.2, gap: -1)
    case .move:
      let way = way(view, object)
      return hand.steer(
        to: Pose(grip + way, angle), speed: min(0.8, max(12 * way.length, 0.02)), gap: cages ? 0.055 : -1)
    }
  }

  /// Whether what is moved stays between open fingers by itself.
  private var cages: Bool { purpose == .sweep || purpose == .turn }

  /// Where the hand points when it takes the object, and holds it.
  private func direction(_ view: borrowing ExpertView, _ object: Planar) -> Double {
    switch purpose {
    case .lift, .goal, .fetch: -Double.pi / 2
    case .drag: 0
    case .turn: (object - view.pose("base").position).angle
    case .slide, .sweep: wrapped(view.pose("base").angle)
    }
  }

  /// m, from the object back to where the hand has to be lined up: before the fingers pass a lever's bar, or the object.
  private func runUp(_ view: borrowing ExpertView, _ object: Planar) -> Double {
    purpose == .turn ? (object - view.pose("base").position).length + 0.06 : 0.11
  }

  /// From the object to where it should go next.
  private func way(_ view: borrowing ExpertView, _ object: Planar) -> Planar {
    switch purpose {
    case .lift: return Planar(0, view.point("goal").y - object.y)
    case .goal, .fetch, .drag, .slide, .sweep: return view.point("goal") - object
    case .turn:
      let pivot = view.pose("base").position
      let arm = object - pivot
      let rest = wrapped((view.point("goal") - pivot).angle - arm.angle)
      let next = arm.angle + min(max(rest, -0.3), 0.3)
      return pivot + arm.length * Planar(angle: next) - object
    }
  }
}
