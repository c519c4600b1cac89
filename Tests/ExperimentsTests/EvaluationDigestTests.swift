import Autodiff
import Files
import Gym
import MetaLearning
import Randomness
import Testing

@testable import Experiments

/// What the digest of an evaluation is taken of: whoever changes it, changes the digests of all runs there are.
@Suite struct EvaluationDigestTests {
  /// Task by task: what was scored, what was gathered, and the measures.
  @Test(arguments: [1, 3]) func examplesAreHashedInOrder(_ threads: Int) throws {
    let settings = EvaluationSettings(tasks: 10, episodes: 1, adaptSteps: 2, seed: 3, threads: threads)
    let family = Numbers()
    let evaluation = try Evaluation(of: Counter(), at: Parameters([]), on: family, settings)
    var digest = Digest()
    for index in 0..<settings.tasks {
      let x = family.task(from: .test, using: settings.stream(ofTask: index).split("task")).number
      let numbers: [Float] = [x, -x, x, -x, x, -x] + [x + 1, 0.5, x + 2, 0.5] + [0, 1, 2]
      digest.update(numbers)
    }
    let expected = digest.finalize()
    #expect(evaluation.digest == expected)
    #expect(evaluation.amount == 10 * 2 && evaluation.experience == [0, 1, 1])
  }

  /// Observations, actions and rewards.
  @Test func episodesAreHashedWhole() {
    let episode = Trajectory(
      observationCount: 2, actionCount: 1, observations: [1, 2, 3, 4], actions: [5, 6], rewards: [7, 8],
      finalObservation: [9, 10], terminated: true, success: true)
    var bytes: [UInt8] = []
    [episode, episode].append(to: &bytes)
    let numbers = (1...8).map { Float($0) }
    #expect(bytes == (numbers + numbers).flatMap { number in withUnsafeBytes(of: number) { Array($0) } })
  }
}

/// Tasks that are a number.
private struct Numbers: TaskFamily {
  struct Task: LearningTask {
    static let gathersAfresh = false
    let number: Float

    func gather(with mapping: Int, for purpose: Purpose, using stream: RandomStream) -> Examples {
      let (input, target): (Float, Float) =
        switch purpose {
        case .support(let count): (number + Float(count + 1), 0.5)
        case .query: (number, -number)
        }
      return Examples(inputs: Tensor([input], shape: [1, 1]), targets: Tensor([target], shape: [1, 1]))
    }
  }

  func task(from split: Split, using stream: RandomStream) -> Task {
    var stream = stream
    return Task(number: Float(stream.next() % 1000))
  }
}

/// Counts its absorptions.
private struct Counter: Learner {
  func begin(_ theta: Parameters) -> Int { 0 }
  func absorb(_ state: Int, _ experience: Examples, _ theta: Parameters) -> Int { state + 1 }
  func mapping(_ state: Int, _ theta: Parameters) -> Int { state }
  func measures(of experience: Examples, by mapping: Int) -> Measures { Measures(["count": Double(mapping)]) }
  func amount(of experience: Examples) -> Int { experience.count }
}
