import Autodiff
import Files
import Gym
import MetaLearning
import PolicyLearning

extension [Trajectory]: DigestibleExperience {
  var trials: Int { count }
  var environmentSteps: Int { stepCount }

  func update(_ digest: inout Digest) {
    for episode in self {
      digest.update(episode.observations)
      digest.update(episode.actions)
      digest.update(episode.rewards)
    }
  }
}

extension Examples: DigestibleExperience {
  var trials: Int { count }
  var environmentSteps: Int { 0 }

  func update(_ digest: inout Digest) {
    digest.update(inputs.values)
    digest.update(targets.values)
  }
}
