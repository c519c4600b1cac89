/// What an expert looks for in a scene: a scene of a known name that lacks it has no expert.
struct ExpertNeeds: Sendable {
  private var bodies: [String]
  private var points: [String]
  /// The first ones: a letter for each, `r`evolute or `p`rismatic.
  private var joints: String
  private var allowsFurtherJoints = false
  /// Numbers that the actuators are told, where each drives a joint or a body.
  private var commands: Int
  /// A servo on a point of this body may drive the first joints instead.
  private var pointBody: String?

  /// A body that is moved about.
  static let robot = ExpertNeeds(bodies: ["robot"], points: ["goal"], joints: "", commands: 2)

  /// An arm of nothing but links.
  static func arm(links: Int) -> ExpertNeeds {
    ExpertNeeds(
      bodies: [], points: ["target"], joints: String(repeating: "r", count: links), commands: links)
  }

  /// The arm with a gripper, whose three joints are driven one by one or by a point of the last link.
  static func hand(_ bodies: String..., points: [String] = ["goal"]) -> ExpertNeeds {
    ExpertNeeds(
      bodies: bodies, points: points, joints: "rrrpp", allowsFurtherJoints: true, commands: 4,
      pointBody: "link2")
  }

  func areMet(by scene: SceneDescription) -> Bool {
    let letters = String(
      scene.joints.map { joint -> Character in
        switch joint.kind {
        case .revolute: "r"
        case .prismatic: "p"
        case .weld, .distance: "-"
        }
      })
    return bodies.allSatisfy { name in scene.bodies.contains { $0.name == name } }
      && points.allSatisfy { name in scene.points.contains { $0.name == name } }
      && (allowsFurtherJoints ? letters.hasPrefix(joints) : letters == joints)
      && areMet(by: scene.actuators, of: scene)
  }

  private func areMet(by actuators: [ActuatorDescription], of scene: SceneDescription) -> Bool {
    if case .point(let servo)? = actuators.first {
      return scene.bodies[servo.body].name == pointBody && servo.joints == [0, 1, 2]
        && actuators.dropFirst().map(\.joint) == [3]
    }
    return actuators.reduce(0) { $0 + $1.componentCount } == commands
  }
}
