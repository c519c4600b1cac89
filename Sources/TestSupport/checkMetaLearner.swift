public import Autodiff
public import MetaLearning
import Randomness
public import Testing

/// The laws of every meta-learner: of its fold, of its objective on any number of threads and ranks, and of the objective's
/// derivatives (`checkObjective`).
///
/// - Parameters:
///   - prior: what θ's mapping answers before any experience, found without the learner.
///   - restored: φ made anew from the numbers in another.
///   - answers: what a mapping says to fixed questions.
public func checkMetaLearner<L: MetaLearner, Family: TaskFamily>(
  _ learner: L, on family: Family, at theta: Parameters, prior: [Float],
  restoring restored: (L.State, _ theta: Parameters) -> L.State,
  sourceLocation: SourceLocation = #_sourceLocation, answers: (L.Mapping) throws -> [Float]
) throws
where
  Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.Experience,
  L.TrainingExperience == L.Experience
{
  try checkMetaLearner(
    learner, on: family, trainedOn: family, at: theta, prior: prior, restoring: restored,
    sourceLocation: sourceLocation, answers: answers)
}

/// The same of a learner that is trained on other pieces of experience than it absorbs.
///
/// - Parameters:
///   - family: whose experience is absorbed.
///   - training: whose experience makes an objective.
public func checkMetaLearner<L: MetaLearner, Family: TaskFamily, Training: TaskFamily>(
  _ learner: L, on family: Family, trainedOn training: Training, at theta: Parameters, prior: [Float],
  restoring restored: (L.State, _ theta: Parameters) -> L.State,
  sourceLocation: SourceLocation = #_sourceLocation, answers: (L.Mapping) throws -> [Float]
) throws
where
  Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.Experience,
  Training.Task.Mapping == L.Mapping, Training.Task.Experience == L.TrainingExperience
{
  try checkFold(
    learner, on: family, at: theta, prior: prior, restored, sourceLocation: sourceLocation, answers: answers)
  try checkWorkers(learner, on: training, at: theta, sourceLocation: sourceLocation)
  try checkObjective(learner, on: training, at: theta, sourceLocation: sourceLocation)
}

/// Zero experience is the prior; φ is a value; saved and restored in mid-fold it goes on to the same bits.
private func checkFold<L: MetaLearner, Family: TaskFamily>(
  _ learner: L, on family: Family, at theta: Parameters, prior: [Float],
  _ restored: (L.State, Parameters) -> L.State, sourceLocation: SourceLocation,
  answers: (L.Mapping) throws -> [Float]
) throws where Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.Experience {
  let stream = RandomStream(seed: 11)
  let task = try family.task(from: .train, using: stream.split("task"))
  func next(_ state: L.State, _ count: Int) throws -> L.State {
    let mapping = learner.mapping(state, theta)
    return learner.absorb(
      state, try task.gather(with: mapping, for: .support(count), using: stream.split(count)), theta)
  }
  var states = [learner.begin(theta)]
  for count in 0..<3 { states.append(try next(states[count], count)) }
  let curve = try states.map { try answers(learner.mapping($0, theta)) }
  #expect(curve[0] == prior, "zero experience is the prior", sourceLocation: sourceLocation)
  #expect(Set(curve).count == 4, "every absorption changes the mapping", sourceLocation: sourceLocation)
  for middle in 0..<3 {
    var state = restored(states[middle], theta)
    for count in middle..<3 { state = try next(state, count) }
    #expect(
      try answers(learner.mapping(state, theta)) == curve[3], "restored after \(middle) absorptions",
      sourceLocation: sourceLocation)
  }
}

/// Whatever an objective tells has the same bits for 1, 2 and 3 threads, and on every one of 2, 3 and 7 ranks.
private func checkWorkers<L: MetaLearner, Family: TaskFamily>(
  _ learner: L, on family: Family, at theta: Parameters, sourceLocation: SourceLocation
) throws where Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.TrainingExperience {
  let vector = theta.unflattened(noise(theta.elementCount, seed: 3))
  let moved = theta.adding(vector, scaledBy: 0.01)
  @Sendable func told(_ workers: Workers) throws -> [Float] {
    let tasks = TaskBatch(
      family, count: 5, stream: RandomStream(seed: 13), workers: workers, iteration: 0)
    let objective = try learner.objective(
      on: tasks, at: theta, for: ObjectiveDemand(curvatureTasks: 4, comparesModels: true))
    var all = [objective.value, Float(objective.amount)] + objective.gradient.flattened()
    all += objective.measures.flatMap { $0.values.map(Float.init) }
    all += objective.memory.flattened()
    if let outcome = try objective.valueAndDivergence?(moved) { all += [outcome.value, outcome.divergence] }
    if let product = try objective.curvature?(vector) { all += product.flattened() }
    var terms = ProximalTerms(clip: 0.2, innerDivergenceWeight: 0.1)
    if let gradient = try objective.gradientAt?(moved, terms) { all += gradient.flattened() }
    terms.blocks = [0, 3].filter { $0 < objective.blocks }
    if let gradient = try objective.gradientAt?(moved, terms) { all += gradient.flattened() }
    // A length depends on the order in which squares are summed.
    return all + [objective.gradient.norm]
  }
  let alone = try told(Workers(threads: 1))
  for threads in 2...3 {
    #expect(
      try told(Workers(threads: threads)) == alone, "\(threads) threads change no bit",
      sourceLocation: sourceLocation)
  }
  for ranks in [2, 3, 7] {
    let all = try onRanks(ranks, isOnOneMachine: ranks == 2) {
      try told(Workers(threads: 1 + $0.rank % 2, with: $0))
    }
    for (rank, told) in all.enumerated() {
      #expect(told == alone, "rank \(rank) of \(ranks) changes no bit", sourceLocation: sourceLocation)
    }
  }
}
