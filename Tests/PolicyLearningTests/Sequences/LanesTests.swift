import Autodiff
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// Rows of one trial after another, of environments that show what they are.
@Suite struct LanesTests {
  private static let episodes = 3
  private let mapping: SequenceMapping = {
    let learner = SequenceLearner(
      SequenceProblem.policy(.gru, for: ShownFamily(), episodes: episodes), loss: SequenceLoss())
    return learner.mapping(nil, SequenceProblem.parameters(learner))
  }()

  private func gather(rows: Int = 3, steps: Int = 40, seed: UInt64 = 1, taught: Bool = true) throws -> Lanes {
    let tasks = SequenceProblem.lanes(
      ShownFamily(), rows: rows, steps: steps, episodes: Self.episodes, teacher: taught ? ShownTeacher() : nil
    )
    return try tasks.task(from: .train, using: RandomStream(seed: 20))
      .gather(with: mapping, for: .query, using: RandomStream(seed: seed))
  }

  private func observation(_ lanes: Lanes, _ step: Int, _ row: Int) -> (task: Float, time: Float, luck: Float)
  {
    let place = lanes.index(step, row) * 3
    return (lanes.observations[place], lanes.observations[place + 1], lanes.observations[place + 2])
  }

  /// Every step is one of an episode, which is one of a trial, which is of one task: nothing is padding.
  @Test func trialsFollowOneAnother() throws {
    let lanes = try gather()
    #expect(
      lanes.observations.count == 41 * 3 * 3 && lanes.actions.count == 40 * 3 && lanes.rewards.count == 40 * 3
    )
    #expect(lanes.ended.count == 40 * 3 && lanes.trialEnded.count == 40 * 3)
    #expect(lanes.episodes.count == 41 * 3 && lanes.times.count == 41 * 3)
    var lengths: Set<Int> = []
    for row in 0..<3 {
      var (trial, episode, time) = (0, 0, 0)
      var luck: Float?
      for step in 0...40 {
        let place = lanes.index(step, row)
        let shown = observation(lanes, step, row)
        #expect(Int(lanes.episodes[place]) == episode && Int(lanes.times[place]) == time)
        let task = ShownFamily().drawTask(from: .train, using: RandomStream(seed: 20).split(row).split(trial))
        #expect(shown.task == task, "row \(row), trial \(trial)")
        #expect(shown.time == Float(time))
        #expect(luck == nil || luck == shown.luck, "an episode begins only where one has ended")
        luck = shown.luck
        guard step < 40 else { break }
        #expect(lanes.rewards[place] == task + min(max(lanes.actions[place], -1), 3))
        time += 1
        let isLast = time == ShownEnv.length(luck: shown.luck)
        #expect(lanes.ended[place] == isLast)
        #expect(lanes.trialEnded[place] == (isLast && episode == Self.episodes - 1))
        guard isLast else { continue }
        lengths.insert(time)
        (time, luck) = (0, nil)
        episode += 1
        if episode == Self.episodes { (episode, trial) = (0, trial + 1) }
      }
      #expect(trial > 2)
    }
    #expect(lengths == [2, 3, 4])
  }

  @Test func tasksOfTrialsAndLuckOfEpisodesDiffer() throws {
    let lanes = try gather()
    var (tasks, lucks): (Set<Float>, Set<Float>) = ([], [])
    var (trials, episodes) = (0, 0)
    for step in 0..<40 {
      for row in 0..<3 where lanes.times[lanes.index(step, row)] == 0 {
        lucks.insert(observation(lanes, step, row).luck)
        episodes += 1
        guard lanes.episodes[lanes.index(step, row)] == 0 else { continue }
        tasks.insert(observation(lanes, step, row).task)
        trials += 1
      }
    }
    #expect(tasks.count == trials && lucks.count == episodes)
  }

  @Test func finishedEpisodesAreThoseThatEnded() throws {
    let lanes = try gather()
    var finished = lanes.finished[...]
    var returns: [Double] = [0, 0, 0]
    for step in 0..<40 {
      for row in 0..<3 {
        let place = lanes.index(step, row)
        returns[row] += Double(lanes.rewards[place])
        guard lanes.ended[place] else { continue }
        let next = finished.popFirst()
        let figures = try #require(next)
        #expect(figures.episode == Int(lanes.episodes[place]) && figures.totalReward == Float(returns[row]))
        #expect(figures.success == (observation(lanes, step, row).luck > 0.5))
        returns[row] = 0
      }
    }
    #expect(finished.isEmpty)
  }

  @Test func theStreamIsAllThereIsOfChance() throws {
    let (one, same, other) = (try gather(), try gather(), try gather(seed: 2))
    #expect(one.observations == same.observations && one.actions == same.actions)
    #expect(one.actions != other.actions)
    #expect(observation(one, 0, 0).task == observation(other, 0, 0).task, "a block's tasks are its own")
    #expect(observation(one, 0, 0).luck != observation(other, 0, 0).luck)
    // A row depends on no other.
    let more = try gather(rows: 4)
    for step in 0..<40 {
      #expect(one.actions[step * 3..<step * 3 + 3] == more.actions[step * 4..<step * 4 + 3])
    }
  }

  /// At what the student sees, whatever it does; and the student does not know that it is there.
  @Test func aTeachersLessonsAreKept() throws {
    let (taught, untaught) = (try gather(), try gather(taught: false))
    #expect(untaught.lessons.isEmpty && untaught.actions == taught.actions)
    #expect(untaught.observations == taught.observations)
    #expect(taught.lessons.count == taught.actions.count && taught.lessons != taught.actions)
    for step in 0..<40 {
      for row in 0..<3 {
        let lesson = taught.lessons[taught.index(step, row)]
        #expect(lesson == ShownTeacher.action(observation(taught, step, row).task))
      }
    }
  }

  /// A world that leaves the finite numbers ends the run, by the number of its block.
  @Test func aBrokenWorldEndsTheRun() throws {
    let learner = SequenceLearner(
      SequenceProblem.policy(.gru, for: ShownFamily()), loss: SequenceLoss())
    let tasks = SequenceProblem.lanes(ShownFamily(lasts: 1), teacher: nil as ShownTeacher?)
    let refusal = MetaLearningError.refused(
      "\(EnvError.nonFiniteState(environment: 0))", iteration: 0, task: 0)
    #expect(throws: refusal) {
      _ = try learner.objective(
        on: SequenceProblem.batch(tasks), at: SequenceProblem.parameters(learner), for: ObjectiveDemand())
    }
  }

  /// Actions are chosen as a policy that knows the trial, and nothing of the one before, would choose them.
  @Test(arguments: SequenceProblem.Memory.allCases)
  func aTrialBeginsWithoutMemory(_ kind: SequenceProblem.Memory) throws {
    let policy = SequenceProblem.policy(kind, for: ShownFamily(), episodes: Self.episodes)
    let learner = SequenceLearner(policy, loss: SequenceLoss())
    let theta = SequenceProblem.parameters(learner)
    let mapping = learner.mapping(nil, theta).likeliest
    let lanes = try SequenceProblem.lanes(
      ShownFamily(), rows: 2, steps: 30, episodes: Self.episodes, teacher: nil as ShownTeacher?
    ).task(from: .train, using: RandomStream(seed: 20)).gather(
      with: mapping, for: .query, using: RandomStream(seed: 1))
    var stepper = policy.network.stepper(theta)
    for row in 0..<2 {
      var recollection = Recollection(rows: 1, policy: policy)
      for step in 0..<30 {
        let place = lanes.index(step, row)
        if lanes.times[place] == 0, lanes.episodes[place] == 0 {
          recollection = Recollection(rows: 1, policy: policy)
        }
        var token = [Float](repeating: 0, count: policy.network.inputs)
        var tokenSpan = token.mutableSpan
        recollection.write(
          0, observation: lanes.observations.span.extracting(place * 3..<place * 3 + 3), of: policy,
          into: &tokenSpan)
        var said: [Float] = [0]
        var (memory, out) = (recollection.memory, said)
        stepper.step(token, state: &memory, into: &out)
        (recollection.memory, said) = (memory, out)
        #expect(said[0] == lanes.actions[place], "row \(row), step \(step)")
        recollection.note(
          0, action: said.span, reward: lanes.rewards[place], ended: lanes.ended[place], head: policy.head)
      }
    }
  }
}

extension SequenceStepper {
  /// A step of one row.
  mutating func step(_ x: [Float], state: inout [Float], into out: inout [Float]) {
    var states = state.mutableSpan
    var outputs = out.mutableSpan
    self(x.span, rows: 1, state: &states, into: &outputs)
  }
}
