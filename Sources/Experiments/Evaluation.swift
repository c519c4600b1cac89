import Autodiff
import Files
public import MetaLearning
import PolicyLearning
public import Randomness

/// What to evaluate, and how much of it.
public struct EvaluationSettings: Sendable {
  public var tasks: Int
  /// Episodes gathered for each adaptation step, and as many others scored at each point; where tasks have examples,
  /// those that adaptation sees.
  public var episodes: Int
  public var adaptSteps: Int
  public var seed: UInt64
  public var workers: Workers
  public var split = Split.test
  /// Whether policies take their likeliest action where it is scored, in place of drawing one.
  public var isDeterministic = false

  public init(tasks: Int, episodes: Int, adaptSteps: Int, seed: UInt64, threads: Int) {
    self.tasks = tasks
    self.episodes = episodes
    self.adaptSteps = adaptSteps
    self.seed = seed
    workers = Workers(threads: threads)
  }

  /// Held-out task number `index` draws from, and works with, this stream.
  public func stream(ofTask index: Int) -> RandomStream {
    RandomStream(seed: seed).split("evaluation").split(index)
  }
}

/// How a learner did on held-out tasks, after 0, 1, … adaptation steps.
public struct Evaluation: Sendable {
  /// `[task][point]`
  public var measures: [[Measures]] = []
  /// `[task]`: the scene of each; empty where all tasks are of one family.
  public var scenes: [String] = []
  /// What the points are counted by.
  public var axis = CurveAxis.steps
  /// What adaptation had seen by each point: episodes, or examples.
  public var experience: [Int] = []
  /// `[task][point]`: environment steps that adaptation took by each point.
  var taskSteps: [[Int]] = []
  /// Environment steps or examples, scored or not.
  public var amount = 0
  public var seconds = 0.0
  /// SHA-256 over every observation, action and reward, or every input, target and measure, in task order.
  public var digest = ""

  public var stepsPerSecond: Double { Double(amount) / max(seconds, 1e-9) }
  /// Mean over tasks of the environment steps that adaptation took by each point.
  public var adaptationSteps: [Int] {
    (0..<points).map { point in
      let sum = taskSteps.reduce(0.0) { $0 + Double($1[point]) }
      return Int((sum / Double(max(taskSteps.count, 1))).rounded())
    }
  }
  public var points: Int { measures.first?.count ?? 0 }
  /// Names of the measures, in order.
  public var names: [String] { measures.first?.first?.names ?? [] }

  /// `[task]`, at one point.
  public func values(_ name: String, at point: Int) -> [Double] {
    measures.map { $0[point][name] ?? .nan }
  }

  public func interval(_ name: String, at point: Int) -> Interval {
    Interval(bootstrapping: values(name, at: point), isProportion: Measure.isProportion(name))
  }

  public var curve: [CurvePoint] {
    (0..<points).map { point in
      CurvePoint(
        at: point, experience: experience[point], environmentSteps: adaptationSteps[point],
        measures: Dictionary(
          names.map { ($0, interval($0, at: point)) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// The first and the last point of one measure; nil where there is none of that name.
  public func ends(_ name: String) -> BeforeAfter? {
    guard names.contains(name), points > 0 else { return nil }
    return BeforeAfter(before: interval(name, at: 0), after: interval(name, at: points - 1))
  }

  /// Lines `policy,task,steps,…` with the measures in order, one for each task and point; where tasks are of several
  /// scenes, the scene is the last word.
  func csv(policy: String) -> String {
    var text = ""
    for (task, points) in measures.enumerated() {
      for (point, measures) in points.enumerated() {
        let scene = scenes.isEmpty ? "" : ",\(scenes[task])"
        text +=
          "\(policy),\(task),\(point),\(measures.values.map { "\($0)" }.joined(separator: ","))\(scene)\n"
      }
    }
    return text
  }

  /// The heading of such lines.
  var csvHeading: String {
    "policy,task,steps,\(names.joined(separator: ","))\(scenes.isEmpty ? "" : ",\(Self.sceneColumn)")\n"
  }

  static let sceneColumn = "scene"
}

/// Scores at one point of a curve, over tasks.
public struct CurvePoint: Sendable, Hashable, Codable {
  /// Adaptation steps.
  public var at: Int
  /// Episodes or examples that adaptation had seen.
  public var experience: Int
  /// That adaptation took; 0 where tasks have no environment.
  public var environmentSteps: Int
  public var measures: [String: Interval]
}

/// What is known of measures by their names.
public enum Measure {
  public static let error = "error"
  /// As tables show them.
  public static let order = ["return", "success", error, "accuracy"]

  /// A share of trials, between 0 and 1.
  public static func isProportion(_ name: String) -> Bool { ["success", "accuracy"].contains(name) }
  public static func isBetterWhenLower(_ name: String) -> Bool { name == error }
}

/// Experience as an evaluation counts and hashes it.
protocol DigestibleExperience: Sendable {
  /// Trials: episodes or examples.
  var trials: Int { get }
  /// Environment steps; 0 where there are none.
  var environmentSteps: Int { get }
  /// What a digest is taken of.
  func append(to bytes: inout [UInt8])
}

/// What all ranks are told of one task.
private struct TaskOutcome: Codable, Sendable {
  var measures: [Measures] = []
  var scene: String?
  var amount = 0
  /// Of what was scored, and then of what was gathered to adapt: the bytes that a digest is taken of.
  var scored: [UInt8] = []
  var gathered: [UInt8] = []
  /// Of each piece of what was gathered.
  var trials: [Int] = []
  var environmentSteps: [Int] = []
}

/// The one evaluation: follows `learner` on held-out tasks of `family`. What is gathered to adapt is never scored.
func evaluate<L: Learner, Family: TaskFamily>(
  _ learner: L, at theta: Parameters, on family: Family, _ settings: EvaluationSettings
) throws -> Evaluation
where
  Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.Experience,
  L.Experience: DigestibleExperience
{
  let clock = ContinuousClock()
  let start = clock.now
  var result = Evaluation()
  result.axis = learner.axis
  var digest = Digest()
  // Blocks of tasks: all workers busy, experience of one block in memory, hashed in task order.
  let block = 8 * settings.workers.hands
  for first in stride(from: 0, to: settings.tasks, by: block) {
    @Sendable func kind(_ i: Int) -> Int {
      family.kind(ofTaskFrom: settings.split, using: settings.stream(ofTask: first + i).split("task"))
    }
    let outcomes = try settings.workers.share(
      min(block, settings.tasks - first), for: "evaluation", kinds: kind
    ) { i in
      ((), try outcome(first + i, of: learner, at: theta, on: family, settings))
    }.told
    for outcome in outcomes {
      result.measures.append(outcome.measures)
      if let scene = outcome.scene { result.scenes.append(scene) }
      result.amount += outcome.amount
      digest.update(outcome.scored)
      digest.update(outcome.gathered)
      if !Family.Task.gathersAfresh {
        // Examples do not depend on the mapping; what it made of them stands in the measures.
        digest.update(outcome.measures.flatMap { $0.values.map(Float.init) })
      }
      if result.experience.isEmpty {
        result.experience = [0]
        for (k, trials) in outcome.trials.enumerated() {
          // Examples are the same at every step; episodes of a trial are absorbed one by one, in each of the trials
          // that lie side by side.
          let own = result.axis == .episodes ? 1 : trials
          result.experience.append(Family.Task.gathersAfresh ? result.experience[k] + own : own)
        }
      }
      var steps = [0]
      for (taken, trials) in zip(outcome.environmentSteps, outcome.trials) {
        let own = result.axis == .episodes ? taken / max(trials, 1) : taken
        steps.append(steps[steps.count - 1] + own)
      }
      result.taskSteps.append(steps)
    }
  }
  result.digest = digest.finalize()
  result.seconds = (clock.now - start) / .seconds(1)
  return result
}

/// Follows the learner on one held-out task.
private func outcome<L: Learner, Family: TaskFamily>(
  _ index: Int, of learner: L, at theta: Parameters, on family: Family, _ settings: EvaluationSettings
) throws -> TaskOutcome
where
  Family.Task.Mapping == L.Mapping, Family.Task.Experience == L.Experience,
  L.Experience: DigestibleExperience
{
  let stream = settings.stream(ofTask: index)
  let task = try family.task(from: settings.split, using: stream.split("task"))
  var outcome = TaskOutcome()
  outcome.scene = (task as? any SceneTask)?.sceneName
  try follow(learner, at: theta, on: task, absorptions: settings.adaptSteps, using: stream) { event in
    switch event {
    case .scored(let experience, let mapping, let point):
      outcome.measures.append(learner.measures(of: experience, by: mapping))
      experience.append(to: &outcome.scored)
      if Family.Task.gathersAfresh || point == 0 { outcome.amount += learner.amount(of: experience) }
    case .gathered(let experience, _):
      // The same examples at every point are counted once.
      if Family.Task.gathersAfresh || outcome.trials.isEmpty {
        outcome.amount += learner.amount(of: experience)
      }
      experience.append(to: &outcome.gathered)
      outcome.trials.append(experience.trials)
      outcome.environmentSteps.append(experience.environmentSteps)
    }
  }
  return outcome
}
