public import Gym
import Physics
public import Randomness

extension SceneFamily {
  /// Whether a scripted expert knows the family, and finds in it what it looks for.
  public var hasExpert: Bool { Experts.maker(for: scene.description) != nil }
}

/// The scripted experts of one vector environment, as a policy: it acts on the environment's true state and not on
/// the observations that it is handed. Where an action is a choice it takes the one that is nearest to what it would
/// tell the actuators.
public struct ExpertPolicy<Env: ScenicVectorEnv>: Policy {
  private let env: Env
  private let knowsBody: Bool
  private var rows: [Row]

  /// Who acts in a row's episode.
  private struct Row {
    var expert: any Expert
    /// As it last saw it; nil before the first step of an episode.
    var world: WorldDefinition?
  }

  /// - Parameter knowsBody: otherwise it sees what there is and where, and takes masses, friction, lengths and actuators
  ///   for those in the middle of what the family draws: what is lost to a *nominal* model.
  /// - Throws: when no expert knows one of the environment's scenes.
  public init(_ env: Env, knowsBody: Bool = true) throws(SceneError) {
    for scene in env.scenes where !scene.hasExpert {
      throw .noExpert(scene.name, known: Experts.names)
    }
    (self.env, self.knowsBody) = (env, knowsBody)
    rows = (0..<env.count).map { Self.row($0, in: env) }
  }

  private static func row(_ row: Int, in env: Env) -> Row {
    let (scene, _) = env.scene(of: row)
    guard let make = Experts.maker(for: scene.family.scene.description) else {
      preconditionFailure("no expert knows \(scene.family.name)")
    }
    return Row(expert: make())
  }

  public mutating func act(
    on observations: Span<Float>, streams: inout [RandomStream], into actions: inout MutableSpan<Float>
  ) {
    let width = env.actionSpace.count
    for row in 0..<env.count {
      let (scene, place) = env.scene(of: row)
      if scene.time(in: place) == 0 { rows[row] = Self.row(row, in: env) }
      guard scene.time(in: place) != nil else {
        for i in 0..<width { actions[row * width + i] = 0 }
        continue
      }
      let view = ExpertView(scene, row: place, knowsBody: knowsBody, last: rows[row].world)
      rows[row].world = view.world
      let commands = rows[row].expert.act(view)
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
  private static let known: [String: (needs: ExpertNeeds, make: @Sendable () -> any Expert)] = [
    "navigate": (.robot, { NavigateExpert() }),
    "navigate-steps": (.robot, { NavigateExpert() }),
    "semicircle": (.robot, { NavigateExpert() }),
    "wind": (.robot, { NavigateExpert() }),
    "reach": (.arm(links: 2), { ReachExpert() }),
    "reach-visible": (.arm(links: 2), { ReachExpert() }),
    "reach-pixels": (.arm(links: 2), { ReachExpert() }),
    "reach-shown": (.arm(links: 2), { ReachExpert() }),
    "reach-described": (.arm(links: 2), { ReachExpert() }),
    "reach-vertical": (.arm(links: 3), { ReachExpert() }),
    "reach-broken": (.arm(links: 3), { ReachExpert() }),
    "reach-changing": (.arm(links: 3), { ReachExpert(slip: 0.02) }),
    "reach-links": (.arm(links: 4), { ReachExpert() }),
    "reach-noisy": (.arm(links: 2), { ReachExpert() }),
    "reach-torque": (.arm(links: 2), { TorqueReachExpert() }),
    "push": (.hand("object"), { GraspExpert(.drag) }),
    "hit": (.hand("object"), { HitExpert() }),
    "grasp": (.hand("object"), { GraspExpert(.lift) }),
    "carry": (.hand("object"), { GraspExpert(.goal) }),
    "conveyor": (.hand("object"), { GraspExpert(.fetch) }),
    "stack": (.hand("object", "base", points: ["top"]), { StackExpert() }),
    "sort": (.hand("object", "other", points: ["object_bin", "other_bin"]), { SortExpert() }),
    "two-arms": (.hands("giver", "taker", body: "object", points: ["middle", "goal"]), { HandOverExpert() }),
    "insert": (.hand("base", "object", points: ["tip", "goal"]), { InsertExpert() }),
    "drawer": (.hand("object", "base"), { GraspExpert(.slide) }),
    "lever": (.hand("object", "base"), { GraspExpert(.turn) }),
    "pull": (.hand("object"), { GraspExpert(.drag) }),
    "door": (.hand("object", "base"), { GraspExpert(.sweep) }),
    "shut": (.hand("object", "base"), { PressExpert() }),
    "press": (.hand("object", "base"), { PressExpert() }),
    "dial": (.hand("object", "base"), { GraspExpert(.turn) }),
  ]

  static var names: [String] { known.keys.sorted() }

  /// nil where nobody knows a scene of that name, or the scene is another than the one that is known by it.
  static func maker(for scene: SceneDescription) -> (@Sendable () -> any Expert)? {
    guard let expert = known[scene.name], expert.needs.areMet(by: scene) else { return nil }
    return expert.make
  }
}
