/// What an expert looks for in a scene: a scene of a known name that lacks it has no expert.
struct ExpertNeeds: Sendable {
  private var bodies: [String]
  private var points: [String]
  /// The first ones: a letter for each, `r`evolute or `p`rismatic.
  private var joints: String
  private var allowsFurtherJoints = false
  /// Joints that hold an arm to the ground.
  private var bases: [Int]
  /// Numbers that the actuators are told, where each drives a joint or a body.
  private var commands: Int
  /// Servos on points of these bodies may drive the first joints of each arm instead.
  private var hands: [String] = []

  /// A body that is moved about.
  static let robot = ExpertNeeds(bodies: ["robot"], points: ["goal"], joints: "", bases: [], commands: 2)

  /// An arm of nothing but links.
  static func arm(links: Int) -> ExpertNeeds {
    ExpertNeeds(
      bodies: [], points: ["target"], joints: String(repeating: "r", count: links), bases: [0],
      commands: links)
  }

  /// The arm with a gripper, whose three joints are driven one by one or by a point of the last link.
  static func hand(_ bodies: String..., points: [String] = ["goal"]) -> ExpertNeeds {
    ExpertNeeds(
      bodies: bodies, points: points, joints: "rrrpp", allowsFurtherJoints: true, bases: [0], commands: 4,
      hands: ["link2"])
  }

  /// Several such arms with names.
  static func hands(_ names: String..., body: String, points: [String]) -> ExpertNeeds {
    ExpertNeeds(
      bodies: [body], points: points, joints: names.map { _ in "rrrpp" }.joined(),
      allowsFurtherJoints: true, bases: names.indices.map { 5 * $0 }, commands: 4 * names.count,
      hands: names.map { "\($0)_link2" })
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
      && bases.allSatisfy { scene.joints[$0].bodyA == nil }
      && areMet(by: scene.actuators, of: scene)
  }

  private func areMet(by actuators: [ActuatorDescription], of scene: SceneDescription) -> Bool {
    guard case .point? = actuators.first else {
      return actuators.reduce(0) { $0 + $1.componentCount } == commands
    }
    guard actuators.count == 2 * hands.count else { return false }
    return hands.indices.allSatisfy { i in
      guard case .point(let servo) = actuators[2 * i] else { return false }
      return scene.bodies[servo.body].name == hands[i] && servo.joints == (0..<3).map { 5 * i + $0 }
        && actuators[2 * i + 1].joint == 5 * i + 3
    }
  }
}
