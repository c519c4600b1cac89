import Autodiff
import Gym
import Learning
import MetaLearning
import TestSupport
import Testing
import Randomness

@Suite struct MAMLTests {
  /// The chain of Hessian-vector products is the derivative of the nested computation, done by nesting gradients.
  @Test(arguments: try Golden<GoldenRegression>.files(ofKind: "maml-regression"))
  func chainEqualsNestedDifferentiation(_ golden: Golden<GoldenRegression>) throws {
    let task = GoldenRegressionTask(golden.content)
    let rate = golden.content.innerLearningRate
    let support = GoldenRegressionTask.pairs(golden.content.support)
    let nested = gradient(
      of: { theta in
        var p = theta
        for _ in 0..<2 { p = p - gradient(of: { task.loss($0, on: support) }, at: p) * rate }
        return task.loss(p, on: task.query)
      }, at: task.parameters)
    let maml = MAML(rates: [.scalar(rate), .scalar(rate)])
    let adaptation = try maml.adapt(task.parameters, to: task, using: RandomStream(seed: 0))
    let chained = maml.metaGradient(through: adaptation, of: task, query: task.query).gradient
    #expect(relativeError(chained.flattened(), nested.flattened().map(Double.init)) < 1e-4)
  }

  /// Losses on the way count as if the whole computation were differentiated at once, and only the chosen tensors
  /// adapt.
  @Test(arguments: [nil, [true, false, true, false]])
  func severalStagesAndMaskedStepsEqualNestedDifferentiation(mask: [Bool]?) throws {
    let task = GoldenRegressionTask(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
    let rate: Float = 0.05
    let weights: [Float] = [0.125, 0.25, 0.625]
    let theta = task.parameters
    let mask = mask.map { mask in (0..<theta.count).map { mask[$0 % mask.count] } }
    let stream = RandomStream(seed: 0)
    let support = try task.gather(with: theta, stage: 0, using: stream)
    func masked(_ p: Parameters) -> Parameters {
      var i = -1
      return p.map {
        i += 1
        return mask?[i] == false ? $0 * 0 : $0
      }
    }
    let nested = gradient(
      of: { theta in
        var p = theta
        var loss = task.loss(p, on: support) * weights[0]
        for k in 1...2 {
          p = p - masked(gradient(of: { task.loss($0, on: support) }, at: p)) * rate
          loss = loss + task.loss(p, on: k == 2 ? task.query : support) * weights[k]
        }
        return loss
      }, at: theta)
    var maml = MAML(rates: [.scalar(rate), .scalar(rate)])
    maml.stageWeights = weights
    maml.adapting = mask
    let adaptation = try maml.adapt(theta, to: task, using: stream)
    let chained = maml.metaGradient(through: adaptation, of: task, query: task.query)
    #expect(relativeError(chained.gradient.flattened(), nested.flattened().map(Double.init)) < 1e-4)
    guard let mask else { return }
    for (i, adapts) in mask.enumerated() {
      #expect((adaptation.parameters[i].values != theta[i].values) == adapts)
      #expect(chained.rateGradients[0][i].values.contains { $0 != 0 } == adapts)
    }
  }

  @Test func reptileMovesTowardsTheAdaptedParameters() throws {
    let task = GoldenRegressionTask(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
    let maml = MAML(rates: [.scalar(0.05), .scalar(0.02)], derivative: .displacement)
    let adaptation = try maml.adapt(task.parameters, to: task, using: RandomStream(seed: 0))
    let gradient = maml.metaGradient(through: adaptation, of: task, query: task.query).gradient
    let steps = adaptation.gradients[0] * 0.05 + adaptation.gradients[1] * 0.02
    #expect(relativeError(gradient.flattened(), steps.flattened().map(Double.init)) < 1e-3)
  }

  /// Kept curvatures save time and change nothing; how many are kept is a matter of bytes.
  @Test func keptCurvaturesGiveTheSameDerivatives() throws {
    let task = GoldenRegressionTask(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
    let maml = MAML(rates: [.scalar(0.05), .scalar(0.03), .scalar(0.02)])
    let stream = RandomStream(seed: 0)
    var all = try maml.adapt(task.parameters, to: task, using: stream, curvatureBytes: 1 << 20)
    let last = try maml.adapt(task.parameters, to: task, using: stream)
    #expect(all.curvatures.map { $0 != nil } == [true, true, true])
    #expect(last.curvatures.map { $0 != nil } == [false, false, true])
    let vector = task.parameters.unflattened(noise(task.parameters.elementCount, seed: 1))
    let forward = maml.pushForward(vector, through: all, of: task)
    let backward = maml.pullBack(vector, through: all, of: task).gradient
    let relearned = maml.adapt(task.parameters, on: all.support) { p, pairs, _ in task.loss(p, on: pairs) }
    for adaptation in [last, relearned] {
      let pushed = maml.pushForward(vector, through: adaptation, of: task)
      #expect(relativeError(pushed.flattened(), forward.flattened().map(Double.init)) < 1e-5)
      let pulled = maml.pullBack(vector, through: adaptation, of: task).gradient
      #expect(relativeError(pulled.flattened(), backward.flattened().map(Double.init)) < 1e-5)
    }
    all.limitCurvatures(toBytes: all.curvatureBytes - 1)
    #expect(all.curvatures.map { $0 != nil } == [false, true, true])
    all.limitCurvatures(toBytes: 0)
    #expect(all.curvatureBytes == 0)
  }

  @Test func adaptingChangesNothingInPlaceAndRatesApplyInOrder() throws {
    let task = GoldenRegressionTask(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
    let theta = task.parameters
    let before = theta.flattened()
    let adaptation = try MAML(rates: [.scalar(0.01), .scalar(0)]).adapt(
      theta, to: task, using: RandomStream(seed: 0))
    #expect(theta.flattened() == before)
    #expect(adaptation.path[1].flattened() != before)
    #expect(adaptation.path[2].flattened() == adaptation.path[1].flattened())
  }

  @Test func equalRatesForEveryParameterEqualOneRateForAll() throws {
    let task = GoldenRegressionTask(try Golden<GoldenRegression>.files(ofKind: "maml-regression")[0].content)
    let theta = task.parameters
    let scalar = MAML(rates: [.scalar(0.05)])
    let each = MAML(rates: [.perParameter(theta.map { .full($0.shape, 0.05) })])
    let stream = RandomStream(seed: 0)
    func metaGradient(_ maml: MAML) throws -> [Float] {
      maml.metaGradient(
        through: try maml.adapt(theta, to: task, using: stream), of: task, query: task.query
      ).gradient.flattened()
    }
    #expect(relativeError(try metaGradient(each), try metaGradient(scalar).map(Double.init)) < 1e-5)
  }
}
