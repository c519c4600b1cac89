public import Gym
public import MetaLearning
public import Randomness

/// Steps of a set of environments side by side, time-major: a row plays one trial after another, each of a new task, so
/// that no step is padding. A trial is a task's episodes.
public struct Lanes: Codable, Sendable {
  public let steps: Int
  public let rows: Int
  /// Numbers of an observation; what only a critic may see stands behind what the policy sees.
  public let observationCount: Int
  public let actionCount: Int
  /// `[steps + 1, rows, observationCount]`: what each action was chosen from, and at last what would be next.
  public var observations: [Float] = []
  /// `[steps, rows, actionCount]`, as the policy gave them.
  public var actions: [Float] = []
  /// What a teacher would have done, of the same shape; empty where there is none.
  public var lessons: [Float] = []
  /// `[steps, rows]`
  public var rewards: [Float] = []
  /// An episode, and a trial, ended with the step.
  public var ended: [Bool] = []
  public var trialEnded: [Bool] = []
  /// Where the step, or the one that would be next, stands: episodes of its trial and steps of its episode before it,
  /// `[steps + 1, rows]`.
  public var episodes: [Int32] = []
  public var times: [Int32] = []
  /// Episodes that ended, in the order of steps and rows.
  public var finished: [Finished] = []
  /// Of trials that ended, by their last episode, where a curriculum chose their tasks.
  public var outcomes: [TaskOutcome] = []

  /// An episode's figures.
  public struct Finished: Codable, Sendable {
    /// Of the trial, from 0 on.
    public let episode: Int
    public let totalReward: Float
    public let success: Bool
  }

  init(steps: Int, rows: Int, observationCount: Int, actionCount: Int) {
    (self.steps, self.rows) = (steps, rows)
    (self.observationCount, self.actionCount) = (observationCount, actionCount)
    observations.reserveCapacity((steps + 1) * rows * observationCount)
    actions.reserveCapacity(steps * rows * actionCount)
  }

  /// Where a step of a row stands.
  public func index(_ step: Int, _ row: Int) -> Int { step * rows + row }
}

/// How a block of lanes is played.
public struct LaneSettings: Sendable, Hashable {
  /// Environments side by side.
  public var rows: Int
  /// Of each.
  public var steps: Int
  /// Of a trial.
  public var episodes: Int

  public init(rows: Int, steps: Int, episodes: Int) {
    precondition(rows > 0 && steps > 0 && episodes > 0, "lanes of \(rows) × \(steps), trials of \(episodes)")
    (self.rows, self.steps, self.episodes) = (rows, steps, episodes)
  }
}

/// A block of lanes as a learning task: its rows begin a new task of the family whenever a trial ends. A teacher is asked
/// what it would do in the same environments; it sees what it likes.
public struct LaneTask<Family: EnvFamily, Mapping: ActingMapping, Teacher: ActingMapping>: LearningTask {
  let family: Family
  let settings: LaneSettings
  let split: Split
  let teacher: Teacher?
  let proposer: Proposer?
  /// Tasks of row i are drawn from its branch i.
  let stream: RandomStream

  public static var gathersAfresh: Bool { true }

  /// Row i, its n-th trial, and each of its episodes have branches of the stream of their own.
  public func gather(
    with mapping: Mapping, for purpose: Purpose, using stream: RandomStream
  ) throws -> Lanes {
    let rows = settings.rows
    var proposals = [Proposal?](repeating: nil, count: rows)
    func task(_ row: Int, _ trial: Int) -> Family.Draw {
      let own = self.stream.split(row).split(trial)
      let draw: Family.Draw
      (draw, proposals[row]) = family.drawTask(from: split, using: own, by: proposer)
      return draw
    }
    let env = family.makeVectorEnv(tasks: (0..<rows).map { task($0, 0) }, choosing: .fixed)
    env.autoreset = .disabled
    var actor = try mapping.actor(in: env)
    var teacher = try self.teacher?.actor(in: env)
    let width = env.actionSpace.count
    var lanes = Lanes(
      steps: settings.steps, rows: rows, observationCount: env.observationSpace.count, actionCount: width)
    var step = env.makeStep()
    let streams = (0..<rows).map { stream.split($0) }
    var noise = streams.map { $0.split("actions") }
    var teacherNoise = streams.map { $0.split("teacher") }
    var actions = [Float](repeating: 0, count: rows * width)
    var lessons = actions
    var (trials, episodes) = ([Int](repeating: 0, count: rows), [Int32](repeating: 0, count: rows))
    var (begun, times) = ([Int](repeating: 0, count: rows), [Int32](repeating: 0, count: rows))
    var returns = [Double](repeating: 0, count: rows)
    func seed(_ row: Int) -> UInt64 {
      var branch = streams[row].split("environment").split(begun[row])
      begun[row] += 1
      return branch.next()
    }
    env.reset(seeds: (0..<rows).map(seed), into: &step)
    for row in 0..<rows { actor.begin(row) }
    for _ in 0..<settings.steps {
      lanes.observations += step.observations
      lanes.episodes += episodes
      lanes.times += times
      if teacher != nil {
        var span = lessons.mutableSpan
        teacher?.act(on: step.observations.span, streams: &teacherNoise, into: &span)
        lanes.lessons += lessons
      }
      var span = actions.mutableSpan
      actor.act(on: step.observations.span, streams: &noise, into: &span)
      lanes.actions += actions
      try env.step(actions.span, into: &step)
      actor.remember(actions.span, outcome: step)
      lanes.rewards += step.rewards
      var (again, seeds) = ([Bool](repeating: false, count: rows), [UInt64](repeating: 0, count: rows))
      for row in 0..<rows {
        returns[row] += Double(step.rewards[row])
        times[row] += 1
        let ended = step.ended(row)
        let trialEnded = ended && episodes[row] + 1 == settings.episodes
        lanes.ended.append(ended)
        lanes.trialEnded.append(trialEnded)
        guard ended else { continue }
        if step.nonFinite[row] { throw EnvError.nonFiniteState(environment: row) }
        lanes.finished.append(
          .init(
            episode: Int(episodes[row]), totalReward: Float(returns[row]), success: step.success[row]))
        if trialEnded, let proposal = proposals[row] {
          lanes.outcomes.append(
            TaskOutcome(proposal, success: step.success[row] ? 1 : 0, meanReturn: Float(returns[row])))
        }
        (again[row], seeds[row]) = (true, seed(row))
        (returns[row], times[row]) = (0, 0)
        episodes[row] = trialEnded ? 0 : episodes[row] + 1
        if trialEnded {
          trials[row] += 1
          env.assign(task(row, trials[row]), to: row)
          actor.begin(row)
        }
      }
      if again.contains(true) { env.reset(seeds: seeds, where: again, into: &step) }
    }
    lanes.observations += step.observations
    lanes.episodes += episodes
    lanes.times += times
    return lanes
  }
}

/// Blocks of lanes over an environment family.
public struct LaneTasks<Family: EnvFamily, Mapping: ActingMapping, Teacher: ActingMapping>: TaskFamily {
  let family: Family
  let settings: LaneSettings
  let teacher: Teacher?
  private var proposer: Proposer?

  /// - Parameters:
  ///   - family: as a critic sees it.
  ///   - teacher: whose actions stand beside the policy's; nil for none.
  public init(
    _ family: Family, _ settings: LaneSettings, teacher: Teacher?, for mapping: Mapping.Type
  ) {
    self.family = family
    self.settings = settings
    self.teacher = teacher
  }

  public func task(
    from split: Split, using stream: RandomStream
  ) -> LaneTask<Family, Mapping, Teacher> {
    LaneTask(
      family: family, settings: settings, split: split, teacher: teacher, proposer: proposer, stream: stream)
  }

  public func proposing(_ proposer: Proposer) -> Self {
    var tasks = self
    tasks.proposer = proposer
    return tasks
  }
}
