import Physics

extension Vocabulary {
  static let scene = Section(
    "scene", "The file itself.",
    heads + content + [
      Key(
        "test", .section(overrides), "what the tasks of the test split change; training and validation do not"
      ),
      Key(
        "levels", .named(.section(level)),
        "name → what this level of difficulty changes, up to ten; `NAME@LEVEL` names it wherever an environment can be named"
      ),
      Key("level", .name, "the level that is meant: what runs and policies keep of `NAME@LEVEL`"),
    ])

  /// How many a scene may have.
  static let levels = 1...10

  static let overrides = Section(
    "overrides",
    "Keys of a scene, from `simulation` to `terminate`, which replace those of the file, each as a whole. Under `test` the scene stays the same but for numbers: it draws the same, and has the same bodies, joints, observations and rules.",
    isListed: false, content.map(\.asOverride))

  static let level = Section(
    "level",
    "The same keys, and `test`. Components of observations and actions keep their names; an observation's range is the widest of all levels'.",
    isListed: false,
    content.map(\.asOverride) + [
      Key("test", .section(overrides), "instead of the file's")
    ])

  private static let heads = [
    Key(
      "name", .name, required: true, "`reach-torque` with version 1 becomes the id `limber/ReachTorque-v1`"),
    Key("version", .integer(0...9999), "raised whenever the behaviour changes (0)"),
    Key("summary", .text, "one sentence"),
    Key("extends", .name, "takes every key that this file does not have itself from `NAME.yaml` beside it"),
  ]

  private static let content = [
    Key("simulation", .section(simulation), "how time passes"),
    Key("horizon", .integer(1...1_000_000), required: true, "steps of an episode"),
    Key(
      "arm", .either([.section(arm), .list(.section(arm), 1...10)]),
      "a chain of links, or a list of such arms"),
    Key("walls", .section(walls), "a rectangle that nothing leaves, as the static body `walls`"),
    Key("bodies", .list(.section(body), Ranges.bodies), "everything else that has a shape"),
    Key("joints", .list(.section(joint), Ranges.bodies), "what holds bodies together"),
    Key(
      "actuators", .list(.section(actuator), 1...64), required: true,
      "what each number of an action, clamped to [-1, 1], does"),
    Key(
      "choices", .list(.section(choice), Ranges.choices),
      "an action is one of these instead, told by its number from 0 on; the first is what the policy `zero` takes"
    ),
    Key(
      "start", .named(.number(Ranges.jointPosition)),
      "joint → position at the start of an episode, rad or m (0), of a joint that puts its second body; distributions here are drawn anew for each episode"
    ),
    Key(
      "task", .named(.either([.point, .section(anchored)])),
      "name → place that rules and observations refer to"),
    Key(
      "changes", .list(.section(change), 1...20), "what becomes different in the middle of an episode"),
    Key("pushes", .list(.section(push), 1...20), "random impulses on bodies"),
    Key(
      "observe", .list(.either([.word(observationWords), .pointWord, .section(observation)]), 1...200),
      required: true,
      "what the policy sees, in this order; P is a point"),
    Key(
      "reward", .list(.section(reward), 1...100), required: true,
      "terms whose sum is the reward after a step"),
    Key(
      "success", conditions,
      "holds after the last step of an episode that succeeds; of a list, all have to hold"),
    Key("terminate", conditions, "ends the episode"),
  ]

  /// A file of `Environments/suites`.
  static let suite = Section(
    "suite", "A file of `Environments/suites`: which families are for training and which for tests.",
    [
      Key("name", .name, required: true, ""),
      Key("version", .integer(0...9999), "raised whenever what is posed changes (0)"),
      Key("summary", .text, "one sentence"),
      Key("train", .list(.text, 1...1000), required: true, "environments whose training tasks are served"),
      Key("test", .list(.text, 1...1000), required: true, "environments whose test tasks are served"),
      Key(
        "holds_out", .word(Mechanism.allCases.map(\.rawValue)),
        "what all scenes under `test` have and none under `train`, by their joints: refused where it is not so"
      ),
      Key(
        "scenes", .list(.text, 1...1000),
        "whole scenes, each as text, for names that no file is looked for: what runs and policies keep"),
    ])

  static let observationWords = [
    "joint_cosines", "joint_sines", "joint_positions", "joint_velocities", "joint_mask",
  ]

  static let simulation = Section(
    "simulation", "Fixed for all tasks but for gravity.",
    [
      Key("time_step", .fixed(Limits.timeStep), "s, of one engine step (0.02)"),
      Key("substeps", .integer(Limits.substeps), "engine steps in one step of the environment (1)"),
      Key("velocity_iterations", .integer(Limits.iterations), "of the engine's solver (8)"),
      Key("position_iterations", .integer(Limits.iterations), "(3)"),
      Key("gravity", .list(.number(Ranges.gravity), 2...2), "[x, y], m/s² ([0, 0])"),
      Key(
        "engine", .word(EngineKind.allCases.map(\.rawValue)),
        "what computes the motion (`box2d`); `lanes` steps sixteen arms at a time, to the same bits and several times as fast: only for chains of revolute joints without springs, on the ground, that touch nothing, sense nothing, and are driven joint by joint without backlash"
      ),
    ])

  static let arm = Section(
    "arm",
    "Bodies `link0`, `link1`, … on revolute joints, which never touch each other, and the point `fingertip` at the end. Bodies of different arms do touch each other.",
    [
      Key(
        "name", .name,
        "stands before the names of its bodies, joints and points: `left_link0`, `left_shoulder`, `left_grip`; of several arms each has one (none)"
      ),
      Key(
        "mount", .name,
        "the body that carries the base, which the first link never touches; the rest of the arm does (the ground)"
      ),
      Key("base", .point, "where the first joint is, in the mount's coordinates, m ([0, 0])"),
      Key("links", .list(.section(link), 1...Ranges.bodies.upperBound), required: true, "from the base on"),
      Key(
        "count", .either([.integer(linkCount), .section(drawnCount)]),
        "how many of its links it has, from the base on (all); all but the first have fixed numbers; those that a task lacks do nothing, and their joints are observed as 0 before a sensor's noise, see `joint_mask`"
      ),
      Key("collides", .boolean, "whether the links touch other bodies (true); an arm above a table does not"),
      Key("gripper", .section(gripper), "two fingers at the end of the last link"),
    ])

  static let linkCount = 1...Ranges.bodies.upperBound

  static let drawnCount = Section(
    "drawn count", "A number of links that the task chooses.", isChoice: true,
    [
      Key("choice", .list(.integer(linkCount), 2...20), "one of these"),
      Key(
        "case", .list(.integer(linkCount), 2...100),
        "the one whose number the task draws for all `case` lists of the scene"),
    ])

  static let link = Section(
    "link", "A capsule.",
    [
      Key("length", .number(Ranges.length), required: true, "m, from joint to joint"),
      Key("radius", .number(Ranges.length), required: true, "m"),
      Key("density", .number(Ranges.density), "kg/m²; either this or the mass"),
      Key("mass", .number(Ranges.mass), "kg"),
      Key("joint", .name, "name of the joint at its beginning (`shoulder`, `elbow`, `wrist`, `joint3`, …)"),
      Key("limits", .list(.number(Ranges.jointPosition), 2...2), "[lower, upper], rad (none)"),
      Key(
        "friction", .number(Ranges.torque), "dry friction of the joint, N m (0); a servo on it replaces it"),
      Key("spring", .section(spring), "what resists the joint's motion (nothing)"),
      Key("damping", .number(Ranges.rate), "of the link's rotation, 1/s (0); the joint's is its `spring`'s"),
    ])

  static let gripper = Section(
    "gripper",
    "Boxes `left_finger` and `right_finger` on prismatic joints of the same names, whose positions are the distances in m of the fingers' inner sides from the middle line; and the point `grip` between the fingers' tips.",
    [
      Key("finger", .list(.fixed(Ranges.length), 2...2), required: true, "[length, thickness], m"),
      Key("opening", .fixed(Ranges.length), required: true, "m, between the fingers at their widest"),
      Key("density", .number(Ranges.density), "kg/m²; either this or the mass"),
      Key("mass", .number(Ranges.mass), "kg, of a finger"),
      Key("friction", .number(Ranges.friction), "coefficient of friction of the fingers (0.2)"),
    ])

  static let walls = Section(
    "walls", "Four segments.",
    [
      Key("low", .fixedPoint, required: true, "lower left corner, m"),
      Key("high", .fixedPoint, required: true, "upper right corner, m"),
      Key("friction", .number(Ranges.friction), "coefficient of friction (0.2)"),
      Key("restitution", .number(0...1), "(0)"),
    ])
}
