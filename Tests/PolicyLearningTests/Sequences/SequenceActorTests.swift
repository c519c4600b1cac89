import Autodiff
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// What acts and what absorbs remember the same.
@Suite struct SequenceActorTests {
  private struct Problem<Family: EnvFamily> {
    let family: Family
    let learner: SequenceLearner
    let theta: Parameters
    let draws: [Family.Draw]
    let stream = RandomStream(seed: 9)

    init(_ family: Family, _ kind: SequenceProblem.Memory, layers: [Int], sees: Int? = nil) {
      self.family = family
      learner = SequenceLearner(
        SequenceProblem.policy(kind, for: family, layers: layers, sees: sees), loss: SequenceLoss())
      theta = SequenceProblem.parameters(learner)
      draws = [0, 1, 2, 3].map { family.drawTask(from: .train, using: RandomStream(seed: 3).split($0)) }
    }

    /// An episode of each of some tasks, and what the actor remembers then.
    func play(
      _ state: Recollection?, rows: Range<Int>, round: Int
    ) throws -> (episodes: [Trajectory], recollection: Recollection) {
      let env = family.makeVectorEnv(tasks: Array(draws[rows]), choosing: .fixed)
      var actor = learner.mapping(state, theta).actor(in: env)
      let episodes = try rollout(&actor, in: env, streams: rows.map { stream.split(round).split($0) })
      return (episodes, actor.recollection)
    }
  }

  /// For episodes of different lengths, one after another, to the bit; and rows that are absorbed together remember
  /// what each would alone.
  private func expectOneMemory<Family: EnvFamily>(_ problem: Problem<Family>) throws {
    let (learner, theta) = (problem.learner, problem.theta)
    var alone = [Recollection?](repeating: nil, count: problem.draws.count)
    var together: Recollection?
    var lengths: Set<Int> = []
    for round in 0..<3 {
      var episodes: [Trajectory] = []
      for row in alone.indices {
        let played = try problem.play(alone[row], rows: row..<row + 1, round: round)
        let absorbed = learner.absorb(alone[row], played.episodes, theta)
        #expect(absorbed == played.recollection, "row \(row), episode \(round)")
        alone[row] = absorbed
        episodes += played.episodes
      }
      #expect(try problem.play(together, rows: 0..<4, round: round).episodes == episodes)
      together = learner.absorb(together, episodes, theta)
      for row in alone.indices {
        #expect(together?.row(row, of: learner.policy) == alone[row], "row \(row) of all, episode \(round)")
      }
      lengths.formUnion(episodes.map(\.length))
    }
    #expect(lengths.count > 1, "episodes of different lengths")
    #expect(Set(alone.map { $0?.memory ?? [] }).count == 4)
  }

  @Test(arguments: SequenceProblem.Memory.allCases, [[], [6]])
  func absorbingIsRememberingInABox(_ kind: SequenceProblem.Memory, layers: [Int]) throws {
    try expectOneMemory(Problem(ShownFamily(), kind, layers: layers))
    try expectOneMemory(Problem(ShownFamily(), kind, layers: layers, sees: 2))
  }

  @Test(arguments: SequenceProblem.Memory.allCases, [[], [6]])
  func absorbingIsRememberingChoices(_ kind: SequenceProblem.Memory, layers: [Int]) throws {
    try expectOneMemory(Problem(DoorFamily(), kind, layers: layers))
  }

  /// Rows that end together: all at once.
  @Test(arguments: SequenceProblem.Memory.allCases)
  func rowsThatEndTogetherRememberTogether(_ kind: SequenceProblem.Memory) throws {
    let problem = Problem(DoorFamily(tries: 1), kind, layers: [])
    var state: Recollection?
    for round in 0..<3 {
      let played = try problem.play(state, rows: 0..<4, round: round)
      state = problem.learner.absorb(state, played.episodes, problem.theta)
      #expect(state == played.recollection)
    }
  }

  /// Actions of an actor at observations.
  private func act(_ actor: inout SequenceActor, _ observations: [Float], _ streams: inout [RandomStream])
    -> [Float]
  {
    var actions = [Float](repeating: 0, count: streams.count)
    var span = actions.mutableSpan
    actor.act(on: observations.span, streams: &streams, into: &span)
    return actions
  }

  @Test(arguments: SequenceProblem.Memory.allCases)
  func aRowThatBeginsForgets(_ kind: SequenceProblem.Memory) throws {
    let problem = Problem(ShownFamily(), kind, layers: [])
    let env = problem.family.makeVectorEnv(tasks: Array(problem.draws[..<2]), choosing: .fixed)
    let mapping = problem.learner.mapping(nil, problem.theta)
    var (actor, fresh) = (mapping.actor(in: env), mapping.actor(in: env))
    _ = try rollout(&actor, in: env, streams: [problem.stream.split(0), problem.stream.split(1)])
    var same = actor
    actor.begin(0)
    let observations: [Float] = [0.5, 0, 0.2, 0.3, 0, 0.4]
    let all = [fresh, same, actor]
    let said = all.map { actor in
      var (actor, streams) = (actor, [RandomStream(seed: 1), RandomStream(seed: 2)])
      return act(&actor, observations, &streams)
    }
    #expect(said[2][0] == said[0][0] && said[2][0] != said[1][0], "what begins is new")
    #expect(said[2][1] == said[1][1] && said[2][1] != said[0][1], "the other row goes on")
    fresh.begin(1)
    #expect(fresh.recollection == mapping.actor(in: env).recollection)
    same.begin(0)
    same.begin(1)
    #expect(same.recollection == fresh.recollection)
  }

  /// Noise of the mapping's deviation around what the network says of a token that tells of nothing yet.
  @Test(arguments: SequenceProblem.Memory.allCases)
  func actionsAreNoiseAroundWhatTheNetworkSays(_ kind: SequenceProblem.Memory) {
    let problem = Problem(ShownFamily(), kind, layers: [6])
    let (policy, env) = (
      problem.learner.policy, problem.family.makeVectorEnv(for: problem.draws[0], count: 1)
    )
    let mapping = problem.learner.mapping(nil, problem.theta)
    let observation: [Float] = [0.5, 1, 0.2]
    let token = [0.5, (1 - 0.1) / 2, (0.2 - 0.2) / 3] + [Float](repeating: 0, count: 5)
    let said = policy.network(Tensor(token, shape: [1, 1, 8]), problem.theta).outputs.values[0]
    var streams = [RandomStream(seed: 6)]
    var noise = streams[0]
    var actor = mapping.actor(in: env)
    let action = act(&actor, observation, &streams)[0]
    #expect(abs(action - (said + 0.3 * noise.normal())) < 1e-6)
    #expect(streams[0] == noise, "one number for each of the action's")
    var still = mapping.likeliest.actor(in: env)
    #expect(abs(act(&still, observation, &streams)[0] - said) < 1e-6)
    #expect(streams[0] == noise, "the likeliest action draws nothing")
  }

  @Test func choicesAreDrawnOrTheLikeliest() {
    let problem = Problem(DoorFamily(), .gru, layers: [])
    let (policy, env) = (problem.learner.policy, problem.family.makeVectorEnv(for: 0, count: 1))
    let mapping = problem.learner.mapping(nil, problem.theta)
    let token = [Float](repeating: 0, count: policy.network.inputs)
    let logits = policy.network(Tensor(token, shape: [1, 1, token.count]), problem.theta).outputs
    let want = logits.softmax(axis: 1).values
    var streams = [RandomStream(seed: 6)]
    var counts = [0, 0, 0]
    for _ in 0..<3000 {
      var actor = mapping.actor(in: env)
      counts[Int(act(&actor, [0], &streams)[0])] += 1
    }
    for (count, probability) in zip(counts, want) { #expect(abs(Float(count) / 3000 - probability) < 0.04) }
    let before = streams
    var still = mapping.likeliest.actor(in: env)
    #expect(Int(act(&still, [0], &streams)[0]) == logits.indicesOfMaximum(axis: 1)[0] && streams == before)
  }

  @Test func anotherNumberOfRowsTraps() async {
    await #expect(processExitsWith: .failure) {
      let learner = SequenceLearner(SequenceProblem.policy(.gru, for: DoorFamily()), loss: SequenceLoss())
      let mapping = learner.mapping(
        Recollection(rows: 2, policy: learner.policy), SequenceProblem.parameters(learner))
      _ = mapping.actor(in: DoorFamily().makeVectorEnv(for: 0, count: 3))
    }
  }
}

extension Recollection {
  /// One row of it.
  func row(_ row: Int, of policy: SequencePolicy) -> Recollection {
    var own = Recollection(rows: 1, policy: policy)
    func part<T>(_ numbers: [T]) -> [T] {
      let width = numbers.count / rows
      return Array(numbers[row * width..<(row + 1) * width])
    }
    (own.memory, own.actions, own.ages) = (part(memory), part(actions), part(ages))
    (own.rewards, own.changes, own.ends) = (part(rewards), part(changes), part(ends))
    return own
  }
}

/// What an actor does of what it should not meet.
@Suite struct SequenceActorFaultTests {
  private let learner = SequenceLearner(
    SequenceProblem.policy(.gru, for: ChoiceFamily()), loss: SequenceLoss())
  private var theta: Parameters { SequenceProblem.parameters(learner) }

  /// Logits that are no numbers choose nothing: the environment refuses what comes of them.
  @Test func logitsThatAreNoNumbersAreRefused() throws {
    let broken = theta.unflattened([Float](repeating: .nan, count: theta.elementCount))
    for mapping in [learner.mapping(nil, broken), learner.mapping(nil, broken).likeliest] {
      let env = ChoiceFamily().makeVectorEnv(tasks: [0, 1], choosing: .fixed)
      var actor = mapping.actor(in: env)
      #expect(throws: EnvError.nonFiniteAction(component: "door", environment: 0)) {
        try rollout(&actor, in: env, streams: [RandomStream(seed: 1), RandomStream(seed: 2)])
      }
    }
  }

  /// An episode that is broken off is over for the memory, too: its next token says so, once.
  @Test func anInterruptedEpisodeIsOver() throws {
    let env = ChoiceFamily().makeVectorEnv(tasks: [0], choosing: .fixed)
    var actor = learner.mapping(nil, theta).actor(in: env)
    var recollection = actor.recollection
    actor.interrupt(0)
    #expect(actor.recollection == recollection, "nothing had begun")
    recollection.note(0, action: [Float(1)].span, reward: 1, ended: false, head: .choices(3))
    recollection.note(0, action: [Float(2)].span, reward: 3, ended: false, head: .choices(3))
    #expect(recollection.ends == [0] && recollection.ages == [2])
    recollection.interrupt(0)
    #expect(recollection.ends == [1] && recollection.ages == [0] && recollection.rewards == [3])
    recollection.note(0, action: [Float(0)].span, reward: 5, ended: false, head: .choices(3))
    #expect(recollection.ends == [0] && recollection.changes == [0], "no change from one episode to the next")
  }
}
