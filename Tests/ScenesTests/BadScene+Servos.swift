extension BadScene {
  private static let actuators = """
      - {joint: shoulder, mode: velocity, scale: 5, torque: 0.5}
      - {joint: elbow, mode: torque, scale: 0.1}
    """

  /// The arm's two joints under hand control, with other keys.
  private static func hand(_ keys: String, _ message: String) -> BadScene {
    BadScene(actuators, "  - {mode: velocity, scale: 1, \(keys)}", "scene.yaml:5: actuators[0]\(message)")
  }

  private static func elbow(_ keys: String, _ message: String) -> BadScene {
    BadScene("mode: torque, scale: 0.1", keys, "scene.yaml:6: actuators[1]\(message)")
  }

  /// What is wrong with actuators of points, backlash and ranges.
  static let servos: [BadScene] = [
    hand("point: fingertip", ": the key \"torque\" is missing, expected it here"),
    hand(
      "point: finger, torque: 1",
      ".point: no point named \"finger\", expected one of link0, link1, fingertip, goal"
    ),
    hand(
      "point: goal, torque: 1",
      ".point: \"goal\" is not carried by joints that turn, expected a point of a body on a chain of "
        + "revolute joints from the ground, such as an arm's fingertip"),
    hand(
      "point: link0, torque: 1",
      ".point: a chain of 1 revolute joint, expected at least 2, as many as what they control: x and y"),
    hand(
      "point: fingertip, turn: 2, torque: 1",
      ".turn: a chain of 2 revolute joints, expected at least 3, as many as what they control: x and y and the direction"
    ),
    hand(
      "point: fingertip, turn: 0, torque: 1",
      ".turn: a chain of 2 revolute joints, expected at least 3, as many as what they control: x and y and the direction"
    ),
    hand(
      "point: fingertip, turn: {uniform: [0, 2]}, torque: 1",
      ".turn: draws from 0 to 2 rad/s, expected 0, or what is above 0 in every task"),
    hand("point: fingertip, turn: -1, torque: 1", ".turn: -1, expected 0 to 1000 rad/s"),
    hand(
      "point: fingertip, torque: [1, 2, 3]",
      ".torque: 3 torques, expected one for all or one for each of shoulder, elbow"),
    hand(
      "point: fingertip, torque: [1]",
      ".torque: a list of 1, expected 2 to 64 items: a torque in N m for each joint"),
    hand("point: fingertip, torque: [1, -2]", ".torque[1]: -2, expected 0 to 100000 N m"),
    hand(
      "point: fingertip, torque: 1, gain: 2",
      ".gain: a point's velocity has no \"gain\", expected it left out"),
    hand(
      "point: fingertip, torque: 1, backlash: 0.1",
      ".backlash: a point's velocity has no \"backlash\", expected it left out"),
    hand(
      "point: fingertip, joint: elbow, torque: 1",
      ": expected one of the keys \"joint\", \"joints\", \"body\" and \"point\""),
    hand("joint: elbow, turn: 1, torque: 1", ".turn: what is no point has no \"turn\", expected it left out"),
    hand("joint: elbow, torque: [1, 2]", ".torque: a list of 2, expected a number in N m or N"),
    BadScene(
      "  - {joint: elbow, mode: torque, scale: 0.1}",
      "  - {point: fingertip, mode: velocity, scale: 1, torque: 5}",
      "scene.yaml:6: actuators[1].point: a second actuator of shoulder, expected one"),
    BadScene(
      actuators,
      "  - {point: fingertip, mode: velocity, scale: 1, torque: 5}\n  - {point: link1, mode: velocity, scale: 1, torque: 5}",
      "scene.yaml:6: actuators[1].point: a second actuator of shoulder, expected one"),
    BadScene(
      actuators, "  - {point: fingertip, mode: position, scale: 1, torque: 5}",
      "scene.yaml:5: actuators[0].mode: no mode of a point's actuator named \"position\", expected one of velocity"
    ),
    BadScene(
      actuators + "\nstart: {elbow: 1}",
      """
        - {point: b, mode: velocity, scale: 1, torque: 5}
      bodies: [{name: b, shape: {circle: 0.1}, mass: 1}]
      joints: [{name: j, type: prismatic, axis: [1, 0], between: [link1, b], at: [[0, 0], [0, 0]]}]
      """,
      "scene.yaml:5: actuators[0].point: \"b\" is not carried by joints that turn, expected a point of a body on a "
        + "chain of revolute joints from the ground, such as an arm's fingertip"),
    elbow(
      "mode: torque, scale: 0.1, backlash: 0.1",
      ".backlash: mode torque has no \"backlash\", expected it left out"),
    elbow("mode: velocity, scale: 1, torque: 1, backlash: 20", ".backlash: 20, expected 0 to 10 rad or m"),
    elbow(
      "mode: velocity, range: [0, 1], torque: 1",
      ".range: mode velocity has no \"range\", expected it left out"),
    elbow(
      "mode: position, range: [0, 1], scale: 1, torque: 1",
      ".scale: an actuator with \"range\" has no \"scale\", expected one of them"),
    elbow("mode: position, torque: 1", ": expected one of the keys \"scale\" and \"range\""),
    elbow("mode: velocity, torque: 1", ": the key \"scale\" is missing, expected it here"),
    elbow(
      "mode: position, range: [1, 0], torque: 1",
      ".range: low 1 above high 0, expected the lower position first; a scale below 0 reverses"),
    elbow(
      "mode: position, range: [0, 1, 2], torque: 1",
      ".range: a list of 3, expected 2 items: [low, high] in rad or m"),
  ]
}
