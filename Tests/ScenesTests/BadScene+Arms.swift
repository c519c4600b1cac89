extension BadScene {
  private static let arm =
    "arm: {base: [0, 0], links: [{length: 0.1, radius: 0.01, density: 100}, {length: 0.1, radius: 0.01, mass: 0.2}]}"

  /// A list of arms of one link with these keys, in the place of the good arm.
  private static func arms(_ keys: String..., message: String) -> BadScene {
    let list = keys.map { "{\($0), links: [{length: 0.1, radius: 0.01, mass: 1}]}" }
    return BadScene(arm, "arm: [\(list.joined(separator: ", "))]", message)
  }

  /// Several arms, and what carries them.
  static let arms: [BadScene] = [
    BadScene(
      arm, "arm: 3",
      "scene.yaml:3: arm: 3, expected a mapping with the keys name, mount, base, links, count, collides, gripper"
    ),
    BadScene(arm, "arm: []", "scene.yaml:3: arm: a list of 0, expected 1 to 10 items: arms"),
    BadScene(
      "base: [0, 0]", "name: my arm",
      "scene.yaml:3: arm.name: \"my arm\", expected a name of at most 64 letters, digits, underscores and hyphens"
    ),
    BadScene(
      "base: [0, 0]", "name: own",
      "scene.yaml:5: actuators[0].joint: no joint named \"shoulder\", expected one "
        + "of own_shoulder, own_elbow"),
    BadScene(
      "base: [0, 0]", "mount: cart",
      "scene.yaml:3: arm.mount: no body named \"cart\", expected one of link0, link1"),
    BadScene(
      "base: [0, 0]", "mount: link1",
      "scene.yaml:3: arm.mount: an arm that carries itself, expected a body that it does not carry"),
    arms(
      "base: [0, 0]", "name: b",
      message: "scene.yaml:3: arm[0]: the key \"name\" is missing, expected it here"),
    arms(
      "name: a", "name: a",
      message: "scene.yaml:3: arm[1].name: the name \"a\" is taken, expected another"),
    arms(
      "name: a, mount: b_link0", "name: b, mount: a_link0",
      message:
        "scene.yaml:3: arm[0].mount: an arm that carries itself, expected a body that it does not carry"),
    BadScene(
      arm,
      "arm: [{name: a, links: [{joint: b_x, length: 1, radius: 0.1, mass: 1}]}, {name: a_b, links: [{joint: x, length: 1, radius: 0.1, mass: 1}]}]",
      "scene.yaml:3: arm[1].links[0].joint: the name \"a_b_x\" is taken, expected another"),
    BadScene(
      "start: {elbow: 1}\ntask: {goal: {disc: {radius: 0.2}}}\nobserve: [joint_cosines, ",
      "bodies: [{name: stand, type: static, shape: {circle: 0.1}, position: [0, 0]}]\n"
        + "test: {arm: {mount: stand, links: [{length: 0.1, radius: 0.01, density: 100}, {length: 0.1, radius: 0.01, mass: 0.2}]}}\n"
        + "task: {goal: {disc: {radius: 0.2}}}\nobserve: [",
      "scene.yaml: test: another scene, expected the same bodies, joints, observations, rules and horizon with other "
        + "numbers"),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: fingertip, shape: {circle: 1}, mass: 1, position: [3, 0]}]",
      "scene.yaml:7: bodies[0].name: the name \"fingertip\" is taken, expected another"),
    BadScene(
      "base: [0, 0], links: [{length: 0.1, radius: 0.01, density: 100}, {length: 0.1, radius: 0.01, mass: 0.2}]}",
      "mount: cart, links: [{length: 0.1, radius: 0.01, density: 100}, {length: 0.1, radius: 0.01, mass: 0.2}]}\n"
        + "bodies: [{name: cart, shape: {circle: 0.1}, mass: 1}]\n"
        + "joints: [{name: hold, between: [link1, cart], at: [[0, 0], [0, 0]]}]",
      "scene.yaml:1: joint \"shoulder\" hangs on \"cart\", which has no place yet, expected a position for it, or a "
        + "joint that hangs on what has one"),
  ]
}
