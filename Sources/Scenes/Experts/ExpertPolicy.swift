public import Gym
import Physics
public import Randomness

extension SceneFamily {
  /// Whether a scripted expert knows the family.
  public var hasExpert: Bool { Experts.maker(for: name) != nil }
}

/// The scripted experts of one vector environment, as a policy: it acts on the environment's true state and not on
/// the observations that it is handed. Where an action is a choice it takes the one that is nearest to what it would
/// tell the actuators.
public struct ExpertPolicy: Policy {
  private let env: SceneVectorEnv
  private let make: () -> any Expert
  private var experts: [any Expert]
  /// The task of each row, as its world begins.
  private var worlds: [WorldDefinition]

  /// - Throws: when no expert knows the environment's family.
  public init(_ env: SceneVectorEnv) throws(SceneError) {
    guard let make = Experts.maker(for: env.family.name) else {
      throw .noExpert(env.family.name, known: Experts.names)
    }
    self.env = env
    self.make = make
    experts = (0..<env.count).map { _ in make() }
    worlds = env.tasks.map { env.family.world(for: $0) }
  }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let width = env.actionSpace.count
    for row in 0..<env.count {
      if env.time(in: row) == 0 {
        experts[row] = make()
        worlds[row] = env.family.world(for: env.tasks[row])
      }
      guard env.time(in: row) != nil else {
        for i in 0..<width { actions[row * width + i] = 0 }
        continue
      }
      let view = ExpertView(env, row: row, world: worlds[row])
      let commands = experts[row].act(view)
      if env.actionSpace.choices != nil {
        actions[row] = Float(view.choice(nearest: commands))
      } else {
        for i in 0..<width { actions[row * width + i] = commands[i] }
      }
    }
  }
}

/// Who knows what.
enum Experts {
  private static let makers: [String: @Sendable () -> any Expert] = [
    "navigate": { NavigateExpert() },
    "navigate-steps": { NavigateExpert() },
    "semicircle": { NavigateExpert() },
    "wind": { NavigateExpert() },
    "reach": { ReachExpert() },
    "reach-visible": { ReachExpert() },
    "reach-vertical": { ReachExpert() },
    "reach-broken": { ReachExpert() },
    "reach-torque": { TorqueReachExpert() },
    "push": { PushExpert() },
    "hit": { HitExpert() },
    "grasp": { GraspExpert(.lift) },
    "carry": { GraspExpert(.goal) },
    "insert": { InsertExpert() },
    "drawer": { GraspExpert(.slide) },
    "lever": { GraspExpert(.turn) },
    "pull": { GraspExpert(.drag) },
    "door": { GraspExpert(.slide) },
    "shut": { GraspExpert(.slide) },
    "press": { GraspExpert(.slide) },
    "dial": { GraspExpert(.turn) },
  ]

  static var names: [String] { makers.keys.sorted() }
  static func maker(for name: String) -> (@Sendable () -> any Expert)? { makers[name] }
}
