public import Autodiff
public import MetaLearning
import Randomness
public import Testing

/// The derivatives of a learner's objective agree with its values: gradients with first differences of the retraced
/// loss (for step sizes, of the loss gathered again, where experience does not depend on them), products with second
/// differences of the retraced divergence, and ½ sᵀFs with the divergence that a trust region's step s measures.
///
/// For learners whose gradients are exact. Laws of functions that an objective lacks are passed over.
public func checkObjective<L: MetaLearner, Family: TaskFamily>(
  _ learner: L, on family: Family, at theta: Parameters, tolerance: Float = 0.01,
  sourceLocation: SourceLocation = #_sourceLocation
) throws where Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.TrainingExperience {
  let tasks = TaskBatch(family, count: 4, stream: RandomStream(seed: 17), threads: 2, iteration: 0)
  let demand = ObjectiveDemand(curvatureTasks: 4, comparesModels: true)
  let objective = try learner.objective(on: tasks, at: theta, for: demand)
  let check = ObjectiveCheck(
    objective: objective, theta: theta, stream: tasks.stream, tolerance: tolerance,
    sourceLocation: sourceLocation)
  let groups = theta.names.map(learner.group(ofTensor:))
  let model = groups.map { $0 == .model }
  try check.gradient(among: model)
  try check.movedGradient(among: model)
  try check.blocks(among: model)
  try check.curvature(among: model)
  if !model.contains(false) { try check.trustRegion() }
  if model.contains(false), !Family.Task.gathersAfresh {
    try check.slope(among: groups.map { $0 == .rates }, of: objective.gradient, at: theta, "step sizes") {
      try learner.objective(on: tasks, at: $0, for: ObjectiveDemand()).value
    }
  }
}

private struct ObjectiveCheck {
  let objective: Objective
  let theta: Parameters
  let stream: RandomStream
  let tolerance: Float
  let sourceLocation: SourceLocation

  private func require(_ holds: Bool, _ comment: Comment) {
    if !holds { Issue.record(comment, sourceLocation: sourceLocation) }
  }

  /// Of length 1, zero outside of the chosen tensors: along `vector`, or some direction.
  private func direction(among chosen: [Bool], along vector: Parameters? = nil, seed: UInt64 = 0)
    -> Parameters
  {
    var place = -1
    let direction = (vector ?? theta.unflattened(noise(theta.elementCount, seed: seed))).map { tensor in
      place += 1
      return chosen[place] ? tensor : .zeros(tensor.shape)
    }
    return direction * (1 / direction.norm)
  }

  /// A gradient against four-point differences of its function, in three directions.
  func slope(
    among chosen: [Bool], of gradient: Parameters, at point: Parameters, _ what: String,
    _ f: (Parameters) throws -> Float
  ) throws {
    let along = direction(among: chosen, along: gradient)
    let size = abs(gradient.dot(along))
    require(size > 1e-4, "\(what): a gradient of length \(size) tells nothing")
    for d in [along, direction(among: chosen, seed: 5), direction(among: chosen, seed: 6)] {
      let h: Float = 0.02
      func difference(_ h: Float) throws -> Float {
        try f(point.adding(d, scaledBy: h)) - f(point.adding(d, scaledBy: -h))
      }
      let slope = try (8 * difference(h) - difference(2 * h)) / (12 * h)
      let expected = gradient.dot(d)
      require(
        abs(slope - expected) <= tolerance * size, "\(what): \(expected), by differences \(slope) of \(size)")
    }
  }

  func gradient(among model: [Bool]) throws {
    guard let evaluate = objective.valueAndDivergence else { return }
    let there = try evaluate(theta)
    require(abs(there.divergence) < 1e-5, "nothing has moved, by \(there.divergence)")
    require(abs(there.value - objective.value) < 1e-4, "\(there.value) is not \(objective.value)")
    try slope(among: model, of: objective.gradient, at: theta, "gradient") { try evaluate($0).value }
  }

  /// Without a clip and without a price, the proximal gradient is the retraced loss's.
  func movedGradient(among model: [Bool]) throws {
    guard let evaluate = objective.valueAndDivergence, let gradientAt = objective.gradientAt else { return }
    let point = theta.adding(direction(among: model, seed: 7), scaledBy: 0.1)
    let gradient = try gradientAt(point, ProximalTerms(clip: 1e6, innerDivergenceWeight: 0))
    try slope(among: model, of: gradient, at: point, "proximal gradient") { try evaluate($0).value }
  }

  /// The mean of the blocks' gradients is the gradient of all data, and that of some the mean of theirs; their order is
  /// drawn from the iteration's stream.
  func blocks(among model: [Bool]) throws {
    guard let gradientAt = objective.gradientAt, objective.blocks > 1 else { return }
    require(objective.stream == stream, "minibatches are not drawn from the iteration's stream")
    let point = theta.adding(direction(among: model, seed: 8), scaledBy: 0.1)
    func gradient(_ blocks: [Int]?) throws -> Parameters {
      try gradientAt(point, ProximalTerms(clip: 0.2, innerDivergenceWeight: 0.1, blocks: blocks))
    }
    let own = try (0..<objective.blocks).map { try gradient([$0]) }
    require(
      own[0].flattened() != own[1].flattened(), "two blocks have one gradient, as if neither were asked for")
    let some = objective.blocks > 2 ? [2, 0] : [1]
    for (asked, members) in [(nil, Array(own.indices)), (some, some)] {
      let mean = members.dropFirst().reduce(own[members[0]]) { $0 + own[$1] } * (1 / Float(members.count))
      let together = try gradient(asked)
      let distance = (together - mean).norm
      require(
        distance <= 1e-5 * mean.norm,
        "the mean of the gradients of \(members) is \(distance / mean.norm) away from theirs together")
    }
  }

  /// vᵀFv is the divergence's second difference, extrapolated from two lengths.
  func curvature(among model: [Bool]) throws {
    guard let product = objective.curvature, let evaluate = objective.valueAndDivergence else { return }
    let along = direction(among: model, along: objective.gradient)
    for d in [along] + (20..<24).map({ direction(among: model, seed: $0) }) {
      let size = try product(d).dot(d)
      require(size > 0, "a curvature of \(size)")
      let h = (2 * 4e-3 / max(size, 1e-6)).squareRoot()
      func second(_ h: Float) throws -> Float {
        let (right, left) = (theta.adding(d, scaledBy: h), theta.adding(d, scaledBy: -h))
        return try (evaluate(right).divergence + evaluate(left).divergence) / (h * h)
      }
      let measured = try (4 * second(h / 2) - second(h)) / 3
      require(abs(measured - size) < 0.03 * size, "a curvature of \(size), by differences \(measured)")
    }
    let (u, v) = (direction(among: model, seed: 30), direction(among: model, seed: 31))
    let (image, right) = (try product(u), try product(v).dot(u))
    require(abs(image.dot(v) - right) < 1e-3 * image.norm, "uᵀFv is \(image.dot(v)), vᵀFu is \(right)")
  }

  /// The step is as long as the region allows by its own measure, less what backtracking took; and ½ sᵀFs predicts
  /// the divergence. The damping keeps the step out of directions that cost almost nothing, where it would go too far
  /// for a second derivative to tell anything.
  func trustRegion() throws {
    guard let product = objective.curvature else { return }
    var region = TrustRegion()
    region.maxDivergence = 5e-4
    region.damping = 0.02
    let (updated, report) = try region.update(theta, objective)
    require(report.accepted, "no step of the trust region's line search is accepted")
    let step = updated - theta
    let predicted = try product(step).dot(step) / 2
    require(
      abs(predicted - report.divergence) < 0.1 * report.divergence,
      "a divergence of \(report.divergence), predicted \(predicted)")
    let damped = predicted + region.damping * step.dot(step) / 2
    var allowed = region.maxDivergence
    for _ in 0..<max(report.lineSearchSteps - 1, 0) { allowed *= region.backtrack * region.backtrack }
    require(
      abs(damped - allowed) < 0.02 * allowed,
      "a step of \(damped) nats after \(report.lineSearchSteps) of the line search, not \(allowed)")
    require(predicted > 0.3 * damped, "a step of \(damped) nats, \(predicted) without damping")
  }
}
