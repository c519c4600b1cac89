import Autodiff
import Files
import Gym
import MetaLearning
import Models
import Scenes

// What stands beside a learner's scores, on the same held-out tasks: chance, a scripted expert, and a fresh model that
// adapts just as the trained one does.

/// Something that nothing was learned for, or that was trained otherwise, and how it did.
public struct Reference: Sendable {
  public var name: String
  public var evaluation: Evaluation
}

extension Training {
  /// `random` and the policies that the family knows where there are episodes, and `scratch` where the trained model
  /// adapts.
  /// - Parameter settings: those of the final evaluation unless given.
  public func references(_ settings: EvaluationSettings? = nil) throws -> [Reference] {
    let settings = settings ?? evaluationSettings
    var references: [Reference] = []
    if let base = problem.base {
      var once = settings
      once.adaptSteps = 0
      for name in ["random"] + base.knownPolicies.map(\.rawValue) {
        let run = try RolloutRun(environment: nil, policy: name, on: base)
        references.append(Reference(name: name, evaluation: try run.run(once).evaluation))
      }
    }
    if configuration.evaluation.steps > 0, configuration.algorithm != .scratch,
      configuration.algorithm.takesGradientSteps
    {
      references.append(try scratch(settings))
    }
    return references
  }

  /// A fresh model that adapts as the trained one does.
  func scratch(_ settings: EvaluationSettings) throws -> Reference {
    Reference(
      name: "scratch", evaluation: try problem.evaluate(initialState().parameters, settings))
  }

  /// Models trained on the same tasks without learning to adapt, by their own settings: `pretrain`, and where there
  /// are episodes the `oracle` that sees the tasks, alone where these show pictures. Each is a run of its own
  /// in `folder`, which goes on where it stopped.
  public func trainedReferences(
    in folder: RunFolder, observe: (Algorithm, TrainingProgress) throws -> Void = { _, _ in },
    unless shouldStop: @escaping StopCondition = { false }
  ) throws -> [Reference] {
    let showsPictures = problem.base.map { !$0.observationSpace.pictures.isEmpty } ?? false
    let baselines: [Algorithm] =
      problem.base == nil ? [.pretrain] : showsPictures ? [.oracle] : [.pretrain, .oracle]
    return try baselines.filter { $0 != configuration.algorithm }.map { algorithm in
      let place = RunFolder("\(folder.path)/\(algorithm.rawValue)")
      var own = configuration.changed(to: algorithm, on: problem.base)
      // A baseline that goes on keeps the schedule that it began with, as a prolonged run does.
      own.schedule.over = try workers.onFirst {
        place.contents.contains("config.yaml") ? try place.configuration().schedule.over : own.schedule.over
      }
      let training = try Training(own, base: problem.base, workers: workers, makeProblem)
      let evaluation = try training.runOrResume(
        in: place, from: { try training.initialState() },
        observe: { try observe(algorithm, $0) }, unless: shouldStop
      ).evaluation
      return Reference(name: algorithm.rawValue, evaluation: evaluation)
    }
  }

  /// Adds what stands beside a run to the scores of every task in its `scores.csv`.
  public func record(_ references: [Reference], in run: TrainedRun) throws {
    guard workers.isFirst else { return }
    var text = run.evaluation.csvHeading + run.evaluation.csv(policy: configuration.algorithm.rawValue)
    for reference in references where reference.evaluation.names == run.evaluation.names {
      text += reference.evaluation.csv(policy: reference.name)
    }
    try AtomicFile.write(text, to: run.folder.scoresPath)
  }
}

extension RolloutRun {
  private func scratchTraining() throws -> Training {
    guard let training = try training, training.configuration.algorithm.takesGradientSteps else {
      throw FileError.malformed(
        path: "scratch",
        problem: "stands beside a policy that takes gradient steps, expected a policy file of one")
    }
    return training
  }

  private func reference(_ name: String) throws -> RolloutRun {
    try RolloutRun(
      environment: mapping.map { EnvironmentName.mappingPrefix + $0 }, policy: name, on: base)
  }

  /// - Throws: what `references` would throw of names, without its work.
  public func checkReferences(_ names: [String]) throws {
    for name in names {
      if name == "scratch" { _ = try scratchTraining() } else { _ = try reference(name) }
    }
  }

  /// What stands beside the policy, on the same tasks.
  /// - Parameter names: policies as for `init`, or `scratch`: a fresh one like the policy, adapting like it. nil for
  ///   the usual ones: chance, the expert and `scratch` beside a policy that was trained.
  /// - Throws: also where a name's policy is for another environment, or `scratch` stands beside no trained policy.
  public func references(_ names: [String]?, _ settings: EvaluationSettings) throws -> [Reference] {
    guard let names else { return try training?.references(settings) ?? [] }
    return try names.map { name in
      if name == "scratch" { return try scratchTraining().scratch(settings) }
      let run = try reference(name)
      var settings = settings
      if run.configuration == nil {
        settings.adaptSteps = 0
      } else if run.axis != axis {
        // Steps and episodes of one way to adapt say nothing of another: it is scored as it was by itself.
        (settings.adaptSteps, settings.episodes) = (run.defaultAdaptSteps, run.defaultEpisodes)
      }
      return Reference(name: name, evaluation: try run.run(settings).evaluation)
    }
  }
}
