/// A `VectorEnv` of any kind of environment, stepped one after the other.
public final class SerialVectorEnv<E: Env & ~Copyable, Draw: Sendable>: VectorEnv {
  public let count: Int
  public let observationSpace: Box
  public let actionSpace: ActionSpace
  public let horizon: Int
  public var autoreset = AutoresetMode.sameStep
  private let make: (Draw) -> E
  private let environments: UnsafeMutablePointer<E>
  private var rows: RowTasks<Draw>
  private var phases: [Phase]
  /// Of one row, on its way to memory.
  private var observation: [Float]

  /// Where the episode of a row stands.
  private enum Phase { case none, running, over }

  /// - Parameters:
  ///   - tasks: one for each row.
  ///   - make: an environment of the task.
  /// - Precondition: there is a task.
  public init(tasks: [Draw], choosing policy: TaskPolicy<Draw> = .fixed, make: @escaping (Draw) -> E) {
    precondition(!tasks.isEmpty, "a vector of no environments")
    count = tasks.count
    self.make = make
    rows = RowTasks(tasks)
    rows.policy = policy
    environments = .allocate(capacity: tasks.count)
    for (i, task) in tasks.enumerated() { (environments + i).initialize(to: make(task)) }
    observationSpace = environments[0].observationSpace
    actionSpace = environments[0].actionSpace
    horizon = environments[0].horizon
    phases = tasks.map { _ in .none }
    observation = Array(repeating: 0, count: observationSpace.count)
  }

  deinit {
    environments.deinitialize(count: count)
    environments.deallocate()
  }

  public var tasks: [Draw] { rows.current }
  public var taskPolicy: TaskPolicy<Draw> {
    get { rows.policy }
    set { rows.policy = newValue }
  }
  public func assign(_ task: Draw, to row: Int) { rows.assign(task, to: row) }

  public func reset(seeds: [UInt64], where mask: [Bool]?, into memory: StepMemory) {
    check(seeds: seeds, mask: mask, memory)
    for i in 0..<count where mask?[i] ?? true {
      begin(i, rows.reset(i, seed: seeds[i]), memory)
      memory.clear(row: i)
    }
  }

  private func begin(_ i: Int, _ episode: (seed: UInt64, task: Draw?), _ memory: StepMemory) {
    if let task = episode.task {
      (environments + i).deinitialize(count: 1)
      (environments + i).initialize(to: make(task))
    }
    var span = observation.mutableSpan
    environments[i].reset(seed: episode.seed, into: &span)
    show(observation, in: memory.observations, row: i)
    phases[i] = .running
  }

  public func step(_ actions: Span<Float>, into memory: StepMemory) throws(EnvError) {
    check(memory)
    try actionSpace.check(actions, rows: count) { phases[$0] == .running }
    guard phases.contains(.running) || (autoreset == .nextStep && phases.contains(.over)) else {
      throw .episodeOver(environment: 0)
    }
    for i in 0..<count {
      switch phases[i] {
      case .running: try advance(i, actions, memory)
      case .over where autoreset == .nextStep:
        begin(i, rows.advance(i), memory)
        memory.clear(row: i)
      case .over, .none:
        memory.rewards[i] = 0
        memory.nonFinite[i] = false
      }
    }
  }

  private func advance(_ i: Int, _ actions: Span<Float>, _ memory: StepMemory) throws(EnvError) {
    let width = actionSpace.count
    let result: StepResult
    do {
      var span = observation.mutableSpan
      result = try environments[i].step(actions.extracting(i * width..<(i + 1) * width), into: &span)
      memory.nonFinite[i] = false
    } catch {
      guard case .nonFiniteState = error else { throw error.ofEnvironment(i) }
      result = StepResult(reward: 0, terminated: true, truncated: false, success: false)
      for (j, component) in observationSpace.components.enumerated() {
        observation[j] = min(max(0, component.low), component.high)
      }
      memory.nonFinite[i] = true
    }
    memory.rewards[i] = result.reward
    memory.terminated[i] = result.terminated
    memory.truncated[i] = result.truncated
    memory.success[i] = result.success
    show(observation, in: memory.observations, row: i)
    guard result.ended else { return }
    show(observation, in: memory.finalObservations, row: i)
    phases[i] = .over
    if autoreset == .sameStep { begin(i, rows.advance(i), memory) }
  }

  private func show(_ observation: [Float], in memory: UnsafeMutableBufferPointer<Float>, row: Int) {
    for j in observation.indices { memory[row * observation.count + j] = observation[j] }
  }
}

extension EnvError {
  /// The error of a single environment by its place in a vector.
  fileprivate func ofEnvironment(_ i: Int) -> EnvError {
    switch self {
    case .wrongActionCount: self
    case .nonFiniteAction(let component, _): .nonFiniteAction(component: component, environment: i)
    case .noSuchChoice(let component, let got, let choices, _):
      .noSuchChoice(component: component, got: got, choices: choices, environment: i)
    case .episodeOver: .episodeOver(environment: i)
    case .nonFiniteState: .nonFiniteState(environment: i)
    }
  }
}
