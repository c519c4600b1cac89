/// The sequence of moves that finds goals early enough for the most steps on them (see `GridworldOptimum`).
///
/// Forward dynamic programming: states are (step, cell, goals not seen yet), and of all ways to one the best is kept.
/// A state from which even a bound on what can follow does not lead beyond what is known to be reachable is dropped.
/// What is known to be reachable comes from the same with few states to a step, those that promise the most. Staying,
/// or walking against the edge, is left out: the same moves earlier find the same goals earlier. So is a first move
/// upwards: the world mirrored along its diagonal is the same world.
///
/// The bound lets goals be found in the order of their distance, one a step, none before the step that its distance
/// allows, and those of later episodes at once. For 5 × 5 cells and 15 steps it is tight, in trials of any length: the
/// few states find a search that reaches it.
struct GridworldSearch {
  private let world: Gridworld
  private let episodes: Int
  private let goals: [Int]
  /// By cell, its goal's bit, or none.
  private let bits: [UInt32]
  /// By cell and distance, goals as bits.
  private let rings: [[UInt32]]
  /// By cell, moves that lead elsewhere.
  private let moves: [[(move: Gridworld.Move, cell: Int)]]

  private struct State {
    /// Goals not seen yet.
    var unseen: UInt32
    var cell: Int
    /// Steps on goals, in the whole trial, of those that were seen.
    var gain = 0
    /// That led here, from the state `parent` of the layer before.
    var move = Gridworld.Move.stay
    var parent = 0

    var key: UInt64 { UInt64(unseen) << 16 | UInt64(cell) }
  }

  /// - Precondition: there are up to 32 goals.
  init(_ world: Gridworld, episodes: Int) {
    let goals = world.goals
    precondition(goals.count <= 32, "\(goals.count) goals, expected up to 32")
    self.world = world
    self.episodes = episodes
    self.goals = goals
    let bits: [UInt32] = (0..<world.cells).map { cell in goals.firstIndex(of: cell).map { 1 << $0 } ?? 0 }
    self.bits = bits
    rings = (0..<world.cells).map { cell in
      (0...2 * world.size - 2).map { distance in
        goals.reduce(0) { world.distance(from: cell, to: $1) == distance ? $0 | bits[$1] : $0 }
      }
    }
    moves = (0..<world.cells).map { cell in
      Gridworld.Move.allCases.map { ($0, world.cell(after: $0, from: cell)) }.filter { $0.1 != cell }
    }
  }

  /// - Parameter width: states of a layer that are kept to learn what is reachable.
  func best(width: Int) -> [Gridworld.Move] {
    guard let reachable = path(beyond: -1, width: width) else {
      preconditionFailure("a gridworld without a path")
    }
    return (path(beyond: reachable.gain, width: nil) ?? reachable).moves
  }

  /// The best path with a gain above `least`; nil if there is none.
  /// - Parameter width: states of a layer that are kept; nil for all, so that nothing better is missed.
  func path(beyond least: Int, width: Int?) -> (moves: [Gridworld.Move], gain: Int)? {
    var layers = [[State(unseen: goals.reduce(0) { $0 | bits[$1] }, cell: 0)]]
    for step in 0..<episodes * world.horizon {
      var layer = followers(of: layers[step], step: step, beyond: least)
      if let width, layer.count > width { layer = mostPromising(layer, width, after: step + 1) }
      if layer.isEmpty { return nil }
      layers.append(layer)
    }
    let ends = layers[layers.count - 1]
    guard var place = ends.indices.max(by: { ends[$0].gain < ends[$1].gain }) else { return nil }
    let gain = ends[place].gain
    var moves: [Gridworld.Move] = []
    for layer in layers.dropFirst().reversed() {
      moves.append(layer[place].move)
      place = layer[place].parent
    }
    return (moves.reversed(), gain)
  }

  private func followers(of layer: [State], step: Int, beyond least: Int) -> [State] {
    let (episode, time) = (step / world.horizon + 1, step % world.horizon + 1)
    // Tables are for looking up alone: nothing depends on their order.
    var places: [UInt64: Int] = [:]
    var next: [State] = []
    for (parent, state) in layer.enumerated() {
      for (move, cell) in moves[state.cell] where step > 0 || move == .right {
        var follower = State(
          unseen: state.unseen & ~bits[cell], cell: time == world.horizon ? 0 : cell, gain: state.gain,
          move: move, parent: parent)
        if follower.unseen != state.unseen {
          follower.gain += world.horizon + 1 - time
          follower.gain += (episodes - episode) * (world.horizon + 1 - world.distance(from: 0, to: cell))
        }
        guard follower.gain + bound(follower, after: step + 1) > least else { continue }
        if let place = places[follower.key] {
          if next[place].gain < follower.gain { next[place] = follower }
        } else {
          places[follower.key] = next.count
          next.append(follower)
        }
      }
    }
    return next
  }

  private func mostPromising(_ layer: [State], _ width: Int, after steps: Int) -> [State] {
    let promises = layer.map { $0.gain + bound($0, after: steps) }
    let order = layer.indices.sorted { (promises[$1], $0) < (promises[$0], $1) }
    return order.prefix(width).map { layer[$0] }
  }

  /// At least as many steps on goals as those not seen yet can add, `steps` into the trial.
  private func bound(_ state: State, after steps: Int) -> Int {
    let (begun, time) = (steps / world.horizon + 1, steps % world.horizon)
    guard begun <= episodes else { return 0 }
    var sum = 0
    // In later episodes, as if all were known from now on.
    for (distance, ring) in rings[0].enumerated() {
      sum += (episodes - begun) * (ring & state.unseen).nonzeroBitCount * (world.horizon + 1 - distance)
    }
    var last = time
    for (distance, ring) in rings[state.cell].enumerated() {
      for _ in 0..<(ring & state.unseen).nonzeroBitCount {
        last = max(last + 1, time + distance)
        if last > world.horizon { return sum }
        sum += world.horizon + 1 - last
      }
    }
    return sum
  }
}
