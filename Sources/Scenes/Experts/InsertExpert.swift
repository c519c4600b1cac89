import Physics

/// Lines the peg, which lies between the fingers, up with the hole, then pushes it in along the hole's axis.
struct InsertExpert: Expert {
  private enum Phase { case approach, insert }
  private var phase = Phase.approach

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view)
    let grip = hand.pose
    let hole = view.pose("base")
    let axis = Planar(angle: hole.angle)
    let peg = view.pose("object")
    let tip = view.point("tip")
    let goal = view.point("goal")
    /// The hand's pose that brings the peg's tip to a place, along the hole's axis, as it lies in the hand now.
    func pose(tipAt place: Planar) -> Pose {
      let turn = wrapped(hole.angle - peg.angle)
      let reach = Pose(Planar(0, 0), turn).transform(grip.position - tip)
      return Pose(place + reach, grip.angle + turn)
    }
    switch phase {
    case .approach:
      let entrance = goal - 0.12 * axis
      // As soon as the peg points into the hole: the way from here is straight.
      let aside = abs((tip - goal).dot(axis.normal))
      if aside < 0.015, (goal - tip).dot(axis) > 0.11, abs(wrapped(peg.angle - hole.angle)) < 0.1 {
        phase = .insert
      }
      // The peg lies loosely between the fingers, which give way to its side: slowly where it is near.
      let speed = min(0.8, max(0.12, 5 * (entrance - tip).length))
      return hand.steer(to: pose(tipAt: entrance), speed: speed, turn: 2, gap: -1)
    case .insert:
      // Where the way is not free, back to its beginning.
      let aside = abs((tip - goal).dot(axis.normal))
      if aside > 0.018, (goal - tip).dot(axis) > 0.07 { phase = .approach }
      let along = min((tip - goal).dot(axis) + 0.05, 0)
      return hand.steer(to: pose(tipAt: goal + along * axis), speed: 0.7, gap: -1)
    }
  }
}
