import Autodiff
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// What the critic sees and learns, and what advantages are made of.
@Suite struct SequenceCriticTests {
  private static let demand = ObjectiveDemand(comparesModels: true)

  /// With and without it, the gradient with respect to the network is the same, to the bit, though the critic reads h.
  @Test(arguments: SequenceProblem.Memory.allCases, [0, 1])
  func theCriticSendsNoGradientIntoTheNetwork(_ kind: SequenceProblem.Memory, imitation: Int) throws {
    let (critical, plain) = (
      SequenceProblem.learner(kind) { ($0.valueWeight, $0.imitation) = (0.7, imitation) },
      SequenceProblem.learner(kind) { ($0.valueWeight, $0.imitation) = (0, imitation) }
    )
    let theta = SequenceProblem.parameters(critical)
    let place = critical.policy.criticPlace
    let gradients = try [critical, plain].map {
      try $0.objective(on: SequenceProblem.batch(SequenceProblem.tasks), at: theta, for: Self.demand).gradient
    }
    for i in 0..<place {
      #expect(gradients[0][i].values == gradients[1][i].values, "\(theta.names[i])")
      #expect(gradients[0][i].values.contains { $0 != 0 }, "\(theta.names[i])")
    }
    for i in place..<theta.count {
      #expect(gradients[1][i].values.allSatisfy { $0 == 0 } && gradients[0][i].values.contains { $0 != 0 })
    }
  }

  /// The critic's own gradient is the slope of the loss, where data was gathered and elsewhere.
  @Test(arguments: SequenceProblem.Memory.allCases)
  func theCriticsGradientIsItsSlope(_ kind: SequenceProblem.Memory) throws {
    let learner = SequenceProblem.learner(kind)
    let theta = SequenceProblem.parameters(learner)
    let objective = try learner.objective(
      on: SequenceProblem.batch(SequenceProblem.tasks), at: theta, for: Self.demand)
    let (value, gradientAt) = (try #require(objective.valueAndDivergence), try #require(objective.gradientAt))
    let moved = theta.adding(theta.unflattened(noise(theta.elementCount, seed: 3)), scaledBy: 0.1)
    let there = try gradientAt(moved, ProximalTerms(clip: 1e6, innerDivergenceWeight: 0))
    for (point, gradient) in [(theta, objective.gradient), (moved, there)] {
      var place = -1
      let own = gradient.map { tensor in
        place += 1
        return place < learner.policy.criticPlace ? .zeros(tensor.shape) : tensor
      }
      let direction = own * (1 / own.norm)
      let h: Float = 0.02
      let rise =
        try value(point.adding(direction, scaledBy: h)).value
        - value(point.adding(direction, scaledBy: -h)).value
      #expect(
        abs(rise / (2 * h) - own.norm) < 0.01 * own.norm, "\(own.norm), by differences \(rise / (2 * h))")
    }
  }

  /// θ whose critic says one value, whatever it sees.
  private func constantCritic(_ learner: SequenceLearner, _ value: Float) -> Parameters {
    let theta = SequenceProblem.parameters(learner)
    return Parameters(
      zip(theta.names, theta.tensors).map { name, tensor in
        switch name {
        case "critic.head.weight": (name, .zeros(tensor.shape))
        case "critic.head.bias": (name, Tensor([value]))
        default: (name, tensor)
        }
      })
  }

  /// Advantages, by hand, of a row with values of its steps and of what follows: an end of what flows has nothing
  /// behind it.
  private func advantages(_ rewards: [Float], cuts: Set<Int>, values: [Float], _ loss: SequenceLoss)
    -> [Float]
  {
    var next: Float = 0
    var all: [Float] = []
    for t in rewards.indices.reversed() {
      let goesOn: Float = cuts.contains(t) ? 0 : 1
      next = rewards[t] - values[t] + goesOn * loss.discount * (values[t + 1] + loss.lambda * next)
      all.insert(next, at: 0)
    }
    return all
  }

  /// The mean square of advantages is the critic's loss at the θ that gathered. Rewards are learned 40 times smaller:
  /// by the policy's scale of ½, and by 20.
  @Test(arguments: SequenceLoss.Flow.allCases, SequenceProblem.Memory.allCases)
  func advantagesFlowThroughATrial(_ flow: SequenceLoss.Flow, _ kind: SequenceProblem.Memory) throws {
    let learner = SequenceProblem.learner(kind) {
      ($0.valueWeight, $0.flow, $0.discount, $0.lambda) = (1, flow, 0.9, 0.8)
    }
    let theta = constantCritic(learner, 0.3)
    // Two episodes a trial: steps 0…1, 2…4, and 5…5, 6…8, and 9…11, which is not over.
    let rewards: [Float] = [1, 0, 40, -20, 0, 100, 0, 8, 0, -30, 0, 5]
    let ends = [1, 4, 5, 8]
    let lanes = Lanes.row(rewards, ends: ends, episodes: 2, observationCount: 3)
    #expect(lanes.trialEnded.indices.filter { lanes.trialEnded[$0] } == [4, 8])
    let objective = try learner.objective(
      on: SequenceProblem.batch(GivenLanes(lanes: lanes)), at: theta, for: Self.demand)
    let want = advantages(
      rewards.map { $0 / 40 }, cuts: Set(flow == .trial ? [4, 8] : ends),
      values: [Float](repeating: 0.3, count: 13), learner.loss)
    let square = want.reduce(0) { $0 + $1 * $1 } / 12
    #expect(abs(objective.value - square) < 1e-4 * square)
    // What was gathered with θ is what θ says of it.
    let evaluate = try #require(objective.valueAndDivergence)
    let again = try evaluate(theta)
    #expect(abs(again.value - square) < 1e-4 * square)
  }

  /// A linear critic that reads one number: of the observation as it is scaled for the critic, behind what the policy
  /// sees too; of the share of the episode, and of the trial's other episodes, behind the step.
  /// Of an observation that begins with a picture of one number it sees what stands behind.
  @Test(arguments: 0..<5, [0, 1])
  func theCriticSeesTheTaskAndWhereItStands(_ number: Int, _ picture: Int) throws {
    guard number >= picture else { return }
    var loss = SequenceLoss()
    (loss.valueWeight, loss.discount, loss.lambda) = (1, 0.9, 0.8)
    let policy = SequenceProblem.policy(
      .lstm, for: ShownFamily(), sees: 1, pictures: picture == 0 ? [] : [0..<1], critic: [], episodes: 3)
    #expect(policy.trainingCount == 3)
    let learner = SequenceLearner(policy, loss: loss)
    var lanes = Lanes.row([Float](repeating: 0, count: 8), ends: [1, 4, 6], episodes: 3, observationCount: 3)
    lanes.observations = noise(27, seed: 8)
    let theta = SequenceProblem.parameters(learner)
    let (inputs, place) = (10 - picture, policy.network.hidden + number - picture)
    let weight = Tensor((0..<inputs).map { $0 == place ? 1 : 0 }, shape: [1, inputs])
    let critic = Parameters(
      zip(theta.names, theta.tensors).map { name, tensor in
        (name, name == "critic.head.weight" ? weight : name == "critic.head.bias" ? Tensor([0]) : tensor)
      })
    let values = (0...8).map { t -> Float in
      switch number {
      case 3: Float(lanes.times[t]) / 4
      case 4: Float(lanes.episodes[t]) / 2
      default:
        (lanes.observations[3 * t + number] - policy.context.mean[number - picture])
          * policy.context.scale[number - picture]
      }
    }
    let objective = try learner.objective(
      on: SequenceProblem.batch(GivenLanes(lanes: lanes)), at: critic, for: Self.demand)
    let want = advantages([Float](repeating: 0, count: 8), cuts: [6], values: values, loss)
    let square = want.reduce(0) { $0 + $1 * $1 } / 8
    #expect(
      abs(objective.value - square) < 1e-4 * square && square > 1e-3, "\(objective.value), not \(square)")
  }

  /// Blocks of one step, of which none could be told from its own mean.
  @Test func advantagesOfAllBlocksAreScaledTogether() throws {
    let learner = SequenceProblem.learner { $0.valueWeight = 0 }
    let theta = SequenceProblem.parameters(learner)
    let single = SequenceProblem.lanes(ShownFamily(), rows: 1, steps: 1, teacher: nil as ShownTeacher?)
    let objective = try learner.objective(on: SequenceProblem.batch(single), at: theta, for: Self.demand)
    #expect(objective.gradient.norm > 1e-2)
  }

  /// Neither memory nor advantages reach from a trial into the next one.
  @Test func trialsThatFollowAreLearnedFromAlone() throws {
    let learner = SequenceProblem.learner { $0.valueWeight = 0 }
    let theta = constantCritic(learner, 0)
    func gradient(_ rewards: [Float]) throws -> Parameters {
      let lanes = Lanes.row(rewards, ends: [0, 1, 2, 3], episodes: 2, observationCount: 3)
      return try learner.objective(
        on: SequenceProblem.batch(GivenLanes(lanes: lanes), count: 1), at: theta, for: Self.demand
      ).gradient
    }
    // The second trial begins as the first one did, and what it brings is the opposite.
    #expect(try gradient([1, 0, -1, 0]).norm < 1e-6)
    #expect(try gradient([1, 0, 0, 0]).norm > 1e-3)
  }
}
