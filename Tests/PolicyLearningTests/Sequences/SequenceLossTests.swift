import Autodiff
import Gym
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

@testable import PolicyLearning

/// Losses of the first steps of trials, whose tokens tell of nothing but the observation, by hand.
@Suite struct SequenceLossTests {
  private static let demand = ObjectiveDemand(comparesModels: true)

  /// A policy, two θ, and what its network says of a first step at the observation 0.
  private struct Problem {
    let learner: SequenceLearner
    let theta: Parameters
    let moved: Parameters

    init<Family: EnvFamily>(_ family: Family, _ change: (inout SequenceLoss) -> Void = { _ in }) {
      var loss = SequenceLoss()
      loss.valueWeight = 0
      change(&loss)
      learner = SequenceLearner(SequenceProblem.policy(.gru, for: family), loss: loss)
      theta = SequenceProblem.parameters(learner)
      moved = theta.adding(theta.unflattened(noise(theta.elementCount, seed: 6)), scaledBy: 0.5)
    }

    func said(_ theta: Parameters) -> Tensor {
      let policy = learner.policy
      var token = [Float](repeating: 0, count: policy.network.inputs)
      for i in 0..<policy.observationCount {
        token[i] = -policy.normalization.mean[i] * policy.normalization.scale[i]
      }
      return policy.network(Tensor(token, shape: [1, 1, token.count]), theta).outputs
    }

    /// Trials of one step with these rewards and actions, and with lessons.
    func objective(_ rewards: [Float], actions: [Float]? = nil, lessons: [Float] = []) throws -> Objective {
      let policy = learner.policy
      var lanes = Lanes.row(
        rewards, ends: Array(rewards.indices), episodes: 1, observationCount: policy.context.count,
        actionCount: policy.head.actionCount)
      lanes.actions = actions ?? lanes.actions
      lanes.lessons = lessons
      return try learner.objective(
        on: SequenceProblem.batch(GivenLanes(lanes: lanes)), at: theta, for: demand)
    }
  }

  private func close(_ a: Float, _ b: Float, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(abs(a - b) < 1e-3 * abs(b) && abs(b) > 1e-4, "\(a), not \(b)", sourceLocation: sourceLocation)
  }

  /// Gaussians' divergence is Δμ² / 2σ², σ the deviation of the iteration, here the first.
  @Test func theDivergenceIsThatOfTheDeviation() throws {
    let problem = Problem(PointFamily())
    let evaluate = try #require(problem.objective([1]).valueAndDivergence)
    let square = (problem.said(problem.moved) - problem.said(problem.theta)).square().sum().scalar
    close(try evaluate(problem.moved).divergence, square / (2 * 0.6 * 0.6))
  }

  /// From what gathered to what is asked about.
  @Test func theDivergenceOfChoicesIsFromWhatGathered() throws {
    let problem = Problem(DoorFamily())
    let evaluate = try #require(problem.objective([1]).valueAndDivergence)
    let (old, new) = (
      Categorical(logits: problem.said(problem.theta)), Categorical(logits: problem.said(problem.moved))
    )
    close(try evaluate(problem.moved).divergence, old.meanDivergence(to: new).scalar)
    #expect(abs(old.meanDivergence(to: new).scalar / new.meanDivergence(to: old).scalar - 1) > 0.01)
  }

  /// The squared distance to the teacher's action, summed over its components.
  @Test func imitationIsDistance() throws {
    let problem = Problem(PointFamily()) { $0.imitation = 1 }
    let objective = try problem.objective([1, 2], lessons: [0.5, -1, 0.5, -1])
    let evaluate = try #require(objective.valueAndDivergence)
    func distance(_ theta: Parameters) -> Float {
      (problem.said(theta) - Tensor([0.5, -1], shape: [1, 2])).square().sum().scalar
    }
    close(objective.value, distance(problem.theta))
    close(try evaluate(problem.moved).value, distance(problem.moved))
  }

  /// −log π of the teacher's choice.
  @Test func imitationOfChoicesIsLikelihood() throws {
    let problem = Problem(DoorFamily()) { $0.imitation = 1 }
    let objective = try problem.objective([1], lessons: [2])
    let evaluate = try #require(objective.valueAndDivergence)
    func loss(_ theta: Parameters) -> Float {
      -Categorical(logits: problem.said(theta)).logProbability(of: [2]).scalar
    }
    close(objective.value, loss(problem.theta))
    close(try evaluate(problem.moved).value, loss(problem.moved))
  }

  /// Beside one step's advantage, which is 0 after its mean is taken off.
  @Test func choicesArePaidForTheirEntropy() throws {
    let problem = Problem(DoorFamily()) { $0.entropyWeight = 0.5 }
    let objective = try problem.objective([1])
    let evaluate = try #require(objective.valueAndDivergence)
    func loss(_ theta: Parameters) -> Float { -0.5 * Categorical(logits: problem.said(theta)).entropy.scalar }
    close(objective.value, loss(problem.theta))
    close(try evaluate(problem.moved).value, loss(problem.moved))
  }

  /// Two actions, of which the better was 1 and the worse −1, with advantages ±1: with respect to μ the loss falls by
  /// the mean of A (a − μ) / σ², which is 1 / σ².
  @Test func aGradientIsThatOfTheDeviation() throws {
    let gradient = try Problem(ShownFamily()).objective([1, -1], actions: [1, -1]).gradient
    close(gradient["head.head.bias"].scalar, -1 / (0.6 * 0.6))
  }

  /// The same actions: beyond 1 ± ε there is nothing to gain; within it, and on the wrong side of 1, all counts.
  @Test func aClipStopsWhatHasGoneFarEnough() throws {
    let problem = Problem(ShownFamily())
    let objective = try problem.objective([1, -1], actions: [1, -1])
    let gradientAt = try #require(objective.gradientAt)
    func gradient(_ point: Parameters, _ clip: Float) throws -> Parameters {
      try gradientAt(point, ProximalTerms(clip: clip, innerDivergenceWeight: 0))
    }
    let direction = objective.gradient * (1 / objective.gradient.norm)
    let better = problem.theta.adding(direction, scaledBy: -0.1)
    let worse = problem.theta.adding(direction, scaledBy: 0.1)
    #expect(try gradient(better, 1e-3).norm == 0)
    for (point, clip) in [(better, Float(0.9)), (worse, 1e-3)] {
      let (narrow, wide) = (try gradient(point, clip), try gradient(point, 1e6))
      #expect((narrow - wide).norm < 1e-5 * wide.norm && wide.norm > 0.01)
    }
  }
}
