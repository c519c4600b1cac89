import Autodiff
import Drawing
package import Experiments
package import Gym
import MetaLearning
import Models
import PolicyLearning
package import Randomness
package import Scenes
import Synchronization

/// A learner on one held-out task, to look at: the episodes that an evaluation with the same settings scores and
/// learns from, to the bit.
struct AdaptationFilm: Sendable {
  /// After 0, 1, … adaptation steps.
  struct Stage: Sendable {
    /// The first of the scored episodes.
    var episode: SceneMotion
    var meanReturn: Double
    var successRate: Double
    /// What the next step learned from; empty after the last one.
    var gathered: [SceneMotion] = []
  }

  let model: SceneModel
  /// Number of the task in its evaluation.
  let index: Int
  /// Scored at each stage, and gathered for each step.
  let episodes: Int
  var stages: [Stage] = []
  /// What the stages are counted by.
  let axis: CurveAxis

  var first: Stage { stages[0] }
  var last: Stage { stages[stages.count - 1] }
  var adapts: Bool { stages.count > 1 }

  /// Films held-out task number `index` before and after each adaptation step.
  init<L: EpisodeLearner, Family: ScenicFamily>(
    _ learner: L, at theta: Parameters, on family: Family, task index: Int, _ settings: EvaluationSettings
  ) throws {
    let stream = settings.stream(ofTask: index)
    let filmed = FilmedFamily(family)
    let tasks = settings.heldOut(filmed, for: learner)
    let task = tasks.task(from: settings.split, using: stream.split("task"))
    let (scene, draw) = family.scene(of: task.draw)
    model = SceneModel(scene, task: draw)
    self.index = index
    axis = learner.axis
    episodes = settings.episodes
    var stages: [Stage] = []
    try follow(learner, at: theta, on: task, absorptions: settings.adaptSteps, using: stream) { event in
      switch event {
      case .scored(let episodes, let mapping, _):
        let measures = learner.measures(of: episodes, by: mapping)
        stages.append(
          Stage(
            episode: filmed.motions[0], meanReturn: measures["return"] ?? 0,
            successRate: measures["success"] ?? 0))
      case .gathered: stages[stages.count - 1].gathered = filmed.motions
      }
    }
    self.stages = stages
  }
}

/// Environments of scenes that keep what there was to see in the last set of episodes.
package final class FilmedFamily<Base: ScenicFamily>: EnvFamily {
  private let base: Base
  private let last = Mutex<LastFilmed>(LastFilmed())

  /// The environments stay with whoever steps them; this is a look at what they have kept.
  private struct LastFilmed: @unchecked Sendable { var env: FilmedVectorEnv<Base.Vector>? }

  package init(_ base: Base) { self.base = base }

  package var id: String { base.id }
  package var observationSpace: Box { base.observationSpace }
  package var actionSpace: ActionSpace { base.actionSpace }
  package var horizon: Int { base.horizon }

  package func drawTask(from split: Split, using stream: RandomStream) -> Base.Draw {
    base.drawTask(from: split, using: stream)
  }

  package func makeVectorEnv(
    tasks: [Base.Draw], choosing policy: TaskPolicy<Base.Draw>
  ) -> FilmedVectorEnv<Base.Vector> {
    let env = FilmedVectorEnv(base.makeVectorEnv(tasks: tasks, choosing: policy))
    last.withLock { $0.env = env }
    return env
  }

  /// Of the set of environments made last, whose episodes have ended.
  package var motions: [SceneMotion] { last.withLock { $0.env?.motions ?? [] } }
}

extension RolloutRun {
  /// The policy on held-out task number `index`, as `run` with the same settings scores it.
  /// - Throws: where there is nothing to draw.
  func film(task index: Int, _ settings: EvaluationSettings) throws -> AdaptationFilm {
    func film(_ learner: some EpisodeLearner, _ family: some ScenicFamily) throws -> AdaptationFilm {
      try AdaptationFilm(learner, at: theta, on: family, task: index, settings)
    }
    return try film(learner(), scenic())
  }
}
