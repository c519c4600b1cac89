public import Autodiff
import Files
public import Gym
public import MetaLearning
import Models
package import PolicyLearning
import Scenes

// Scores of learners, policies and families that no catalogue has.

extension EvaluationSettings {
  /// The tasks of a family as a learner is scored on them.
  package func heldOut<Family: EnvFamily, L: EpisodeLearner>(
    _ family: Family, for learner: L
  ) -> EpisodeTasks<Family, L.Mapping> {
    // What adapts as it acts is scored on the very episodes that it adapts by.
    let likeliest = learner.axis == .episodes ? ActionChoice.likeliest : .likeliestWhenScored
    return EpisodeTasks(
      family, episodes: episodes, choosing: isDeterministic ? likeliest : .drawn, for: L.Mapping.self)
  }
}

extension Evaluation {
  /// Scores any learner on held-out tasks known by examples.
  public init<L: Learner, Family: TaskFamily>(
    of learner: L, at theta: Parameters, on family: Family, _ settings: EvaluationSettings
  ) throws
  where Family.Task.Mapping == L.Mapping, Family.Task.Experience == Examples, L.Experience == Examples {
    self = try evaluate(learner, at: theta, on: family, settings)
  }

  /// Scores any learner on held-out tasks that are acted in.
  public init<L: Learner, Family: TaskFamily>(
    of learner: L, at theta: Parameters, on family: Family, _ settings: EvaluationSettings
  ) throws
  where
    Family.Task.Mapping == L.Mapping, Family.Task.Experience == [Trajectory], L.Experience == [Trajectory]
  {
    self = try evaluate(learner, at: theta, on: family, settings)
  }
}

extension Training {
  /// Scores a policy that was trained on this run's tasks, by whatever algorithm.
  /// - Parameter settings: as many tasks and steps as the policy's own run was scored with unless given.
  /// - Throws: where the file cannot be read, or its policy was trained on other tasks.
  public func evaluate(policyAt path: String, _ settings: EvaluationSettings? = nil) throws -> Evaluation {
    let file = try PolicyFile(reading: path)
    let own = try file.configuration(path: path)
    guard own.environment == configuration.environment else {
      throw FileError.malformed(
        path: path, problem: "was trained on \(file.environment), expected a policy for \(environment)")
    }
    let training = try Training(own, base: problem.base, workers: workers, makeProblem)
    guard training.learner == file.learner, training.policyFamily?.record?.hash == file.sceneHash else {
      throw FileError.malformed(path: path, problem: "holds another learner or scene than its settings say")
    }
    return try training.problem.evaluate(file.parameters, settings ?? training.evaluationSettings)
  }
}
