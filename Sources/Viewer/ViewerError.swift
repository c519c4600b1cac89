/// What keeps a window from opening.
public enum ViewerError: Error, Equatable, CustomStringConvertible {
  case noDisplay(String)

  public var description: String {
    switch self {
    case .noDisplay(let reason):
      "no window: \(reason); sim-view --headless --record FILE films without one, as does sim-rollout --record"
    }
  }
}
