import Gym
import MetaLearning
import PolicyLearning

// Defaults of learners that adapt as they act.

extension RunConfiguration {
  /// Settings of the study that showed what a memory can do (256 lanes, proximal epochs over whole sequences), with what
  /// was found here.
  /// - Parameter family: the environment, where it is at hand.
  static func trials(
    _ environment: String, _ algorithm: Algorithm, on family: (any ActingFamily)?
  ) -> RunConfiguration {
    var c = RunConfiguration()
    c.tasks.perIteration = 256
    c.iterations = 200
    c.schedule.final = 0.05
    var trial = TrialSettings()
    var model = RecurrentSettings()
    var loss = SequenceLoss()
    var update = ProximalUpdate()
    update.rate = 0.002
    update.maxGradientNorm = 0.5
    (update.epochs, update.clip) = (3, 0.2)
    (c.evaluation.tasks, c.evaluation.episodes, c.evaluation.steps) = (200, 4, 2)
    update.minibatches = 16
    // Those of scenes with long episodes: all but `suite/reach`, which is `reach`.
    let isLongSuite = EnvironmentName(environment).isSuite && EnvironmentName(environment).plain != "reach"
    let horizon = knownFamily(environment, family)?.horizon ?? trial.steps
    switch EnvironmentName(environment).plain {
    case _ where algorithm == .blind || algorithm == .oracle:
      // Nothing is to be learned in an episode: each is a trial, and lanes are whole episodes.
      (trial.episodes, trial.steps) = (1, horizon * max(1, 150 / horizon))
      // From all that actuators can do: with less, many a hand never takes hold of anything.
      trial.deviation = [1, 0.05]
      (c.tasks.perIteration, c.iterations, update.rate) = (128, 400, 0.0015)
      (model.token.reward, model.token.change) = (false, false)
      c.evaluation.steps = 0
    case _ where isLongSuite:
      // Trials of two episodes of the longest scene; as many steps an iteration as others have.
      (trial.episodes, trial.steps, c.tasks.perIteration, c.iterations) = (2, 200, 256, 400)
      c.evaluation.steps = 1
    case "bandit":
      (trial.episodes, trial.steps) = (1, 100)
      (loss.discount, loss.entropyWeight) = (1, 0.01)
      (update.minibatches, c.iterations) = (8, 300)
      model.token.change = false
      (c.evaluation.tasks, c.evaluation.episodes, c.evaluation.steps) = (2000, 20, 0)
    case "gridworld":
      (trial.episodes, trial.steps) = (2, 120)
      // Less, and it stops to search before it has learned how to.
      loss.entropyWeight = 0.08
      (update.rate, c.iterations) = (0.001, 800)
      model.token.change = false
      c.evaluation.steps = 1
    case "wind":
      // A sparse reward: what is imitated is all that is known at first, and a first probe would leave the way.
      (trial.deviation, c.iterations) = ([0.5, 0.05], 300)
    default:
      // Trials as long as those that are scored: a memory that met two episodes decays in the third.
      (trial.episodes, trial.steps, c.iterations) = (3, max(trial.steps, horizon), 400)
    }
    if algorithm == .distill {
      loss.imitation = 50
      loss.probes = ["wind", "gridworld"].contains(EnvironmentName(environment).plain) ? 0 : 2
      trial.deviation[0] = 0.2
    }
    c.trial = trial
    c.model = .recurrent(model)
    if algorithm == .rl2Attention {
      var attention = AttentionSettings()
      attention.token = model.token
      c.model = .attention(attention)
      // It learns in fewer iterations, of which each takes longer; in larger steps it falls back when noise is small.
      if c.iterations == 400 { c.iterations = 300 }
      update.rate = 0.001
    }
    c.loss = .trial(loss)
    c.update = .proximal(update)
    return c
  }
}
