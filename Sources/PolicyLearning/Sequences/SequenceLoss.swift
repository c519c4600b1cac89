/// How a recurrent policy is trained: the settings `loss` of that kind.
public struct SequenceLoss: Sendable, Hashable, Codable {
  /// What an advantage sums over.
  public enum Flow: String, Sendable, Codable, CaseIterable {
    /// All that is left of the trial: what an episode finds out pays in the next ones.
    case trial
    /// What is left of the episode.
    case episode
  }

  /// γ
  public var discount: Float = 0.99
  /// λ of generalised advantage estimation.
  public var lambda: Float = 0.95
  public var flow = Flow.trial
  /// Of the value function's squared error.
  public var valueWeight: Float = 0.5
  /// Of the entropy of choices in the first iteration, falling in a straight line to 0 over the run; a box's deviation
  /// follows its schedule.
  public var entropyWeight: Float = 0
  /// Iterations, the first ones, in which the policy imitates a teacher that sees the task, on what the policy itself
  /// does (DAgger: Ross, Gordon and Bagnell 2011); 0 for no teacher.
  public var imitation: Int = 0
  /// Deviation of actions at the beginning and at the end of those iterations.
  public var imitationDeviation: [Float] = [0.8, 0.2]
  /// Steps of a task's first episode in which the teacher's actions are fixed probes: one that sees the task does not
  /// explore.
  public var probes: Int = 0
  /// Earlier iterations, the latest ones, whose trials are learned from again beside the new ones.
  public var replay: Int = 0

  public init() {}

  /// What no learner can use, as "loss.KEY: is VALUE, expected …"; nil where nothing is wrong.
  public var problem: String? {
    func problem(_ key: String, _ value: Any, _ expected: String) -> String {
      "loss.\(key): is \(value), expected \(expected)"
    }
    guard discount > 0, discount <= 1 else { return problem("discount", discount, "a number in (0, 1]") }
    guard (0...1).contains(lambda) else { return problem("lambda", lambda, "a number in [0, 1]") }
    guard valueWeight >= 0, valueWeight.isFinite else {
      return problem("valueWeight", valueWeight, "a number from 0 up")
    }
    guard entropyWeight >= 0, entropyWeight.isFinite else {
      return problem("entropyWeight", entropyWeight, "a number from 0 up")
    }
    guard (0...10_000_000).contains(imitation) else {
      return problem("imitation", imitation, "an integer from 0 to 10000000")
    }
    guard imitationDeviation.count == 2, imitationDeviation.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return problem("imitationDeviation", imitationDeviation, "two positive numbers, the first and the last")
    }
    guard (0...1000).contains(probes) else { return problem("probes", probes, "an integer from 0 to 1000") }
    guard (0...64).contains(replay) else { return problem("replay", replay, "an integer from 0 to 64") }
    return nil
  }
}

extension SequenceLoss {
  /// Files of before there was a replay have none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value {
      try container.decode(Value.self, forKey: key)
    }
    discount = try value(.discount)
    lambda = try value(.lambda)
    flow = try value(.flow)
    valueWeight = try value(.valueWeight)
    entropyWeight = try value(.entropyWeight)
    imitation = try value(.imitation)
    imitationDeviation = try value(.imitationDeviation)
    probes = try value(.probes)
    replay = try container.decodeIfPresent(Int.self, forKey: .replay) ?? 0
  }
}
