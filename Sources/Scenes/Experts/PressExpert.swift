/// Pushes the object along the rail of the static body `base`, with closed fingers, to `goal` and stays there.
struct PressExpert: Expert {
  private var isPushing = false

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view, tool: 0.22)
    let angle = wrapped(view.pose("base").angle)
    let axis = Planar(angle: angle)
    let object = view.pose("object").position
    let tip = hand.pose.position
    let aside = (tip - object).dot(axis.normal)
    if abs(aside) < 0.012, abs(wrapped(hand.pose.angle - angle)) < 0.1 { isPushing = true }
    guard isPushing else { return hand.steer(to: Pose(object - 0.06 * axis, angle), speed: 0.8, gap: 0) }
    // What the object still has to go, the tip goes; back onto the rail where it has slipped aside.
    let rest = (view.point("goal") - object).dot(axis)
    let near = (object - tip).dot(axis) - 0.025
    let way = max(near, 0) + rest
    // No faster than what even little friction stops in time.
    let speed = near > 0.03 ? 0.8 : (0.8 * abs(rest)).squareRoot() + 0.01
    return hand.steer(to: Pose(tip + way * axis - aside * axis.normal, angle), speed: speed, gap: 0)
  }
}
