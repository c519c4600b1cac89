extension BadScene {
  private static let colors =
    "red, orange, yellow, green, cyan, blue, purple, pink, brown, black, grey, white"

  private static func camera(_ keys: String, _ message: String) -> BadScene {
    BadScene("observe: [", "observe: [{camera: {\(keys)}}, ", "scene.yaml:9: observe[0].camera\(message)")
  }

  private static func sentence(_ keys: String, _ message: String) -> BadScene {
    BadScene("observe: [", "observe: [{describe: {\(keys)}}, ", "scene.yaml:9: observe[0].describe\(message)")
  }

  /// Cameras and what they are to show, words, and places of which the task chooses one.
  static let cameras: [BadScene] = [
    camera("width: 8", ": the key \"size\" is missing, expected it here"),
    camera("size: 1", ": the key \"width\" is missing, expected it here"),
    camera("size: 0, width: 8", ".size: 0, expected 0.05 to 1000 m"),
    camera("size: {uniform: [1, 2]}, width: 8", ".size: a mapping, expected a number in m"),
    camera("size: 1, width: 8.5", ".width: 8.5, expected a whole number from 4 to 128"),
    camera("size: 1, width: 129", ".width: 129, expected a whole number from 4 to 128"),
    camera("size: 1, width: 8, height: 3", ".height: 3, expected a whole number from 4 to 128"),
    camera("size: 1, width: 8, center: 0", ".center: 0, expected a point [x, y]"),
    camera(
      "size: 1, width: 8, centre: [0, 0]",
      ".centre: unknown key (did you mean \"center\"?), expected one of center, size, width, height, "
        + "background, hide, show"),
    camera(
      "size: 1, width: 8, background: gray",
      ".background: no colour named \"gray\" (did you mean \"grey\"?), expected one of \(colors)"),
    camera(
      "size: 1, width: 8, hide: [link2]",
      ".hide[0]: no body named \"link2\" (did you mean \"link0\"?), expected one of link0, link1"),
    camera(
      "size: 1, width: 8, show: [{point: goals, radius: 1}]",
      ".show[0].point: no point named \"goals\" (did you mean \"goal\"?), expected one of link0, link1, "
        + "fingertip, goal"),
    camera(
      "size: 1, width: 8, show: [{point: goal}]", ".show[0]: the key \"radius\" is missing, expected it here"),
    camera(
      "size: 1, width: 8, show: [{point: goal, radius: 0}]", ".show[0].radius: 0, expected 0.005 to 100 m"),
    camera("size: 1, width: 8, show: []", ".show: a list of 0, expected 1 to 20 items: points that it sees"),
    camera(
      "size: 1, width: 8, show: [{point: goal, as: link0, radius: 1}]",
      ".show[0].radius: what looks as a body does has no \"radius\", expected it left out"),
    camera(
      "size: 1, width: 8, show: [{point: goal, as: link}]",
      ".show[0].as: no body named \"link\" (did you mean \"link0\"?), expected one of link0, link1"),
    sentence("words: [a]", ": the key \"vocabulary\" is missing, expected it here"),
    sentence("vocabulary: [a, b]", ": the key \"words\" is missing, expected it here"),
    sentence("vocabulary: [a], words: [a]", ".vocabulary: a list of 1, expected 2 to 100 items: words"),
    sentence("vocabulary: [a, a], words: [a]", ".vocabulary[1]: the name \"a\" is taken, expected another"),
    sentence("vocabulary: [a, b], words: []", ".words: a list of 0, expected 1 to 20 items: words"),
    sentence(
      "vocabulary: [a, b], words: [a, c]",
      ".words[1]: no word named \"c\" (did you mean \"a\"?), expected one of a, b"),
    sentence(
      "vocabulary: [a, b], words: [{case: [a]}]",
      ".words[0].case: a list of 1, expected 2 to 100 items: a word for each"),
    sentence(
      "vocabulary: [a, b], words: [{uniform: [0, 1]}]",
      ".words[0].uniform: unknown key, expected one of choice, case"),
    BadScene(
      "task: {goal: {disc: {radius: 0.2}}}",
      "task: {goal: {body: {case: [link0, link2]}, at: [0, {uniform: [0, 1]}]}}",
      "scene.yaml:8: task.goal.body.case[1]: no body named \"link2\" (did you mean \"link0\"?), expected one "
        + "of link0, link1"),
    BadScene(
      "task: {goal: {disc: {radius: 0.2}}}", "task: {goal: {body: {case: [link0, link1]}}}",
      "scene.yaml:8: task.goal: the key \"at\" is missing, expected it here"),
    BadScene(
      "observe: [", "observe: [{camera: {size: 1, width: 8}, noise: 0.1}, ",
      "scene.yaml:9: observe[0].noise: a camera has no \"noise\", expected it left out, for a camera shows "
        + "what is"),
    BadScene(
      "observe: [", "observe: [" + String(repeating: "{camera: {size: 1, width: 8}}, ", count: 5),
      "scene.yaml:9: observe[4].camera: more than 4 cameras, expected fewer"),
  ]
}
