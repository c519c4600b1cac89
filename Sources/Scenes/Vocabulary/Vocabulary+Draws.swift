extension Vocabulary {
  static let number = Section(
    "number", "A distribution in the place of a number.", isChoice: true,
    [
      Key("uniform", .list(.fixed(Ranges.any), 2...2), "[low, high], evenly"),
      Key("log_uniform", .list(.fixed(Ranges.positive), 2...2), "[low, high], evenly in the logarithm"),
      Key("normal", .section(normal), "cut off at three deviations"),
      Key("choice", .list(.fixed(Ranges.any), 2...1000), "one of these"),
      Key(
        "case", .list(.fixed(Ranges.any), 2...1000),
        "the one whose number the task draws for all `case` lists of the scene, which are equally long: numbers that vary together"
      ),
      Key(
        "episode", .distribution("number"),
        "one of the above, drawn anew for each episode of a task; `case` lists behind it, equally long, are read at one number that the episode draws"
      ),
    ])

  static let normal = Section(
    "normal", "",
    [
      Key("mean", .fixed(Ranges.any), required: true, ""),
      Key("deviation", .fixed(Ranges.positive), required: true, "the standard deviation"),
    ])

  static let point = Section(
    "point", "A distribution in the place of a point: evenly by area or length.", isChoice: true,
    [
      Key("disc", .section(disc), ""),
      Key("annulus", .section(annulus), "between two circles"),
      Key("arc", .section(arc), "a part of a circle"),
      Key("rectangle", .section(rectangle), ""),
      Key("episode", .distribution("point"), "one of the above, drawn anew for each episode of a task"),
    ])

  static let disc = Section(
    "disc", "",
    [
      Key("center", .fixedPoint, "m ([0, 0])"),
      Key("radius", .fixed(Ranges.radius), required: true, "m"),
    ])

  static let annulus = Section(
    "annulus", "",
    [
      Key("center", .fixedPoint, "m ([0, 0])"),
      Key("inner", .fixed(0...Ranges.radius.upperBound), required: true, "radius, m"),
      Key("outer", .fixed(Ranges.radius), required: true, "radius, m"),
    ])

  static let arc = Section(
    "arc", "",
    [
      Key("center", .fixedPoint, "m ([0, 0])"),
      Key("radius", .fixed(Ranges.radius), required: true, "m"),
      Key("angles", .list(.fixed(Ranges.jointPosition), 2...2), required: true, "[from, to], rad"),
    ])

  static let rectangle = Section(
    "rectangle", "",
    [
      Key("low", .fixedPoint, required: true, "lower left corner, m"),
      Key("high", .fixedPoint, required: true, "upper right corner, m"),
    ])

  static let anchored = Section(
    "anchored point", "A place on a body, under `task`.",
    [
      Key(
        "body", .either([.name, .section(drawnName)]), required: true,
        "the body, or whichever of several the task chooses"),
      Key("at", .point, required: true, "in its coordinates, m"),
    ])
}
