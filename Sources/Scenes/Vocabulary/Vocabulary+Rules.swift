extension Vocabulary {
  private static let pair = Kind.list(.name, 2...2)
  private static let contact = Kind.either([.name, pair])

  static let observation = Section(
    "observation",
    "An entry of `observe` that is no word: one of these, and beside it perhaps what is imperfect about it. A point P is a body, `fingertip`, `grip` or a name under `task`.",
    isChoice: true,
    [
      Key(
        "joint_cosines", .list(.name, 1...64),
        "of these joints' angles; the word alone means all revolute joints"),
      Key("joint_sines", .list(.name, 1...64), ""),
      Key("joint_positions", .list(.name, 1...64), "rad or m"),
      Key("joint_velocities", .list(.name, 1...64), "rad/s or m/s"),
      Key(
        "joint_mask", .list(.name, 1...64),
        "1 for a joint that the task has, 0 for one that it lacks, of which all else that is observed is 0"),
      Key("position", .name, "of a point, m"),
      Key("velocity", .name, "of a point, m/s"),
      Key("offset", pair, "[P, Q]: P as seen from Q, m"),
      Key("rotation", .name, "cosine and sine of a body's angle"),
      Key("angular_velocity", .name, "of a body, rad/s"),
      Key("color", .name, "of a body that has one: its red, green and blue, each 0 to 1"),
      Key(
        "contact_force", contact,
        "the sum of the normal forces on a body in N, or of those from another: [body, other]"),
      Key("touch", contact, "1 while there is such a force, else 0"),
      Key("rays", .section(ray), "distances to what surrounds a body, m"),
      Key("camera", .section(camera), "a picture of the scene, up to four in a file"),
      Key("describe", .section(sentence), "a line of words"),
    ],
    besides: [
      Key(
        "noise", .number(Ranges.noise),
        "standard deviation of normal noise on each of its numbers, in their units, whose ranges it widens by four of it (0)"
      ),
      Key(
        "delay", .integer(Ranges.delay),
        "steps by which it is late; before there is so old a reading the first one of the episode is shown (0)"
      ),
      Key(
        "dropout", .number(0...1),
        "probability for each step that all of it shows the last reading again instead of a new one (0)"),
    ])

  static let ray = Section(
    "rays", "Range finders; bodies that do not collide are not seen.",
    [
      Key("body", .name, required: true, "the body that carries them"),
      Key("at", .fixedPoint, "where, in its coordinates, m ([0, 0])"),
      Key(
        "angles", .list(.fixed(Ranges.jointPosition), 1...64), required: true,
        "rad, one for each ray, from the body's x axis"),
      Key("range", .fixed(Ranges.length), required: true, "m, reported when nothing is nearer"),
    ])

  /// What a rule measures.
  static let measures = [
    Key("distance", pair, "[P, Q], m"),
    Key("largest_offset", pair, "[P, Q], the larger of |Δx| and |Δy|, m"),
    Key("x", pair, "[P, Q], the x of P minus that of Q, m"),
    Key("y", pair, "[P, Q], the y of P minus that of Q, m"),
    Key("speed", .name, "of a point, m/s"),
    Key("joint_position", .name, "of a joint, rad or m"),
    Key("contact_force", contact, "on a body, or [body, other], N"),
  ]

  static let reward = Section(
    "reward", "One measure, or `control`, `touch` or `bonus`, times its weight.",
    measures + [
      Key("control", .word(["squared"]), "the sum of the squares of the clamped action"),
      Key("touch", contact, "1 while there is a force on a body, or between [body, other]"),
      Key(
        "bonus", .word(["success", "always"]),
        "`success`: 1 while the success rule holds; `always`: 1 in every step"),
      Key("weight", .number(Ranges.weight), required: true, "per unit of the above"),
      Key("progress", .boolean, "count how much the measure fell in this step instead (false)"),
      Key(
        "within", .number(0...1_000),
        "count 1 while the measure is at most this instead, then falling smoothly"),
      Key("margin", .number(1e-4...1_000), "to a tenth where it is larger by this"),
      Key(
        "when", conditions,
        "the term counts after steps after which this holds, else it is 0; of a list, all have to hold. What a measure with `progress` falls by in other steps is never counted"
      ),
    ])

  /// What stands behind `when`, `success` and `terminate`.
  static let conditions = Kind.either([.section(condition), .list(.section(condition), 1...20)])

  static let condition = Section(
    "condition", "One measure and one bound, which it has to keep after a step.",
    measures + [
      Key("below", .numberBy(bounds), "in the measure's unit"),
      Key("above", .numberBy(bounds), "in the measure's unit"),
      Key(
        "held", .integer(1...1_000_000),
        "holds only once it has held after each of so many steps in a row, at most the horizon (1); how an episode begins is no step"
      ),
      Key(
        "ever", .boolean,
        "once it has held, with `held` for so many steps, it holds to the episode's end (false)"),
    ])

  /// No distance is below 0, and every one above.
  private static let bounds = [
    Case(.has(["distance", "largest_offset"]), 1e-6...Ranges.bound.upperBound),
    Case(.otherwise, Ranges.bound),
  ]
}
