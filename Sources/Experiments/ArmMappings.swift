import Autodiff
import Gym
import MetaLearning
import PolicyLearning
import Randomness
import Scenes

// Mappings that the simulator itself makes: what a robot has to learn of its own body.

/// Joint angles to the place of the fingertip, of a two-link arm of unknown link lengths.
struct ArmKinematics: ExampleFamily {
  let name = "kinematics"
  let summary = "Joint angles to fingertip, of two-link arms of unknown lengths."
  let inputs = [Quantity("shoulder", unit: "rad"), Quantity("elbow", unit: "rad")]
  let outputs = [Quantity("fingertip_x", unit: "m"), Quantity("fingertip_y", unit: "m")]
  private let family: SceneFamily

  init() throws { family = try SceneFamily(text: Self.scene, source: "mapping/kinematics") }

  private static let scene = """
    name: kinematics
    summary: A two-link arm of unknown lengths, posed at random.
    horizon: 1
    arm:
      links:
        - {joint: shoulder, length: {uniform: [0.1, 0.3]}, radius: 0.01, density: 100}
        - {joint: elbow, length: {uniform: [0.1, 0.3]}, radius: 0.01, density: 100}
    actuators:
      - {joint: shoulder, mode: velocity, scale: 1, torque: 1}
      - {joint: elbow, mode: velocity, scale: 1, torque: 1}
    start: {shoulder: {uniform: [-1.5, 1.5]}, elbow: {uniform: [-2, 2]}}
    task: {target: [0, 0]}
    observe: [joint_positions, fingertip_position]
    reward: [{distance: [fingertip, target], weight: -1}]
    """

  func function(from split: Split, using stream: RandomStream) -> TaskDraw {
    family.drawTask(from: split, using: stream)
  }

  /// Poses at which an episode may begin.
  func examples(of function: TaskDraw, count: Int, using stream: RandomStream) -> Examples {
    var rows: [Float] = []
    for i in 0..<count {
      var branch = stream.split(i)
      let pose = family.armPose(for: function, seed: branch.next())
      rows += pose.joints + pose.fingertip
    }
    return Examples(rows: rows, inputs: 2, targets: 2)
  }
}

/// State and action to the change of state over a step, of a two-link arm of unknown masses under torques.
struct ArmDynamics: ExampleFamily {
  let name = "dynamics"
  let summary = "State and action to the change of state, of two-link arms of unknown masses."
  let inputs = [
    Quantity("shoulder", unit: "rad"), Quantity("elbow", unit: "rad"),
    Quantity("shoulder_velocity", unit: "rad/s"), Quantity("elbow_velocity", unit: "rad/s"),
    Quantity("shoulder_torque", unit: "0.02 N m"), Quantity("elbow_torque", unit: "0.02 N m"),
  ]
  let outputs = [
    Quantity("shoulder_change", unit: "rad"), Quantity("elbow_change", unit: "rad"),
    Quantity("shoulder_velocity_change", unit: "rad/s"), Quantity("elbow_velocity_change", unit: "rad/s"),
  ]
  private let family: SceneFamily

  init() throws { family = try SceneFamily(text: Self.scene, source: "mapping/dynamics") }

  private static let scene = """
    name: dynamics
    summary: A two-link arm of unknown masses under torques.
    simulation: {time_step: 0.02}
    horizon: 50
    arm:
      links:
        - {joint: shoulder, length: 0.1, radius: 0.01, density: {log_uniform: [50, 400]}}
        - {joint: elbow, length: 0.11, radius: 0.01, density: {log_uniform: [50, 400]}}
    actuators:
      - {joint: shoulder, mode: torque, scale: 0.02}
      - {joint: elbow, mode: torque, scale: 0.02}
    start: {shoulder: {uniform: [-3, 3]}, elbow: {uniform: [-2, 2]}}
    task: {target: [0, 0]}
    observe: [joint_positions, joint_velocities]
    reward: [{distance: [fingertip, target], weight: -1}]
    """

  func function(from split: Split, using stream: RandomStream) -> TaskDraw {
    family.drawTask(from: split, using: stream)
  }

  /// Successive steps of a second under random torques; more than 50 go on with another second.
  func examples(of function: TaskDraw, count: Int, using stream: RandomStream) throws -> Examples {
    let seconds = (count + family.horizon - 1) / family.horizon
    var policy = RandomPolicy(actionSpace: family.actionSpace)
    let episodes = try rollout(
      &policy, in: family.makeVectorEnv(for: function, count: seconds),
      streams: (0..<seconds).map { stream.split($0) })
    var rows: [Float] = []
    for episode in episodes {
      let (states, width) = (episode.observations + episode.finalObservation, episode.observationCount)
      for t in 0..<episode.length where rows.count < 10 * count {
        let (now, next) = (states[t * width..<(t + 1) * width], states[(t + 1) * width..<(t + 2) * width])
        rows += now
        rows += episode.actions[t * 2..<(t + 1) * 2]
        rows += zip(next, now).map { $0 - $1 }
      }
    }
    return Examples(rows: rows, inputs: 6, targets: 4)
  }
}

extension Examples {
  /// - Parameter rows: `[count, inputs + targets]`
  fileprivate init(rows: [Float], inputs: Int, targets: Int) {
    let width = inputs + targets
    let count = rows.count / width
    func columns(_ range: Range<Int>) -> Tensor {
      Tensor(
        (0..<count).flatMap { rows[$0 * width + range.lowerBound..<$0 * width + range.upperBound] },
        shape: [count, range.count])
    }
    self.init(inputs: columns(0..<inputs), targets: columns(inputs..<width))
  }
}
