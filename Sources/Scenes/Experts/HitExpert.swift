/// Takes a run-up behind the ball, on the line from the target, and strikes through it with closed fingers.
struct HitExpert: Expert {
  private enum Phase { case approach, strike, rest }
  private var phase = Phase.approach
  private var axis = Planar(1, 0)
  private var start = Planar(0, 0)

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view, tool: 0.22)
    let ball = view.pose("object").position
    let tip = hand.pose.position
    switch phase {
    case .approach:
      axis = (view.point("goal") - ball).unit
      start = ball
      let runUp = ball - 0.1 * axis
      if (runUp - tip).length < 0.003, abs(wrapped(hand.pose.angle - axis.angle)) < 0.01 { phase = .strike }
      return hand.steer(to: Pose(runUp, axis.angle), speed: 0.8, gap: 0)
    case .strike:
      let travelled = (tip - start).dot(axis)
      if travelled > 0.02 { phase = .rest }
      // Back onto the line, for the joints do not accelerate alike.
      let aside = (tip - start).dot(axis.normal)
      let target = tip + 0.3 * axis - 4 * aside * axis.normal
      return hand.steer(to: Pose(target, axis.angle), speed: 0.7, gap: 0)
    case .rest:
      return hand.steer(to: Pose(tip, axis.angle), speed: 0.1, gap: 0)
    }
  }
}
