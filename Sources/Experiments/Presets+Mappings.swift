import Learning
import MetaLearning

// Defaults where tasks have examples.

extension RunConfiguration {
  /// The protocol of the MAML paper on sinusoids (Finn et al. 2017, §5.1), where a family has none of its own.
  static func mapping(_ name: String, _ algorithm: Algorithm) -> RunConfiguration {
    var c = RunConfiguration()
    c.checkpointEvery = 5_000
    c.schedule.final = 1
    var model = MLPSettings()
    // The step sizes of one inner step, and where they are learned from.
    var (given, initial): ([Float], [Float]) = ([0.01], [0.03])
    switch name {
    case "sinusoid-frequency":
      // Li et al. 2017, §4.1: five examples, one step.
      c.iterations = 20_000
      (c.tasks.perIteration, c.tasks.shots, c.tasks.query) = (25, 5, 10)
      (c.evaluation.tasks, c.evaluation.shots, c.evaluation.query) = (2000, 5, 100)
      c.evaluation.steps = 1
    case "kinematics", "dynamics":
      let isDynamics = name == "dynamics"
      c.iterations = name == "dynamics" ? 1_500 : 3_000
      c.checkpointEvery = 500
      let shots = isDynamics ? 50 : 10
      (c.tasks.perIteration, c.tasks.shots, c.tasks.query) = (25, shots, isDynamics ? 50 : 20)
      (c.evaluation.tasks, c.evaluation.shots, c.evaluation.query) = (200, shots, 100)
      c.evaluation.steps = 5
      c.schedule.final = 0.1
      model.activation = .tanh
      model.hidden = [64, 64]
      model.normalize = true
      given = [Float](repeating: 0.05, count: 5)
      initial = [Float](repeating: 0.1, count: 5)
    default:
      c.iterations = 70_000
      (c.tasks.perIteration, c.tasks.shots, c.tasks.query) = (25, 10, 10)
      (c.evaluation.tasks, c.evaluation.shots, c.evaluation.query) = (600, 5, 100)
      c.evaluation.steps = 10
      if algorithm == .mamlPlusPlus { initial = [Float](repeating: 0.01, count: 5) }
    }
    c.learner = GradientSteps(rates: given)
    var adam = AdamUpdate()
    adam.maxGradientNorm = 0
    switch algorithm {
    case .maml, .promp, .oracle, .blind, .rl2, .rl2Attention, .distill: break
    case .recurrent, .attention:
      var own = RecurrentSettings()
      own.normalize = model.normalize
      c.model = .recurrent(own)
      if algorithm == .attention {
        var attention = AttentionSettings()
        attention.normalize = model.normalize
        c.model = .attention(attention)
      }
      c.iterations = 20_000
      c.checkpointEvery = 1_000
      c.tasks.perIteration = 64
      c.schedule.final = 0.02
      c.evaluation.steps = 1
      adam.maxGradientNorm = 1
      c.update = .adam(adam)
      c.loss = .squaredError(RegressionLoss())
      return c
    case .mamlPlusPlus:
      c.learner.rates = initial
      if initial.count > 1 { c.learner.stageWeights = [0] + initial.map { _ in 1 } }
      c.learner.learnedRates = .perTensor
    case .fomaml: c.learner.derivative = .firstOrder
    case .anil: c.learner.adapting = TensorSelection(["head.*"])
    case .metaSGD:
      c.learner.rates = initial
      c.learner.learnedRates = .perParameter
    case .reptile:
      c.learner.derivative = .displacement
      c.learner.rates = [Float](repeating: 0.02, count: 5)
    case .pretrain: c.learner.derivative = .none
    case .scratch:
      c.learner.derivative = .none
      c.iterations = 0
    }
    c.update = .adam(adam)
    if c.learner.learnedRates != .fixed {
      var rates = RateUpdate()
      rates.rate = 0.01
      c.rateUpdate = rates
    }
    c.model = .mlp(model)
    c.loss = .squaredError(RegressionLoss())
    return c
  }
}
