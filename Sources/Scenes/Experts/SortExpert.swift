import Physics

/// Fetches one puck after the other: takes it from the near side, drags it past the other one, and leaves it in its
/// bin.
struct SortExpert: Expert {
  private enum Phase { case lineUp, advance, close, drag, slide, fill, open, leave, cross, home, rest }

  private static let pucks = ["object", "other"]
  /// m, of the hand: before all pucks, and between them and the bins.
  private static let (near, far) = (0.42, 0.77)
  /// m, between the fingers: wider than a puck, narrower than the room between two.
  private static let gap = 0.11

  private var phase = Phase.lineUp
  /// Of `pucks`, the one at hand.
  private var puck = 0
  /// The y at which it is dragged out.
  private var lane = 0.0
  private var steps = 0

  mutating func act(_ view: borrowing ExpertView) -> [Float] {
    let hand = Hand(view)
    let grip = hand.pose.position
    let name = Self.pucks[min(puck, Self.pucks.count - 1)]
    let (object, bin) = (view.pose(name).position, view.point("\(name)_bin"))
    /// Moves the hand, pointing away from the base.
    func go(_ x: Double, _ y: Double, speed: Double, gap: Double) -> [Float] {
      hand.steer(to: Pose(x, y, 0), speed: speed, gap: gap)
    }
    /// Goes on when the hand is near a place.
    func isAt(_ x: Double, _ y: Double, within tolerance: Double) -> Bool {
      (Planar(x, y) - grip).length < tolerance
    }
    switch phase {
    case .lineUp:
      if isAt(Self.near, object.y, within: 0.01), abs(wrapped(hand.pose.angle)) < 0.05 { phase = .advance }
      return go(Self.near, object.y, speed: 0.6, gap: Self.gap)
    case .advance:
      if isAt(object.x, object.y, within: 0.008) { begin(.close, lane: object.y) }
      return go(object.x, object.y, speed: 0.4, gap: Self.gap)
    case .close:
      steps += 1
      if steps >= 12 { phase = .drag }
      return go(grip.x, grip.y, speed: 0.2, gap: -1)
    case .drag:
      if isAt(Self.far, lane, within: 0.02) { phase = .slide }
      return go(Self.far, lane, speed: 0.4, gap: -1)
    case .slide:
      if isAt(Self.far, bin.y, within: 0.02) { phase = .fill }
      return go(Self.far, bin.y, speed: 0.4, gap: -1)
    case .fill:
      if (bin - object).length < 0.02 { begin(.open, lane: lane) }
      return hand.steer(to: Pose(grip + bin - object, 0), speed: 0.3, gap: -1)
    case .open:
      steps += 1
      if steps >= 15 { phase = .leave }
      // To the limits, for a puck that was dragged aside has shifted both fingers.
      return go(grip.x, grip.y, speed: 0.1, gap: 0.16)
    case .leave:
      if isAt(Self.far, bin.y, within: 0.02) { phase = .cross }
      return go(Self.far, bin.y, speed: 0.6, gap: Self.gap)
    case .cross:
      if isAt(Self.far, lane, within: 0.02) { phase = .home }
      return go(Self.far, lane, speed: 0.6, gap: Self.gap)
    case .home:
      // Where the puck was there is room.
      if isAt(Self.near, lane, within: 0.02) {
        puck += 1
        phase = puck < Self.pucks.count ? .lineUp : .rest
      }
      return go(Self.near, lane, speed: 0.6, gap: Self.gap)
    case .rest:
      return go(grip.x, grip.y, speed: 0.1, gap: Self.gap)
    }
  }

  private mutating func begin(_ phase: Phase, lane: Double) {
    self.phase = phase
    self.lane = lane
    steps = 0
  }
}
