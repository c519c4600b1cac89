public import Autodiff
public import Learning
public import Randomness

/// Everything that changes from one meta-iteration to the next.
public struct MetaState: Sendable {
  /// θ
  public var parameters: Parameters
  /// Meta-iterations behind it.
  public var iteration: Int
  /// Moments of the optimizers that have some, each over the tensors of its group.
  public var moments: [ParameterGroup: OptimizerState] = [:]
  /// Experience of earlier iterations that the learner still learns from, in tensors of its own names; empty where it
  /// keeps none.
  public var memory = Parameters([])
  /// What came of earlier training tasks; empty where no curriculum proposes tasks.
  public var history = TaskHistory()

  public init(parameters: Parameters, iteration: Int = 0) {
    self.parameters = parameters
    self.iteration = iteration
  }

  /// Whether a run can go on from here, and a checkpoint be read again.
  public var isFinite: Bool {
    parameters.allFinite && moments.values.allSatisfy(\.allFinite) && memory.allFinite
      && history.tensors.allFinite
  }
}

/// What one meta-iteration saw and did.
public struct IterationReport: Sendable {
  /// Means over tasks after 0, 1, … absorptions.
  public var measures: [Measures]
  public var loss: Float
  /// Of the model's tensors.
  public var gradientNorm: Float
  public var trustRegion: TrustRegion.Report?
  /// What else the learner tells of θ.
  public var diagnostics: Measures
  /// Environment steps or examples gathered.
  public var amount: Int
}

/// A run that cannot go on. Iterations and tasks count from 0, in the text from 1, as a log counts them.
public enum MetaLearningError: Error, Equatable, Codable, CustomStringConvertible {
  /// - Parameter task: nil for what all tasks make together.
  case nonFinite(what: String, iteration: Int, task: Int?)
  /// A task's world refused what it was given.
  case refused(String, iteration: Int, task: Int)

  public var description: String {
    switch self {
    case .nonFinite(let what, let iteration, let task):
      "iteration \(iteration + 1)\(task.map { ", task \($0 + 1)" } ?? ""): the \(what) is not finite"
    case .refused(let problem, let iteration, let task):
      "iteration \(iteration + 1), task \(task + 1): \(problem)"
    }
  }
}

/// The one loop: tasks × learner × outer update.
public struct MetaTraining<L: MetaLearner, Family: TaskFamily>: Sendable
where Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.TrainingExperience {
  public var family: Family
  public var learner: L
  /// Of each group of θ's tensors; a group without one stays as it is.
  public var updates: [ParameterGroup: OuterUpdate]
  public var tasksPerIteration: Int
  public var workers: Workers
  /// How training tasks are proposed; nil where they are only drawn.
  public var curriculum: Curriculum?

  public init(
    _ learner: L, on family: Family, updates: [ParameterGroup: OuterUpdate], tasksPerIteration: Int,
    workers: Workers
  ) {
    self.family = family
    self.learner = learner
    self.updates = updates
    self.tasksPerIteration = tasksPerIteration
    self.workers = workers
  }

  public init(
    _ learner: L, on family: Family, updates: [ParameterGroup: OuterUpdate], tasksPerIteration: Int,
    threads: Int
  ) {
    self.init(
      learner, on: family, updates: updates, tasksPerIteration: tasksPerIteration,
      workers: Workers(threads: threads))
  }

  /// One meta-iteration: draws tasks, gathers the objective once, and updates every group of θ with it.
  /// - Parameter stream: of the whole run; the iteration and the task are branches of it.
  public func iterate(
    _ state: MetaState, using stream: RandomStream
  ) throws -> (state: MetaState, report: IterationReport) {
    let theta = state.parameters
    let proposer = curriculum.map { Proposer($0, after: state.history) }
    var tasks = TaskBatch(
      proposer.map(family.proposing) ?? family, count: tasksPerIteration,
      stream: stream.split(state.iteration), workers: workers,
      iteration: state.iteration)
    tasks.memory = state.memory
    let demand = updates.values.reduce(into: ObjectiveDemand(descends: false)) { all, update in
      let own = update.demand(tasks: tasksPerIteration)
      all.curvatureTasks = max(all.curvatureTasks, own.curvatureTasks)
      all.comparesModels = all.comparesModels || own.comparesModels
      all.descends = all.descends || own.descends
    }
    let objective = try learner.objective(on: tasks, at: theta, for: demand)
    var next = state
    next.iteration += 1
    next.memory = objective.memory
    if let curriculum { next.history.append(objective.outcomes, keeping: curriculum.memory) }
    var report = IterationReport(
      measures: objective.measures, loss: objective.value, gradientNorm: 0, trustRegion: nil,
      diagnostics: Measures(), amount: objective.amount)
    var tensors = theta.tensors
    for group in ParameterGroup.allCases {
      let members = theta.names.indices.filter { learner.group(ofTensor: theta.names[$0]) == group }
      guard !members.isEmpty, let update = updates[group] else { continue }
      let part = objective.restricted(to: members, of: theta)
      let outcome = try update(theta.selecting(members), state.moments[group], part)
      next.moments[group] = outcome.moments
      if group == .model {
        report.gradientNorm = outcome.gradientNorm ?? part.gradient.norm
        report.trustRegion = outcome.report
      }
      for (place, member) in members.enumerated() { tensors[member] = outcome.parameters[place] }
    }
    next.parameters = theta.with(tensors)
    report.diagnostics = learner.diagnostics(next.parameters)
    if curriculum != nil {
      let figures = Measures(curriculum: objective.outcomes)
      for (name, value) in zip(figures.names, figures.values) { report.diagnostics.append(name, value) }
    }
    return (next, report)
  }
}

extension Objective {
  /// The objective as a function of some of θ's tensors, the others as they were.
  func restricted(to members: [Int], of theta: Parameters) -> Objective {
    guard members.count < theta.count else { return self }
    @Sendable func whole(_ part: Parameters, _ rest: Parameters) -> Parameters {
      var tensors = rest.tensors
      for (place, member) in members.enumerated() { tensors[member] = part[place] }
      return rest.with(tensors)
    }
    var part = self
    part.gradient = gradient.selecting(members)
    if let f = valueAndDivergence { part.valueAndDivergence = { try f(whole($0, theta)) } }
    if let f = gradientAt {
      part.gradientAt = { try f(whole($0, theta), $1).selecting(members) }
    }
    if let f = curvature {
      let zero = theta.zeros()
      part.curvature = { try f(whole($0, zero)).selecting(members) }
    }
    return part
  }
}

extension Parameters {
  /// Elementwise mean, summed in order.
  public static func mean(_ all: [Parameters]) -> Parameters {
    var sum = all[0]
    for other in all.dropFirst() { sum = sum + other }
    return sum * (1 / Float(all.count))
  }

  /// Some of the tensors, under their names.
  func selecting(_ members: [Int]) -> Parameters {
    members.count == count ? self : Parameters(members.map { (names[$0], tensors[$0]) })
  }

  /// The same names with other tensors.
  func with(_ tensors: [Tensor]) -> Parameters {
    var i = -1
    return map { _ in
      i += 1
      return tensors[i]
    }
  }
}
