/// Lines the peg up with the hole, then pushes it in along the hole's axis.
struct InsertExpert: Expert {
  private var isLinedUp = false

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    // The peg's tip is 0.38 m from the wrist.
    let hand = Hand(view, tool: 0.38)
    let hole = view.pose("base")
    let axis = Planar(angle: hole.angle)
    let tip = hand.pose.position
    let entrance = hole.position - 0.05 * axis
    if (entrance - tip).length < 0.004, abs(wrapped(hand.pose.angle - hole.angle)) < 0.01 { isLinedUp = true }
    guard isLinedUp else { return hand.steer(to: Pose(entrance, hole.angle), speed: 0.6, gap: 0.15) }
    let along = (tip - hole.position).dot(axis)
    let target = hole.position + min(along + 0.05, 0.12) * axis
    return hand.steer(to: Pose(target, hole.angle), speed: 0.2, gap: 0.15)
  }
}
