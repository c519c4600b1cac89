/// What the outer edge refuses.
public enum HostError: Error, Equatable, CustomStringConvertible {
  /// As in "3 seeds for 4 environments".
  case wrongCount(what: String, got: Int, expected: Int)
  case noEnvironments
  case tooManyEnvironments(got: Int, limit: Int)
  case noSuchRow(Int, rows: Int)
  /// A task that the family does not draw.
  case noSuchTask(row: Int)
  case refused(EnvError)
  /// A step before the first reset of any row.
  case notReset

  public var description: String {
    switch self {
    case .wrongCount(let what, let got, let expected): "\(got) \(what), expected \(expected)"
    case .noEnvironments: "no environments, expected one at least"
    case .tooManyEnvironments(let got, let limit): "\(got) environments, expected at most \(limit)"
    case .noSuchRow(let row, let rows): "row \(row), expected one from 0 to \(rows - 1)"
    case .noSuchTask(let row): "the task of row \(row) is none of the family's"
    case .refused(let error): "\(error)"
    case .notReset: "a step before the first reset"
    }
  }
}

/// The outer edge: a vector environment for hosts that are not trusted to keep its preconditions, such as another
/// language. Whatever it can be given wrong is an error here, and changes nothing; nothing that comes in ends the process.
public final class HostedVectorEnv<Family: EnvFamily> {
  /// Rows at most.
  public static var limit: Int { 65_536 }

  private let family: Family
  private let env: Family.Vector
  private var isReset = false

  /// - Parameter tasks: of the rows' first episodes.
  public init(
    _ family: Family, tasks: [Family.Draw], choosing policy: TaskPolicy<Family.Draw> = .fixed,
    autoreset: AutoresetMode = .sameStep
  ) throws(HostError) {
    guard !tasks.isEmpty else { throw .noEnvironments }
    guard tasks.count <= Self.limit else { throw .tooManyEnvironments(got: tasks.count, limit: Self.limit) }
    if let row = tasks.firstIndex(where: { !family.accepts($0) }) { throw .noSuchTask(row: row) }
    self.family = family
    env = family.makeVectorEnv(tasks: tasks, choosing: policy)
    env.autoreset = autoreset
  }

  public var count: Int { env.count }
  public var observationSpace: Box { env.observationSpace }
  public var actionSpace: ActionSpace { env.actionSpace }
  public var channels: [Component] { env.channels }
  public var tasks: [Family.Draw] { env.tasks }

  /// Memory of the sizes that steps and resets want.
  public func makeStep() -> VectorStep { env.makeStep() }

  /// The task of a row's next episode.
  public func assign(_ task: Family.Draw, to row: Int) throws(HostError) {
    guard (0..<count).contains(row) else { throw .noSuchRow(row, rows: count) }
    guard family.accepts(task) else { throw .noSuchTask(row: row) }
    env.assign(task, to: row)
  }

  public func reset(
    seeds: [UInt64], where mask: [Bool]? = nil, into memory: StepMemory
  ) throws(HostError) {
    try expect("seeds", seeds.count, count)
    if let mask { try expect("marks of a mask", mask.count, count) }
    try check(memory)
    env.reset(seeds: seeds, where: mask, into: memory)
    isReset = isReset || mask?.contains(true) ?? true
  }

  public func step(_ actions: Span<Float>, into memory: StepMemory) throws(HostError) {
    try check(memory)
    guard isReset else { throw .notReset }
    do { try env.step(actions, into: memory) } catch { throw .refused(error) }
  }

  private func check(_ memory: StepMemory) throws(HostError) {
    try expect("rows of memory", memory.count, count)
    try expect("observation numbers of memory", memory.observationCount, observationSpace.count)
    try expect("channels of memory", memory.channelCount, channels.count)
  }

  private func expect(_ what: String, _ got: Int, _ expected: Int) throws(HostError) {
    guard got == expected else { throw .wrongCount(what: what, got: got, expected: expected) }
  }
}
