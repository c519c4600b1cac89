import Physics

/// Gets behind the ball as seen from the target and takes it along between two fingertips, until it is as fast as
/// friction lets it roll to the target; then stops, and the ball goes on.
struct HitExpert: Expert {
  private enum Phase { case approach, touch, strike, rest }
  private var phase = Phase.approach
  /// m/s, of the hand.
  private var pace = 0.1

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view, tool: 0.22)
    let ball = view.pose("object").position
    let way = view.point("goal") - ball
    let axis = way.unit
    let tip = hand.pose.position
    let gap = 0.0
    switch phase {
    case .approach:
      let behind = ball - 0.06 * axis
      if (behind - tip).length < 0.01, abs(wrapped(hand.pose.angle - axis.angle)) < 0.03 { phase = .touch }
      return hand.steer(to: Pose(behind, axis.angle), speed: 0.8, gap: gap)
    case .touch:
      if view.velocity("object").length > 0.02 { phase = .strike }
      return hand.steer(to: Pose(tip + 0.1 * axis, axis.angle), speed: pace, gap: gap)
    case .strike:
      let body = view.world.bodies[view.body("object")]
      let wanted = (2 * Double(body.dragForce / body.mass.mass) * way.length).squareRoot()
      let speed = view.velocity("object").dot(axis)
      if speed >= 0.985 * wanted { phase = .rest }
      // The ball is a little faster than the hand; from below, it is as fast as wanted in some steps.
      pace += min(0.4 * (wanted - speed), 0.12)
      // Back onto the line, for the joints do not accelerate alike.
      let aside = (tip - ball).dot(axis.normal)
      return hand.steer(
        to: Pose(tip + 0.3 * axis - 2 * aside * axis.normal, axis.angle),
        speed: pace, gap: gap)
    case .rest:
      return hand.steer(to: Pose(tip, hand.pose.angle), speed: 0, gap: gap)
    }
  }
}
