extension Vocabulary {
  static let camera = Section(
    "camera",
    "A picture of a fixed part of the plane, `[height, width, 3]`: rows from the top, in each the pixels from the left, of each pixel red, green and blue, each 0 to 1. Bodies are filled in their colours, each kind in the order of the file: first those that nothing moves or that move by themselves, grey without a `color`, and over them those that actuators move, else blue, and those that others move, else purple. Points are not seen, unless `show` says so. Pixels are square.",
    [
      Key("center", .fixedPoint, "m, what its middle shows ([0, 0])"),
      Key("size", .fixed(Ranges.view), required: true, "m, the width of what it sees"),
      Key("width", .integer(Ranges.pixels), required: true, "px"),
      Key("height", .integer(Ranges.pixels), "px (its width)"),
      Key("background", .word(BodyColor.names), "(white)"),
      Key("hide", .list(.name, Ranges.bodies), "bodies that it does not see (none)"),
      Key("show", .list(.section(marker), 1...20), "points that it sees (none)"),
    ])

  static let marker = Section(
    "marker",
    "A disc on a point, or what a body would look like there, over bodies that nothing moves and beneath the others.",
    [
      Key("point", .name, required: true, "a body, `fingertip`, `grip` or a name under `task`"),
      Key("radius", .fixed(Ranges.length), "m, of the disc, which has to have it"),
      Key("color", .word(BodyColor.names), "of the disc (green)"),
      Key("as", .name, "the body whose shape and colour are shown there, upright, instead of a disc"),
    ])

  /// How many a scene may have.
  static let cameras = 4
}
