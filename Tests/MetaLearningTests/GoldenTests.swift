import Autodiff
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

/// Every figure of the golden files within 1e-4, norm-wise.
@Suite struct GoldenTests {
  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func regression(_ golden: Golden<GoldenRegression>) throws {
    let (file, expected) = (golden.content, golden.content.expected)
    let problem = GoldenProblem(file)
    let rates = [Float](repeating: file.innerLearningRate, count: file.innerSteps)
    let inner = InnerLoop(rates: rates.map(InnerRate.scalar))
    let adaptation = problem.adapt(by: inner)
    #expect(relativeError(adaptation.parameters.flattened(), expected.adaptedParameters) < 1e-4)
    let exact = problem.metaGradient(of: inner, through: adaptation)
    #expect(relativeError([exact.loss], [expected.outerLoss]) < 1e-4)
    #expect(relativeError(exact.gradient.flattened(), expected.metaGradient) < 1e-4)
    let firstOrder = problem.metaGradient(
      of: InnerLoop(rates: inner.rates, derivative: .firstOrder), through: adaptation)
    #expect(relativeError(firstOrder.gradient.flattened(), expected.firstOrderMetaGradient) < 1e-4)
    #expect(relativeError(firstOrder.gradient.flattened(), expected.metaGradient) > 1e-3)
  }

  /// The same figures from a whole learner: its objective, and its fold.
  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func regressionByALearner(_ golden: Golden<GoldenRegression>) throws {
    let (file, expected) = (golden.content, golden.content.expected)
    let problem = GoldenProblem(file)
    var steps = GradientSteps(rates: [Float](repeating: file.innerLearningRate, count: file.innerSteps))
    let exact = try problem.objective(steps)
    #expect(relativeError([exact.value], [expected.outerLoss]) < 1e-4)
    #expect(relativeError(exact.gradient.flattened(), expected.metaGradient) < 1e-4)
    let learner = RegressionLearner(problem.criterion, steps: steps)
    var state = learner.begin(problem.parameters)
    for _ in steps.rates { state = learner.absorb(state, problem.task.support, problem.parameters) }
    #expect(relativeError(state.model.flattened(), expected.adaptedParameters) < 1e-4)
    steps.derivative = .firstOrder
    let firstOrder = try problem.objective(steps)
    #expect(relativeError([firstOrder.value], [expected.outerLoss]) < 1e-4)
    #expect(relativeError(firstOrder.gradient.flattened(), expected.firstOrderMetaGradient) < 1e-4)
  }

  /// One inner step with a step size for each parameter. Sizes are learned as logarithms: ∂L/∂α = ∂L/∂ρ / α.
  @Test(arguments: try Golden<GoldenEpisodeLoss>.files(ofKind: "episode-loss", variant: "meta-sgd"))
  func metaSGD(_ golden: Golden<GoldenEpisodeLoss>) throws {
    let (file, expected) = (golden.content, golden.content.expected)
    func tensor(_ name: String) throws -> Tensor {
      let input = try #require(file.inputs[name])
      return Tensor(input.values, shape: input.shape)
    }
    let count = file.parameters.count / 2
    let widths = file.parameters[..<count].filter { $0.shape.count == 2 }.map(\.shape)
    let model = file.parameters[..<count].flatMap(\.values)
    let alpha = file.parameters[count...].flatMap(\.values)
    let problem = GoldenProblem(
      network: MLPShape(
        inputs: widths[0][1], hidden: widths.dropLast().map { $0[0] }, outputs: widths.last![0]),
      parameters: model,
      task: OneTask(
        support: Examples(inputs: try tensor("support_x"), targets: try tensor("support_y")),
        query: Examples(inputs: try tensor("query_x"), targets: try tensor("query_y"))))
    var steps = GradientSteps(rates: [0.1])
    steps.learnedRates = .perParameter
    let learner = RegressionLearner(problem.criterion, steps: steps)
    let initial = learner.initialParameters(using: RandomStream(seed: 0))
    try #require(
      initial.tensors[count...].map(\.shape) == file.parameters[count...].map(\.shape), "a size a parameter")
    let theta = initial.unflattened(model + Tensor(alpha).log().values)

    let objective = try problem.objective(steps, at: theta)
    #expect(relativeError([objective.value], [expected.loss]) < 1e-4)
    var slopes = objective.gradient.flattened()
    for i in alpha.indices { slopes[model.count + i] /= alpha[i] }
    #expect(relativeError(slopes, Array(expected.gradient.joined())) < 1e-4)

    let adapted = learner.absorb(learner.begin(theta), problem.task.support, theta)
    #expect(
      relativeError(adapted.model.flattened(), Array(try #require(expected.adaptedParameters).joined()))
        < 1e-4)
    let output = learner.mapping(adapted, theta)(problem.task.query.inputs)
    #expect(relativeError(output.values, expected.output) < 1e-4)

    // Differentiated as one computation, to the third order.
    let joined = theta.unflattened(model + alpha)
    func nested(_ p: Parameters) -> Tensor {
      let own = Parameters((0..<count).map { (p.names[$0], p[$0]) })
      let slope = gradient(of: problem.supportLoss, at: own)
      return problem.queryLoss(
        Parameters((0..<count).map { (p.names[$0], p[$0] - p[count + $0] * slope[$0]) }))
    }
    let vector = joined.unflattened(Array(expected.vector.joined()))
    let product = hessianVectorProduct(of: nested, at: joined, times: vector)
    #expect(relativeError(product.flattened(), Array(expected.hessianVector.joined())) < 1e-4)
  }
}
