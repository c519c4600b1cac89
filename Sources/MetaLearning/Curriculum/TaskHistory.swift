public import Autodiff

/// What came of the latest training tasks, kind by kind: what a curriculum proposes from.
public struct TaskHistory: Sendable {
  /// The outcomes of one kind, the oldest first: success, return and coordinates of each.
  struct Rows: Sendable {
    let width: Int
    var numbers: [Float] = []

    var count: Int { numbers.count / width }
    func success(_ row: Int) -> Float { numbers[row * width] }
    func meanReturn(_ row: Int) -> Float { numbers[row * width + 1] }
  }

  private(set) var kinds: [Int: Rows] = [:]

  public init() {}

  public var isEmpty: Bool { kinds.isEmpty }
  /// Of the kind with the most outcomes.
  public var mostOfAKind: Int { kinds.values.reduce(0) { max($0, $1.count) } }

  /// Adds outcomes in their order, and forgets all but the latest `count` of each kind.
  public mutating func append(_ outcomes: [TaskOutcome], keeping count: Int) {
    for outcome in outcomes {
      let place = outcome.proposal.place
      let width = 2 + place.coordinates.count
      var rows = kinds[place.kind] ?? Rows(width: width)
      if rows.width != width { rows = Rows(width: width) }
      rows.numbers += [outcome.success, outcome.meanReturn] + place.coordinates
      kinds[place.kind] = rows
    }
    for (kind, rows) in kinds where rows.count > count {
      kinds[kind]?.numbers.removeFirst((rows.count - count) * rows.width)
    }
  }

  /// The outcomes nearest to a place, by the squares of their coordinates' differences, the oldest first; of outcomes that
  /// are as near, the latest. Fewer than `count` where there are no more of that kind.
  func rows(near place: TaskPlace, count: Int) -> [Int] {
    guard let rows = kinds[place.kind], rows.width == 2 + place.coordinates.count else { return [] }
    var nearest: [(distance: Float, row: Int)] = []
    let (numbers, own) = (rows.numbers.span, place.coordinates.span)
    for row in stride(from: rows.count - 1, through: 0, by: -1) {
      var distance: Float = 0
      for i in own.indices {
        let difference = numbers[row * rows.width + 2 + i] - own[i]
        distance += difference * difference
      }
      guard nearest.count < count || distance < nearest[count - 1].distance else { continue }
      if nearest.count == count { nearest.removeLast() }
      let place = nearest.firstIndex { distance < $0.distance } ?? nearest.count
      nearest.insert((distance, row), at: place)
    }
    return nearest.map(\.row).sorted()
  }

  // MARK: In a checkpoint

  /// One tensor for each kind, `[outcomes, 2 + coordinates]`, under the kind's number.
  public var tensors: Parameters {
    Parameters(
      kinds.keys.sorted().compactMap { kind in
        kinds[kind].map { ("\(kind)", Tensor($0.numbers, shape: [$0.count, $0.width])) }
      })
  }

  /// nil for tensors that no history has.
  public init?(_ tensors: Parameters) {
    for (name, tensor) in zip(tensors.names, tensors.tensors) {
      guard let kind = Int(name), "\(kind)" == name, kinds[kind] == nil, tensor.rank == 2,
        tensor.shape[0] > 0, tensor.shape[1] >= 2, tensor.allFinite
      else { return nil }
      let rows = Rows(width: tensor.shape[1], numbers: tensor.values)
      guard (0..<rows.count).allSatisfy({ (0...1).contains(rows.success($0)) }) else { return nil }
      kinds[kind] = rows
    }
  }
}
