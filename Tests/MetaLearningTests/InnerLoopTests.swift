import Autodiff
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@Suite struct InnerLoopTests {
  /// The chain of Hessian-vector products is the derivative of the nested computation, done by nesting gradients.
  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func chainEqualsNestedDifferentiation(_ golden: Golden<GoldenRegression>) throws {
    let problem = GoldenProblem(golden.content)
    let rate = golden.content.innerLearningRate
    let nested = gradient(
      of: { theta in
        var p = theta
        for _ in 0..<2 { p = p - gradient(of: problem.supportLoss, at: p) * rate }
        return problem.queryLoss(p)
      }, at: problem.parameters)
    let inner = InnerLoop(rates: [.scalar(rate), .scalar(rate)])
    let chained = problem.metaGradient(of: inner, through: problem.adapt(by: inner))
    #expect(relativeError(chained.gradient, nested) < 1e-4)
  }

  /// Losses on the way count as if the whole computation were differentiated at once, on what was not adapted on;
  /// and only the chosen tensors adapt.
  @Test(arguments: [TensorSelection.all, TensorSelection(["*.weight"])])
  func severalStagesAndMaskedStepsEqualNestedDifferentiation(adapting: TensorSelection) throws {
    let problem = try GoldenProblem.first()
    let rate: Float = 0.05
    let weights: [Float] = [0.125, 0.25, 0.625]
    let theta = problem.parameters
    func masked(_ p: Parameters) -> Parameters {
      var i = -1
      return p.map {
        i += 1
        return adapting.contains(p.names[i]) ? $0 : $0 * 0
      }
    }
    func loss(_ theta: Parameters) -> Tensor {
      var p = theta
      var loss = problem.queryLoss(p) * weights[0]
      for k in 1...2 {
        p = p - masked(gradient(of: problem.supportLoss, at: p)) * rate
        loss = loss + problem.queryLoss(p) * weights[k]
      }
      return loss
    }
    var steps = GradientSteps(rates: [rate, rate])
    steps.stageWeights = weights.map { $0 * 8 }
    steps.adapting = adapting
    let objective = try problem.objective(steps)
    #expect(relativeError(objective.gradient, gradient(of: loss, at: theta)) < 1e-4)
    #expect(abs(objective.value - loss(theta).scalar) < 1e-4 * abs(objective.value))
  }

  @Test func onlyChosenTensorsAdaptAndHaveRates() throws {
    let problem = try GoldenProblem.first()
    let mask = problem.parameters.names.indices.map { $0 % 2 == 0 }
    let inner = InnerLoop(rates: [.scalar(0.05), .scalar(0.05)], adapting: mask)
    let adaptation = problem.adapt(by: inner)
    let rates = problem.metaGradient(of: inner, through: adaptation).rateGradients
    for (i, adapts) in mask.enumerated() {
      #expect((adaptation.parameters[i].values != problem.parameters[i].values) == adapts)
      #expect(rates[0][i].values.contains { $0 != 0 } == adapts)
    }
  }

  @Test func reptileMovesTowardsTheAdaptedParameters() throws {
    let problem = try GoldenProblem.first()
    let inner = InnerLoop(rates: [.scalar(0.05), .scalar(0.02)], derivative: .displacement)
    let adaptation = problem.adapt(by: inner)
    let steps = adaptation.gradients[0] * 0.05 + adaptation.gradients[1] * 0.02
    #expect(relativeError(problem.metaGradient(of: inner, through: adaptation).gradient, steps) < 1e-3)
    let objective = try problem.objective(GradientSteps(rates: [0.05, 0.02], derivative: .displacement))
    #expect(relativeError(objective.gradient, steps) < 1e-3)
  }

  /// Kept curvatures save time and change nothing, whatever each step's loss was; how many are kept is a matter of
  /// bytes.
  @Test func keptCurvaturesGiveTheSameDerivatives() throws {
    let problem = try GoldenProblem.first()
    let family = WaveFamily()
    let stream = RandomStream(seed: 2)
    let batches = (0..<3).map { k in
      family.examples(
        of: family.function(from: .train, using: stream.split(k)), count: 6, using: stream.split(k).split(1))
    }
    let inner = InnerLoop(rates: [.scalar(0.05), .scalar(0.03), .scalar(0.02)])
    func adapt(linearising: Bool) -> Adaptation {
      inner.adapt(problem.parameters, linearising: linearising) { [criterion = problem.criterion] k in
        { criterion.supportLoss($0, on: criterion.batch(batches[k])) }
      }
    }
    var all = adapt(linearising: true)
    var last = all
    last.limitCurvatures(toBytes: all.curvatureBytes / 3 + 1)
    #expect(all.curvatures.map { $0 != nil } == [true, true, true])
    #expect(last.curvatures.map { $0 != nil } == [false, false, true])
    let vector = problem.parameters.unflattened(noise(problem.parameters.elementCount, seed: 1))
    let forward = inner.pushForward(vector, through: all)
    let backward = inner.pullBack(vector, through: all).gradient
    #expect(relativeError(forward[3], vector) > 0.01, "curvature that counts")
    for adaptation in [last, adapt(linearising: false)] {
      for (pushed, want) in zip(inner.pushForward(vector, through: adaptation), forward) {
        #expect(relativeError(pushed, want) < 1e-5)
      }
      #expect(relativeError(inner.pullBack(vector, through: adaptation).gradient, backward) < 1e-5)
    }
    all.limitCurvatures(toBytes: all.curvatureBytes - 1)
    #expect(all.curvatures.map { $0 != nil } == [false, true, true])
    all.limitCurvatures(toBytes: 0)
    #expect(all.curvatureBytes == 0)
  }

  @Test func adaptingChangesNothingInPlaceAndRatesApplyInOrder() throws {
    let problem = try GoldenProblem.first()
    let before = problem.parameters.flattened()
    let adaptation = problem.adapt(by: InnerLoop(rates: [.scalar(0.01), .scalar(0)]))
    #expect(problem.parameters.flattened() == before)
    #expect(adaptation.path[1].flattened() != before)
    #expect(adaptation.path[2].flattened() == adaptation.path[1].flattened())
  }

  @Test func equalRatesForEveryParameterEqualOneRateForAll() throws {
    let problem = try GoldenProblem.first()
    func metaGradient(_ rate: InnerRate) -> Parameters {
      let inner = InnerLoop(rates: [rate])
      return problem.metaGradient(of: inner, through: problem.adapt(by: inner)).gradient
    }
    let want = metaGradient(.scalar(0.05))
    #expect(relativeError(metaGradient(.each(problem.parameters.map { .full($0.shape, 0.05) })), want) < 1e-5)
    #expect(relativeError(metaGradient(.each(problem.parameters.map { _ in Tensor(0.05) })), want) < 1e-5)
  }
}
