extension BadScene {
  private static func box(_ keys: String, _ message: String) -> BadScene {
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, position: [1, 0], \(keys)}]",
      "scene.yaml:7: bodies[0]\(message)")
  }

  private static func shape(_ shape: String, _ message: String, type: String = "mass: 1") -> BadScene {
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, \(type), shape: \(shape)}]",
      "scene.yaml:7: bodies[0]\(message)")
  }

  private static let colors =
    "red, orange, yellow, green, cyan, blue, purple, pink, brown, black, grey, white"

  /// Colours, copies, and shapes to choose from.
  static let clutter: [BadScene] = [
    box("color: rde", ".color: no colour named \"rde\" (did you mean \"red\"?), expected one of \(colors)"),
    box("color: 3", ".color: no colour named \"3\", expected one of \(colors)"),
    box("color: [red]", ".color: a list of 1, expected text"),
    box("color: {choice: [red]}", ".color.choice: a list of 1, expected 2 to 100 items: a colour for each"),
    box(
      "color: {choice: [red, gren]}",
      ".color.choice[1]: no colour named \"gren\" (did you mean \"green\"?), expected one of \(colors)"),
    box("color: {uniform: [0, 1]}", ".color.uniform: unknown key, expected one of choice, case"),
    box(
      "color: {case: [red, blue]}, angle: {case: [1, 2, 3]}",
      ".angle.case: 3 cases, expected 2 as in the scene's first list"),
    box("repeat: 0", ".repeat: 0, expected a whole number from 1 to 100"),
    box("repeat: {choice: [1, 2]}", ".repeat: a mapping, expected a whole number from 1 to 100"),
    box("apart: 0.1", ".apart: a body without copies has no \"apart\", expected repeat beside it"),
    box("repeat: 2, apart: {uniform: [0, 1]}", "[0].apart: a mapping, expected a number in m"),
    box("repeat: 2, friction: -1", "[0].friction: -1, expected 0 to 10"),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, position: [1, 0], repeat: 2}]",
      "scene.yaml: bodies: copies found room in 0 of 20 tasks, expected at least 10: fewer or smaller copies, or "
        + "positions drawn from a larger region"),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, repeat: 2}]",
      "scene.yaml:7: bodies[0]: copies that stand nowhere, expected the key \"position\""),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, position: [1, 0]}, "
        + "{name: b, shape: {circle: 0.1}, mass: 1, position: [1, 0], repeat: 2}]\n"
        + "joints: [{name: j, between: [ground, b2], at: [[1, 0], [0, 0]]}]",
      "scene.yaml:8: joints[0].between[1]: no body named \"b2\" (did you mean \"b\"?), expected one of link0, "
        + "link1, b, b0, b1"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b1, shape: {circle: 0.1}, mass: 1, position: [1, 0]}, "
        + "{name: b, shape: {circle: 0.1}, mass: 1, position: [1, 0], repeat: 2}]",
      "scene.yaml:7: bodies[1][1].name: the name \"b1\" is taken, expected another"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: a, shape: {circle: 0.1}, mass: 1, position: [1, 0], repeat: 100}, "
        + "{name: b, shape: {circle: 0.1}, mass: 1, position: [1, 0], repeat: 100}, "
        + "{name: c, shape: {circle: 0.1}, mass: 1}]",
      "scene.yaml:7: bodies[2]: 201 bodies with all copies, expected at most 200"),
    shape(
      "{choice: [{circle: 0.1}]}", ".shape.choice: a list of 1, expected 2 to 20 items: a shape for each"),
    shape(
      "{choice: [{circle: 0.1}, {ball: 0.1}]}",
      ".shape.choice[1].ball: unknown key, expected one of circle, box, capsule, polygon, segment"),
    shape(
      "{choice: [{circle: 0.1}, [{circle: {uniform: [0.1, 0.2]}}]]}",
      ".shape.choice[1][0]: a part that draws numbers, expected fixed numbers in a list of shapes"),
    shape(
      "{choice: [{circle: 0.1}, {segment: [[0, 0], [1, 0]]}]}",
      ": a dynamic body with the shape segment, which has no mass, expected type: static"),
    shape(
      "{case: [{circle: 0.1}, {polygon: [[0, 0], [0.5, 0], [0.25, 0.75]]}]}",
      ": a shape to choose from (polygon) has its centre of mass at (0.25, 0.25) m, expected it at the origin"
    ),
    BadScene(
      "observe: [", "observe: [{color: link0}, ",
      "scene.yaml:9: observe[0].color: \"link0\" has no colour, expected a body with the key \"color\""),
    BadScene(
      "observe: [", "observe: [{color: nobody}, ",
      "scene.yaml:9: observe[0].color: no body named \"nobody\", expected one of link0, link1"),
  ]
}
