extension BadScene {
  private static let success = "success: {distance: [fingertip, goal], below: 0.02}"

  private static func level(_ keys: String, _ message: String) -> BadScene {
    BadScene(success, "levels: {hard: {\(keys)}}", "scene.yaml\(message)")
  }

  private static func test(_ keys: String, _ message: String) -> BadScene {
    BadScene(success, "test: {\(keys)}", "scene.yaml\(message)")
  }

  private static let keys =
    "simulation, horizon, arm, walls, bodies, joints, actuators, choices, start, task, changes, pushes, observe, "
    + "reward, success, terminate"
  private static let another =
    "another scene, expected the same bodies, joints, observations, rules and horizon with other numbers"

  static let levels: [BadScene] = [
    BadScene(
      success, "level: hard",
      "scene.yaml:11: level: no level named \"hard\", expected one, but the scene has none"),
    BadScene(success, "levels: {}", "scene.yaml:11: levels: 0 levels, expected 1 to 10"),
    BadScene(
      success, "levels: [1]",
      "scene.yaml:11: levels: a list of 1, expected a mapping of levels and what each overrides"),
    BadScene(
      success, "levels: {\"so hard\": {}}",
      "scene.yaml:11: levels.so hard: \"so hard\", expected letters, digits, underscores and hyphens"
    ),
    level(
      "horizont: 20",
      ":11: levels.hard.horizont: unknown key (did you mean \"horizon\"?), expected one of \(keys), test"),
    level("name: other", ":11: levels.hard.name: unknown key, expected one of \(keys), test"),
    level("horizon: 0", ":11: levels.hard.horizon: 0, expected a whole number from 1 to 1000000"),
    level("test: {test: {}}", ":11: levels.hard.test.test: unknown key, expected one of \(keys)"),
    level(
      "observe: [joint_cosines]",
      ": levels.hard: observes or acts otherwise than the other levels, expected the same components"),
    level(
      "actuators: [{joint: shoulder, mode: torque, scale: 1}]",
      ": levels.hard: observes or acts otherwise than the other levels, expected the same components"),
    BadScene(
      success, "changes: [{at: 8, gravity: [0, 1]}]\nlevels: {hard: {horizon: 5}}",
      "scene.yaml:11: changes[0].at: 8 steps, expected fewer than the horizon, 5 (at level hard)"),
    BadScene(
      success, "changes: [{at: 8, gravity: [0, 1]}]\nlevels: {hard: {test: {horizon: 5}}}",
      "scene.yaml:11: changes[0].at: 8 steps, expected fewer than the horizon, 5 (at level hard, for test tasks)"
    ),
    BadScene(
      success, "changes: [{at: 8, gravity: [0, 1]}]\ntest: {horizon: 5}",
      "scene.yaml:11: changes[0].at: 8 steps, expected fewer than the horizon, 5 (for test tasks)"),
    test("levels: {}", ":11: test.levels: unknown key, expected one of \(keys)"),
    test("horizon: ten", ":11: test.horizon: \"ten\", expected a whole number from 1 to 1000000"),
    test("horizon: 20", ": test: \(another)"),
    test("observe: [joint_cosines]", ": test: \(another)"),
    test("simulation: {time_step: 0.01}", ": test: \(another)"),
    test("changes: [{at: 3, gravity: [0, 1]}]", ": test: \(another)"),
    test("pushes: [{body: link0, impulse: 1, probability: 0.1}]", ": test: \(another)"),
    test(
      "start: {elbow: {uniform: [0, 1]}}",
      ": test: draws start.elbow for each episode, expected what training draws: nothing"),
    test(
      "reward: [{distance: [fingertip, goal], within: 0.1, margin: 0.1, weight: 1}]", ": test: \(another)"),
    test(
      "task: {goal: [0.1, 0.1]}",
      ": test: draws nothing, expected what training draws: task.goal.x, task.goal.y"),
    test(
      "start: {elbow: 101}", ":11: test.start.elbow: 101, expected -100 to 100 rad or m"),
  ]
}
