import Autodiff
import Gym
import MetaLearning
import PolicyLearning

extension [Trajectory]: DigestibleExperience {
  var trials: Int { count }
  var environmentSteps: Int { stepCount }

  func append(to bytes: inout [UInt8]) {
    for episode in self {
      bytes.append(bitsOf: episode.observations)
      bytes.append(bitsOf: episode.actions)
      bytes.append(bitsOf: episode.rewards)
    }
  }
}

extension Examples: DigestibleExperience {
  var trials: Int { count }
  var environmentSteps: Int { 0 }

  func append(to bytes: inout [UInt8]) {
    bytes.append(bitsOf: inputs.values)
    bytes.append(bitsOf: targets.values)
  }
}

extension [UInt8] {
  /// In memory order.
  fileprivate mutating func append(bitsOf values: [Float]) {
    values.withUnsafeBytes { append(contentsOf: $0) }
  }
}
