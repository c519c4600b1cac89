import Physics

/// Two arms: one drags the object to the middle and lets go, then the other one drags it from there to the goal.
struct HandOverExpert: Expert {
  private var giver = HandOverPart(firstJoint: 0, direction: 0)
  private var taker = HandOverPart(firstJoint: 5, direction: Double.pi)

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let middle = Planar(view.point("middle").x, view.point("object").y)
    let isFree = giver.hasLeft
    return giver.act(view, to: middle, letsGo: true)
      + (isFree
        ? taker.act(view, to: view.point("goal"), letsGo: false)
        : Hand(view, firstJoint: taker.firstJoint)
          .steer(to: Pose(middle + Planar(0.2, 0), taker.direction), speed: 0.8, gap: 0.12))
  }
}

/// What one arm of a hand-over does: takes the object and drags it to a place.
private struct HandOverPart {
  private enum Phase { case lineUp, advance, close, drag, open, leave }

  /// Of the arm.
  let firstJoint: Int
  /// rad, in which the hand points.
  let direction: Double
  private var phase = Phase.lineUp
  private var steps = 0

  init(firstJoint: Int, direction: Double) {
    self.firstJoint = firstJoint
    self.direction = direction
  }

  /// It has let go, and is out of the way.
  var hasLeft: Bool { phase == .leave && steps == 0 }

  /// - Parameters:
  ///   - place: where the object is to be.
  ///   - letsGo: whether the hand leaves it there.
  mutating func act(_ view: borrowing ExpertView, to place: Planar, letsGo: Bool) -> [Float] {
    let hand = Hand(view, firstJoint: firstJoint)
    let grip = hand.pose.position
    let object = view.point("object")
    let axis = Planar(angle: direction)
    func go(to place: Planar, speed: Double, gap: Double) -> [Float] {
      hand.steer(to: Pose(place, direction), speed: speed, gap: gap)
    }
    switch phase {
    case .lineUp:
      let before = object - 0.13 * axis
      let isTurned = abs(wrapped(hand.pose.angle - direction)) < 0.05
      if isTurned, (before - grip).length < 0.02 { phase = .advance }
      return go(to: before, speed: 0.8, gap: 0.12)
    case .advance:
      if (object - grip).length < 0.01 { begin(.close, steps: 8) }
      return go(to: object, speed: 0.6, gap: 0.12)
    case .close:
      if isOver() { phase = .drag }
      return go(to: grip, speed: 0.2, gap: -1)
    case .drag:
      if letsGo, (place - object).length < 0.02 { begin(.open, steps: 8) }
      return go(to: grip + place - object, speed: 0.6, gap: -1)
    case .open:
      if isOver() { begin(.leave, steps: 6) }
      return go(to: grip, speed: 0.1, gap: 0.16)
    case .leave:
      _ = isOver()
      return go(to: Planar((place - 0.25 * axis).x, grip.y), speed: 0.8, gap: 0.16)
    }
  }

  private mutating func begin(_ phase: Phase, steps: Int) {
    self.phase = phase
    self.steps = steps
  }

  /// Counts the steps of a phase down.
  private mutating func isOver() -> Bool {
    steps = max(steps - 1, 0)
    return steps == 0
  }
}
