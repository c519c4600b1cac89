import Physics

/// Takes the object from above, carries it over the base, sets it down on it, and lets go.
struct StackExpert: Expert {
  private enum Phase { case approach, advance, close, lift, carry, lower, open, leave }

  private static let down = -Double.pi / 2
  private var phase = Phase.approach
  private var steps = 0

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view)
    let object = view.pose("object").position
    let top = view.point("top")
    let grip = hand.pose.position
    /// Moves the hand as the object should move.
    func bring(to place: Planar, speed: Double) -> [Float] {
      hand.steer(to: Pose(grip + place - object, Self.down), speed: speed, gap: -1)
    }
    switch phase {
    case .approach:
      let above = object + Planar(0, 0.12)
      if (above - grip).length < 0.02, abs(wrapped(hand.pose.angle - Self.down)) < 0.05 { phase = .advance }
      return hand.steer(to: Pose(above, Self.down), speed: 0.8, gap: 0.15)
    case .advance:
      if (object - grip).length < 0.008 { phase = .close }
      return hand.steer(to: Pose(object, Self.down), speed: 0.4, gap: 0.15)
    case .close:
      steps += 1
      if steps >= 12 { phase = .lift }
      return hand.steer(to: Pose(grip, Self.down), speed: 0.2, gap: -1)
    case .lift:
      let above = Planar(object.x, top.y + 0.08)
      if object.y > above.y - 0.02 { phase = .carry }
      return bring(to: above, speed: 0.35)
    case .carry:
      let above = Planar(top.x, top.y + 0.08)
      if (above - object).length < 0.01 {
        phase = .lower
        steps = 0
      }
      return bring(to: above, speed: 0.35)
    case .lower:
      // It may meet the base a little higher than the middle size does.
      steps += 1
      if object.y < top.y + 0.002 || steps >= 30 {
        phase = .open
        steps = 0
      }
      return bring(to: top - Planar(0, 0.01), speed: 0.1)
    case .open:
      steps += 1
      if steps >= 12 { phase = .leave }
      return hand.steer(to: Pose(grip, Self.down), speed: 0.1, gap: 0.15)
    case .leave:
      return hand.steer(to: Pose(Planar(top.x, top.y + 0.15), Self.down), speed: 0.3, gap: 0.15)
    }
  }
}
