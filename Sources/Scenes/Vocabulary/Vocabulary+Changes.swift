extension Vocabulary {
  static let change = Section(
    "change",
    "What becomes different in the middle of an episode: new numbers for some of the keys of one actuator, one point or one body, or for gravity. They are in force from step `at` on, the episode's first being 0, so that what is observed after that step is the first to show them.",
    [
      Key(
        "at", .number(1...999_999), required: true,
        "steps of the episode before it, rounded down; some draw has to be below the horizon"),
      Key("actuator", .name, "its name: its own, or its joint's, its body's or its point's"),
      Key(
        "scale", .number(Ranges.force),
        "of the actuator, in the units and the range that its mode says, and of a point without its turn; a servo with `range` has none"
      ),
      Key("turn", .number(Ranges.turn), "rad/s, of a point's actuator that an action turns"),
      Key("drift", .point, "[x, y], m/s, of a body's actuator"),
      Key("point", .name, "a point fixed in the world, under `task`"),
      Key("position", .point, "of the point, m"),
      Key("gravity", .list(.number(Ranges.gravity), 2...2), "[x, y], m/s²"),
      Key("body", .name, "a dynamic body"),
      Key("linear_damping", .number(Ranges.rate), "of the body, 1/s"),
      Key("angular_damping", .number(Ranges.rate), "of the body, 1/s"),
    ])

  static let push = Section(
    "push",
    "Impulses on a dynamic body, through its centre of mass, in random directions at random times, both of which belong to the episode.",
    [
      Key("body", .name, required: true, "which no actuator gives its velocity"),
      Key("impulse", .number(0...1_000), required: true, "N s, of each push"),
      Key("probability", .number(0...1), required: true, "of a push at the start of a step, for each step"),
    ])
}
