/// Gets behind the puck as seen from the goal and pushes it there with two fingertips, between which it rests.
struct PushExpert: Expert {
  private var isPushing = false
  private var isDone = false

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view, tool: 0.22)
    let puck = view.pose("object").position
    let goal = view.point("goal")
    let way = goal - puck
    let axis = way.unit
    let tip = hand.pose.position
    let aside = (tip - puck).dot(axis.normal)
    let along = (tip - puck).dot(axis)
    let radius = 0.04
    if isPushing, abs(aside) > 0.03 || along > 0 { isPushing = false }
    if !isPushing, abs(aside) < 0.01, along < 0, abs(wrapped(hand.pose.angle - axis.angle)) < 0.1 {
      isPushing = true
    }
    guard isPushing || isDone else {
      // Round the puck at a distance, on the side where the hand already is.
      let behind = puck - (radius + 0.06) * axis
      if along > -radius {
        let side = aside >= 0 ? 1.0 : -1.0
        let corner = puck - (radius + 0.06) * axis + side * 0.14 * axis.normal
        return hand.steer(to: Pose(corner, axis.angle), speed: 0.8, gap: 0.04)
      }
      return hand.steer(to: Pose(behind, axis.angle), speed: 0.8, gap: 0.04)
    }
    if way.length < 0.025 { isDone = true }
    if isDone { return hand.steer(to: Pose(tip, axis.angle), speed: 0.1, gap: 0.04) }
    // A little across the way where the puck has slipped aside.
    let target = tip + 0.2 * axis - 2 * aside * axis.normal
    return hand.steer(
      to: Pose(target, axis.angle), speed: min(max(3 * way.length, 0.04), 0.5), gap: 0.04)
  }
}
