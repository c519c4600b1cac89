import Gym
import MetaLearning
import Scenes

// What stands beside a learner's scores, on the same held-out tasks: chance, a scripted expert, and a fresh policy
// that adapts just as the trained one does.

/// A policy that nothing was learned for, and how it did.
public struct Reference: Sendable {
  public var name: String
  public var evaluation: Evaluation
}

extension Training {
  /// `random`, `expert` where the family has one, and `scratch` where the trained policy adapts.
  /// - Parameter settings: those of the final evaluation unless given.
  public func references(_ settings: EvaluationSettings? = nil) throws -> [Reference] {
    let settings = settings ?? configuration.evaluationSettings
    var once = settings
    once.adaptSteps = 0
    let hidden = base
    var references = [
      Reference(
        name: "random",
        evaluation: try evaluate(
          FixedLearner(RandomPolicy(actionSpace: hidden.actionSpace)), on: hidden, once))
    ]
    if hidden.hasExpert {
      references.append(Reference(name: "expert", evaluation: try evaluateExpert(on: hidden, once)))
    }
    if configuration.evaluationSteps > 0 {
      let fresh = try initialState().parameters
      references.append(
        Reference(
          name: "scratch",
          evaluation: try evaluate(
            configuration.learner(policy, fresh), on: family, settings)))
    }
    return references
  }
}

extension Training {
  /// Policies trained on the same tasks for as many iterations without learning to adapt: `pretrain`, and the
  /// `oracle` that sees the tasks. Each is a run of its own in `folder`.
  public func trainedReferences(
    in folder: RunFolder, observe: (Algorithm, TrainingProgress) throws -> Void = { _, _ in }
  ) throws -> [Reference] {
    try [Algorithm.pretrain, .oracle].filter { $0 != configuration.algorithm }.map { algorithm in
      let training = try Training(configuration.changed(to: algorithm), on: base)
      let evaluation = try training.runOrResume(
        in: RunFolder("\(folder.path)/\(algorithm.rawValue)"), from: { try training.initialState() },
        observe: { try observe(algorithm, $0) }
      ).evaluation
      return Reference(name: algorithm.rawValue, evaluation: evaluation)
    }
  }
}

extension RolloutRun {
  /// What stands beside the policy, on the same tasks.
  /// - Parameter names: policies as for `init`, or `scratch`: a fresh one like the policy, adapting like it. nil for
  ///   the usual ones: chance, the expert and `scratch` beside a policy that was trained.
  /// - Throws: also where a name's policy is for another environment, or `scratch` stands beside no trained policy.
  public func references(_ names: [String]?, _ settings: EvaluationSettings) throws -> [Reference] {
    guard let names else { return try training?.references(settings) ?? [] }
    return try names.map { name in
      if name == "scratch" {
        guard let training = try training else {
          throw FileError.malformed(
            path: "scratch", problem: "stands beside a trained policy, expected a policy file")
        }
        let fresh = try training.initialState().parameters
        let learner = training.configuration.learner(training.policy, fresh)
        return Reference(name: name, evaluation: try evaluate(learner, on: training.family, settings))
      }
      let run = try RolloutRun(policy: name) { _ in base }
      var settings = settings
      if try run.training == nil { settings.adaptSteps = 0 }
      return Reference(name: name, evaluation: try run.run(settings).evaluation)
    }
  }
}
