/// Why a definition cannot become a world.
public enum PhysicsError: Error, Equatable, CustomStringConvertible {
  /// `item` names the part as in `bodies[3].mass`.
  case outOfRange(item: String, value: Float, expected: String)
  case dangling(item: String, index: Int, count: Int)
  case tooMany(item: String, count: Int, limit: Int)
  case malformed(item: String, problem: String)

  public var description: String {
    switch self {
    case .outOfRange(let item, let value, let expected): "\(item): \(value), expected \(expected)"
    case .dangling(let item, let index, let count): "\(item): no number \(index) among \(count)"
    case .tooMany(let item, let count, let limit): "\(item): \(count), expected at most \(limit)"
    case .malformed(let item, let problem): "\(item): \(problem)"
    }
  }
}
