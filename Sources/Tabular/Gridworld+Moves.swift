extension Gridworld {
  /// What an agent can do, in the order of the action's numbers.
  public enum Move: Int, CaseIterable, Sendable {
    case stay, up, right, down, left
  }

  var cells: Int { size * size }

  /// Where a move leads; one off the grid leads nowhere.
  func cell(after move: Move, from cell: Int) -> Int {
    let (x, y) = (cell % size, cell / size)
    switch move {
    case .up where y + 1 < size: return cell + size
    case .right where x + 1 < size: return cell + 1
    case .down where y > 0: return cell - size
    case .left where x > 0: return cell - 1
    default: return cell
    }
  }

  /// Steps of the shortest way.
  func distance(from a: Int, to b: Int) -> Int { abs(a % size - b % size) + abs(a / size - b / size) }

  /// The next move of a shortest way, along x first; staying at its end.
  func move(from cell: Int, to goal: Int) -> Move {
    if cell % size != goal % size { return cell % size < goal % size ? .right : .left }
    if cell / size != goal / size { return cell / size < goal / size ? .up : .down }
    return .stay
  }

  /// Writes what an agent in `cell` sees of it, at `place` and the one behind.
  func show(_ cell: Int, at place: Int, in observation: inout MutableSpan<Float>) {
    observation[place] = Float(cell % size) / Float(size - 1)
    observation[place + 1] = Float(cell / size) / Float(size - 1)
  }

  /// The cell that `show` wrote.
  func cell(x: Float, y: Float) -> Int {
    Int((x * Float(size - 1)).rounded()) + size * Int((y * Float(size - 1)).rounded())
  }
}
