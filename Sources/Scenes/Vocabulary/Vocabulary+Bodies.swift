extension Vocabulary {
  static let body = Section(
    "body", "Its name is also the name of a point: its origin.",
    [
      Key("name", .name, required: true, ""),
      Key(
        "type", .word(["dynamic", "static", "kinematic"]),
        "dynamic: forces move it; static: nothing does; kinematic: only its actuator or `moves` does (dynamic)"
      ),
      Key(
        "shape", .either([.section(shape), parts, .section(drawnShape)]), required: true,
        "one convex part, a list of parts in fixed numbers, or several of which the task has one"),
      Key(
        "density", .number(Ranges.density),
        "kg/m²; a dynamic body has either this or a mass, others have neither"),
      Key("mass", .number(Ranges.mass), "kg"),
      Key("position", .point, "m, of the origin; a body without one is put where its joint wants it"),
      Key("angle", .number(Ranges.jointPosition), "rad (0); a joint that puts the body says it instead"),
      Key("friction", .number(Ranges.friction), "coefficient of friction of the surface (0.2)"),
      Key("restitution", .number(0...1), "how much it bounces (0)"),
      Key("linear_damping", .number(Ranges.rate), "1/s, dynamic only (0)"),
      Key("angular_damping", .number(Ranges.rate), "1/s, dynamic only (0)"),
      Key(
        "table_friction", .number(Ranges.friction),
        "coefficient of dry friction on the table under it, pressed on by 9.81 m/s², dynamic only (0)"),
      Key(
        "collides", .boolean,
        "whether it touches others (true); what does not has no friction and does not bounce"),
      Key(
        "color", .either([.word(BodyColor.names), .section(drawnColor)]),
        "in pictures, and for whatever observes it (the arm's, an object's or a wall's in pictures, and none to observe)"
      ),
      Key(
        "repeat", .integer(1...100),
        "so many copies, named `NAME0`, `NAME1`, …, each with numbers of its own where numbers are drawn; copies that collide are drawn again until they stand apart"
      ),
      Key(
        "apart", .fixed(0...100),
        "m, at least, between a copy and whatever else collides, or a place under `task`, at the start; with `repeat` only (0.02, the skins of two shapes)"
      ),
      Key("moves", .section(motion), "how it moves by itself, kinematic only, without an actuator (not)"),
    ])

  static let motion = Section(
    "motion",
    "The way of a body that moves by itself, as a function of the episode's time alone: `by`, `velocity` or the sum of both. Its `position` is where the way begins at phase 0. At most 2 m in one engine step.",
    [
      Key(
        "by", .point,
        "[dx, dy], m, between `position` and `position` + `by`, back and forth along a cosine ([0, 0])"),
      Key("period", .number(Ranges.period), "s, there and back, with `by` only, which has to have it"),
      Key(
        "phase", .number(0...1),
        "of a period, where it begins: at 0.5 at `position` + `by`, with `by` only (0)"
      ),
      Key("velocity", .point, "[vx, vy], m/s, constant ([0, 0])"),
    ])

  /// A list of parts.
  private static let parts = Kind.list(.section(shape), 1...20)

  static let drawnShape = Section(
    "drawn shape",
    "A shape, or list of parts, that the task chooses. Those of a dynamic body have their centre of mass at its origin.",
    isChoice: true,
    [
      Key("choice", .list(.either([.section(shape), parts]), 2...20), "one of these"),
      Key(
        "case", .list(.either([.section(shape), parts]), 2...20),
        "the one whose number the task draws for all `case` lists of the scene"),
    ])

  static let drawnColor = Section(
    "drawn color", "A colour that the task chooses.", isChoice: true,
    [
      Key("choice", .list(.word(BodyColor.names), 2...100), "one of these"),
      Key(
        "case", .list(.word(BodyColor.names), 2...100),
        "the one whose number the task draws for all `case` lists of the scene"),
    ])

  static let shape = Section(
    "shape", "Exactly one of these.", isChoice: true,
    [
      Key("circle", .number(Ranges.length), "radius, m"),
      Key("box", .list(.number(Ranges.length), 2...2), "[width, height], m, about the origin"),
      Key("capsule", .list(.number(Ranges.length), 2...2), "[length, radius], m, along the body's x axis"),
      Key("polygon", .list(.fixedPoint, 3...8), "corners, m, convex and counter-clockwise"),
      Key("segment", .list(.fixedPoint, 2...2), "both ends, m; for bodies that are not dynamic"),
    ])

  static let joint = Section(
    "joint", "",
    [
      Key("name", .name, required: true, ""),
      Key(
        "type", .word(["revolute", "prismatic", "weld", "distance"]),
        "(revolute); a weld keeps two bodies as they stand at the start"),
      Key("between", .list(.name, 2...2), required: true, "[a, b], bodies; the first may be `ground`"),
      Key("at", .list(.point, 2...2), required: true, "the anchor in a's and in b's coordinates, m"),
      Key("axis", .fixedPoint, "direction in a's coordinates, prismatic only"),
      Key(
        "limits", .list(.number(Ranges.jointPosition), 2...2),
        "[lower, upper], rad or m, not of a weld (none); without stiffness a distance is free between them"),
      Key(
        "friction", .number(Ranges.torque),
        "dry friction, N m or N, revolute and prismatic only (0); a servo on the joint replaces it"),
      Key("spring", .section(spring), "what resists its motion, revolute and prismatic only (nothing)"),
      Key("length", .number(Ranges.length), "m, distance only, which has to have it"),
      Key("stiffness", .number(Ranges.stiffness), "N/m, distance only: makes a spring of it (0, rigid)"),
      Key("damping", .number(Ranges.stiffness), "N s/m, of a spring only (0)"),
    ])

  static let spring = Section(
    "spring",
    "Spring and damper of a joint, besides whatever drives it. More stiffness than 3 m/h² acts as that, with h the engine's step and 1/m the sum of both bodies' 1/mass, or 1/inertia about their own centres; along an axis, lever²/inertia of the first body is added, the lever being how far its centre lies beside the way of the second one's. It is solved implicitly, which takes about ω²h/2 of a swing's amplitude a second. Stiffer springs take a shorter `time_step` and more `substeps`.",
    [
      Key("stiffness", .number(Ranges.stiffness), "N m/rad or N/m (0)"),
      Key("damping", .number(Ranges.stiffness), "N m s/rad or N s/m, against the joint's speed (0)"),
      Key("rest", .number(Ranges.jointPosition), "rad or m, where the stiffness does nothing (0)"),
    ])

  static let choice = Section(
    "choice", "What the actuators are told together; the cost of control counts that.",
    [
      Key("name", .name, required: true, "of the choice"),
      Key(
        "command", .list(.number(Ranges.command), 1...128), required: true,
        "a number for each of the actuators in their order, of which a body takes two, x and y, and a point two or three"
      ),
    ])

  static let actuator = Section(
    "actuator",
    "Of one joint, of joints that do the same, of a body, which takes two numbers, or of a point, which takes two or three: hand control with the inverse kinematics in the actuator.",
    [
      Key("joint", .name, "the joint that it drives"),
      Key("joints", .list(.name, 1...8), "joints that one number drives together"),
      Key("body", .name, "the body whose velocity it sets"),
      Key(
        "point", .name,
        "the point whose velocity it sets, through the revolute joints, two at least, from the ground or its arm's mount to its body, in the world's directions but relative to the mount; servos on them are told the damped least squares solution of their Jacobian"
      ),
      Key("name", .name, "of the action's number (the joint's, the body's or the point's name)"),
      Key(
        "mode", .word(["velocity", "torque", "position"]), required: true,
        "a servo towards a speed, a torque, or a servo towards a position; of a body or a point, velocity"),
      Key(
        "scale",
        .numberBy([
          Case(.says("mode", "velocity"), Ranges.speed), Case(.says("mode", "torque"), Ranges.force),
          Case(.says("mode", "position"), Ranges.jointPosition),
        ]),
        "what an action of 1 means: rad/s or m/s, N m or N, rad or m; below 0 it is reversed; required but with `range`"
      ),
      Key(
        "range", .list(.number(Ranges.jointPosition), 2...2),
        "[low, high], rad or m: the positions that actions of -1 and 1 mean, of a servo towards a position, instead of `scale`"
      ),
      Key(
        "turn", .number(Ranges.turn),
        "rad/s that an action of 1 means, of a point's body, as its third number; 0: it keeps the direction of the start; either takes three joints (its direction is free)"
      ),
      Key(
        "torque", .either([.number(Ranges.torque), .list(.number(Ranges.torque), 2...64)]),
        "what a servo has at most, N m or N; of a point's joints one for all, or one for each from the ground on"
      ),
      Key(
        "backlash", .number(Ranges.backlash),
        "rad or m, play between a servo and its joint, which it crosses before the joint follows when it turns back (0)"
      ),
      Key("gain", .number(0.01...1_000), "1/s, speed per error of a servo towards a position (10)"),
      Key(
        "speed", .number(0...1_000),
        "rad/s or m/s, at most, of the same (10), or of each of a point's joints (5)"),
      Key("drift", .point, "[x, y], m/s, which a body's velocity has besides, such as wind ([0, 0])"),
      Key(
        "lag", .number(Ranges.lag),
        "s, time constant with which what it does follows what it is told, from 0 at the start of an episode (0)"
      ),
      Key(
        "noise", .number(0...1),
        "standard deviation of normal noise on what it does in each step, in units of the action; it stays in [-1, 1] (0)"
      ),
    ])
}
