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
  /// `random`, `expert` where the family has one, and `scratch`.
  public func references() throws -> [Reference] {
    var once = configuration.evaluationSettings
    once.adaptSteps = 0
    let hidden = try SceneFamily(named: configuration.environment)
    var references = [
      Reference(
        name: "random",
        evaluation: try evaluate(
          FixedLearner(RandomPolicy(actionSpace: hidden.actionSpace)), on: hidden, once))
    ]
    if hidden.hasExpert {
      references.append(Reference(name: "expert", evaluation: try evaluateExpert(on: hidden, once)))
    }
    if configuration.algorithm.adaptsInTraining {
      let fresh = try initialState().parameters
      references.append(
        Reference(
          name: "scratch",
          evaluation: try evaluate(
            configuration.learner(policy, fresh), on: family, configuration.evaluationSettings)))
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
      let training = try Training(configuration.changed(to: algorithm))
      let evaluation = try training.run(
        in: RunFolder("\(folder.path)/\(algorithm.rawValue)"), from: training.initialState()
      ) { try observe(algorithm, $0) }.evaluation
      return Reference(name: algorithm.rawValue, evaluation: evaluation)
    }
  }
}
