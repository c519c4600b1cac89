extension VocabularyTests {
  private static func link(_ keys: String) -> String { "arm: {links: [{\(keys)}]}" }
  private static func gripper(_ keys: String) -> String {
    "arm: {links: [{length: 0.5, radius: 0.05, mass: 1}], gripper: {\(keys)}}"
  }
  private static func body(_ keys: String) -> String { "bodies: [{name: b, \(keys)}]" }
  private static func mover(_ keys: String) -> String {
    body("type: kinematic, shape: {circle: 0.1}, position: [3, 0], moves: {\(keys)}")
  }
  private static func clutter(_ keys: String) -> String {
    "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, position: [3, 0]}, {name: c, shape: {circle: 0.1}, mass: 1, \(keys)}]"
  }
  private static func joint(_ keys: String) -> String { "joints: [{name: j, between: [ground, b], \(keys)}]" }
  private static func actuator(_ keys: String) -> String { "actuators: [{joint: shoulder, \(keys)}]" }
  /// An arm that a point can drive, direction and all.
  private static let hand =
    "arm: {links: [{length: 1, radius: 0.1, mass: 1}, {length: 1, radius: 0.1, mass: 1}, {length: 1, radius: 0.1, mass: 1}]}"
  private static func drawnCount(_ word: String) -> String {
    "arm: {count: {\(word): [1, @]}, links: [{length: 0.5, radius: 0.05, mass: 1}]}"
  }
  private static func goal(_ rule: String) -> String { "task: {goal: \(rule)}" }
  private static func reward(_ keys: String) -> String { "reward: [{distance: [b, goal], \(keys)}]" }
  private static let anchors = "at: [[3, 0], [0, 0]]"

  static let probes: [Probe] = scene + cameras + bodies + joints + changes + draws + rules

  private static let scene: [Probe] = [
    Probe("scene.version", "version: @"),
    Probe("scene.horizon", "horizon: @"),
    Probe("scene.start", "start: {shoulder: @}"),
    Probe("overrides.horizon", "horizon: @", "test: {horizon: @}"),
    Probe("overrides.start", "test: {start: {shoulder: @}}"),
    Probe(
      "overrides.task", "task: {goal: {disc: {radius: 0.2}}, post: [0, 1]}",
      "test: {task: {goal: {disc: {radius: 0.2}}, post: [0, @]}}"),
    Probe("level.horizon", "levels: {hard: {horizon: @}}"),
    Probe("level.start", "levels: {hard: {start: {shoulder: @}}}"),
    Probe("level.task", "levels: {hard: {task: {goal: {disc: {radius: 0.2}}, post: [0, @]}}}"),
    Probe("scene.task", "task: {goal: {disc: {radius: 0.2}}, post: [0, @]}"),
    Probe("simulation.time_step", "simulation: {time_step: @}"),
    Probe("simulation.substeps", "simulation: {substeps: @}"),
    Probe("simulation.velocity_iterations", "simulation: {velocity_iterations: @}"),
    Probe("simulation.position_iterations", "simulation: {position_iterations: @}"),
    Probe("simulation.gravity", "simulation: {gravity: [0, @]}"),
    Probe("arm.count", "arm: {count: @, links: [{length: 0.5, radius: 0.05, mass: 1}]}", only: .lower),
    Probe("drawn count.choice", drawnCount("choice"), only: .lower),
    Probe("drawn count.case", drawnCount("case"), only: .lower),
    Probe("arm.base", "arm: {base: [@, 0], links: [{length: 0.5, radius: 0.05, mass: 1}]}"),
    Probe("link.length", link("length: @, radius: 0.05, mass: 1")),
    Probe("link.radius", link("length: 0.5, radius: @, mass: 1")),
    Probe("link.density", link("length: 0.5, radius: 0.05, density: @")),
    Probe("link.mass", link("length: 0.5, radius: 0.05, mass: @")),
    Probe("link.limits", link("length: 0.5, radius: 0.05, mass: 1, limits: [@, 100]")),
    Probe("link.friction", link("length: 0.5, radius: 0.05, mass: 1, friction: @")),
    Probe("spring.stiffness", link("length: 0.5, radius: 0.05, mass: 1, spring: {stiffness: @}")),
    Probe("spring.damping", link("length: 0.5, radius: 0.05, mass: 1, spring: {damping: @}")),
    Probe("spring.rest", link("length: 0.5, radius: 0.05, mass: 1, spring: {stiffness: 1, rest: @}")),
    Probe("link.damping", link("length: 0.5, radius: 0.05, mass: 1, damping: @")),
    Probe("gripper.finger", gripper("finger: [@, 0.03], opening: 0.1, mass: 1")),
    Probe("gripper.opening", gripper("finger: [0.1, 0.03], opening: @, mass: 1")),
    Probe("gripper.density", gripper("finger: [0.1, 0.03], opening: 0.1, density: @")),
    Probe("gripper.mass", gripper("finger: [0.1, 0.03], opening: 0.1, mass: @")),
    Probe("gripper.friction", gripper("finger: [0.1, 0.03], opening: 0.1, mass: 1, friction: @")),
    Probe("walls.low", "walls: {low: [@, -5], high: [5, 5]}", only: .lower),
    Probe("walls.high", "walls: {low: [-5, -5], high: [5, @]}", only: .upper),
    Probe("walls.friction", "walls: {low: [-5, -5], high: [5, 5], friction: @}"),
    Probe("walls.restitution", "walls: {low: [-5, -5], high: [5, 5], restitution: @}"),
  ]

  private static func camera(_ keys: String) -> String { "observe: [{camera: {\(keys)}}]" }
  private static let cameras: [Probe] = [
    Probe("camera.center", camera("center: [@, 0], size: 1, width: 8")),
    Probe("camera.size", camera("size: @, width: 8")),
    Probe("camera.width", camera("size: 1, width: @, height: 8")),
    Probe("camera.height", camera("size: 1, width: 8, height: @")),
    Probe("marker.radius", camera("size: 1, width: 8, show: [{point: goal, radius: @}]")),
  ]

  private static let bodies: [Probe] = [
    Probe("body.density", body("shape: {circle: 0.1}, density: @")),
    Probe("body.mass", body("shape: {circle: 0.1}, mass: @")),
    Probe("body.position", body("shape: {circle: 0.1}, mass: 1, position: [@, 0]")),
    Probe("body.angle", body("shape: {circle: 0.1}, mass: 1, angle: @")),
    Probe("body.friction", body("shape: {circle: 0.1}, mass: 1, friction: @")),
    Probe("body.restitution", body("shape: {circle: 0.1}, mass: 1, restitution: @")),
    Probe("body.linear_damping", body("shape: {circle: 0.1}, mass: 1, linear_damping: @")),
    Probe("body.angular_damping", body("shape: {circle: 0.1}, mass: 1, angular_damping: @")),
    Probe("body.table_friction", body("shape: {circle: 0.1}, mass: 1, table_friction: @")),
    Probe("body.repeat", clutter("position: {rectangle: {low: [-99, -99], high: [99, 99]}}, repeat: @")),
    Probe("body.apart", clutter("position: [4, 0], collides: false, repeat: 1, apart: @")),
    Probe("motion.by", mover("by: [@, 0], period: 100")),
    Probe("motion.period", mover("by: [0.1, 0], period: @")),
    Probe("motion.phase", mover("by: [0.1, 0], period: 1, phase: @")),
    Probe("motion.velocity", mover("velocity: [0, @]")),
    Probe("shape.circle", body("shape: {circle: @}, mass: 1")),
    Probe("shape.box", body("shape: {box: [0.1, @]}, mass: 1")),
    Probe("shape.capsule", body("shape: {capsule: [@, 0.1]}, mass: 1")),
    Probe("shape.polygon", body("type: static, shape: {polygon: [[@, 50], [0, 0], [1, 0]]}")),
    Probe("shape.segment", body("type: static, shape: {segment: [[@, 1], [0, 0]]}")),
  ]

  private static let joints: [Probe] = [
    Probe("joint.at", joint("at: [[@, 0], [0, 0]]")),
    Probe("joint.axis", joint("\(anchors), type: prismatic, axis: [@, 1]")),
    Probe("joint.limits", joint("\(anchors), limits: [@, 100]")),
    Probe("joint.limits", joint("\(anchors), type: distance, length: 1, limits: [1, @]"), only: .upper),
    Probe("joint.friction", joint("\(anchors), friction: @")),
    Probe(
      "spring.stiffness",
      joint("\(anchors), type: prismatic, axis: [1, 0], spring: {stiffness: @, damping: 1}")),
    Probe("spring.damping", joint("\(anchors), spring: {damping: @}")),
    Probe("spring.rest", joint("\(anchors), spring: {stiffness: 1, rest: @}")),
    Probe("joint.length", joint("\(anchors), type: distance, length: @")),
    Probe("joint.stiffness", joint("\(anchors), type: distance, length: 1, stiffness: @")),
    Probe("joint.damping", joint("\(anchors), type: distance, length: 1, stiffness: 9, damping: @")),
    Probe(
      "choice.command",
      "choices: [{name: stay, command: [0]}, {name: go, command: [@]}]"),
    Probe("actuator.scale with `mode: velocity`", actuator("mode: velocity, scale: @, torque: 1")),
    Probe(
      "actuator.scale with `mode: velocity`", "actuators: [{body: b, mode: velocity, scale: @}]"),
    Probe("actuator.scale with `mode: torque`", actuator("mode: torque, scale: @")),
    Probe("actuator.scale with `mode: position`", actuator("mode: position, scale: @, torque: 1")),
    Probe("actuator.torque", actuator("mode: velocity, scale: 1, torque: @")),
    Probe("actuator.torque", actuator("mode: position, scale: 1, torque: @")),
    Probe(
      "actuator.torque", hand, "actuators: [{point: fingertip, mode: velocity, scale: 1, torque: [1, @, 1]}]"),
    Probe(
      "actuator.turn", hand, "actuators: [{point: fingertip, mode: velocity, scale: 1, torque: 1, turn: @}]"),
    Probe(
      "actuator.scale with `mode: velocity`", hand,
      "actuators: [{point: fingertip, mode: velocity, scale: @, torque: 1}]"),
    Probe("actuator.range", actuator("mode: position, range: [@, 100], torque: 1")),
    Probe("actuator.backlash", actuator("mode: position, scale: 1, torque: 1, backlash: @")),
    Probe("actuator.backlash", actuator("mode: velocity, scale: 1, torque: 1, backlash: @")),
    Probe(
      "actuator.speed", hand, "actuators: [{point: fingertip, mode: velocity, scale: 1, torque: 1, speed: @}]"
    ),
    Probe("actuator.gain", actuator("mode: position, scale: 1, torque: 1, gain: @")),
    Probe("actuator.drift", "actuators: [{body: b, mode: velocity, scale: 1, drift: [0, @]}]"),
    Probe("actuator.lag", actuator("mode: torque, scale: 1, lag: @")),
    Probe("actuator.noise", "actuators: [{body: b, mode: velocity, scale: 1, noise: @}]"),
    Probe("actuator.speed", actuator("mode: position, scale: 1, torque: 1, speed: @")),
  ]

  private static func change(_ keys: String) -> String { "changes: [{at: 3, \(keys)}]" }
  private static func push(_ keys: String) -> String { "pushes: [{body: b, \(keys)}]" }

  private static let changes: [Probe] = [
    Probe("change.at", "horizon: 1000000", "changes: [{at: @, gravity: [0, 0]}]"),
    Probe("change.scale", change("actuator: shoulder, scale: @")),
    Probe(
      "change.turn", hand, "actuators: [{point: fingertip, mode: velocity, scale: 1, torque: 1, turn: 1}]",
      change("actuator: fingertip, turn: @")),
    Probe(
      "change.drift", change("actuator: b, drift: [@, 0]"), "actuators: [{body: b, mode: velocity, scale: 1}]"
    ),
    Probe("change.position", change("point: goal, position: [0, @]")),
    Probe("change.gravity", change("gravity: [@, 0]")),
    Probe("change.linear_damping", change("body: b, linear_damping: @")),
    Probe("change.angular_damping", change("body: b, angular_damping: @")),
    Probe("push.impulse", push("impulse: @, probability: 0.5")),
    Probe("push.probability", push("impulse: 1, probability: @")),
  ]

  private static let draws: [Probe] = [
    Probe("number.log_uniform", reward("weight: {log_uniform: [@, 1]}"), only: .lower),
    Probe("normal.deviation", reward("weight: {normal: {mean: 0, deviation: @}}"), only: .lower),
    Probe("disc.center", goal("{disc: {center: [@, 0], radius: 0.000001}}")),
    Probe("disc.radius", goal("{disc: {radius: @}}")),
    Probe("annulus.center", goal("{annulus: {center: [@, 0], inner: 0, outer: 0.000001}}")),
    Probe("annulus.inner", goal("{annulus: {inner: @, outer: 100}}"), only: .lower),
    Probe("annulus.outer", goal("{annulus: {inner: 0, outer: @}}")),
    Probe("arc.center", goal("{arc: {center: [@, 0], radius: 0.000001, angles: [0, 1]}}")),
    Probe("arc.radius", goal("{arc: {radius: @, angles: [0, 1]}}")),
    Probe("arc.angles", goal("{arc: {radius: 1, angles: [@, 100]}}"), only: .lower),
    Probe("arc.angles", goal("{arc: {radius: 1, angles: [-100, @]}}"), only: .upper),
    Probe("rectangle.low", goal("{rectangle: {low: [@, -1], high: [100, 1]}}")),
    Probe("rectangle.high", goal("{rectangle: {low: [-100, -1], high: [@, 1]}}")),
    Probe("anchored point.at", "task: {goal: {disc: {radius: 0.2}}, tip: {body: b, at: [0, @]}}"),
  ]

  private static let rules: [Probe] =
    [
      Probe("rays.at", "observe: [{rays: {body: b, at: [@, 0], angles: [0], range: 1}}]"),
      Probe("rays.angles", "observe: [{rays: {body: b, angles: [@], range: 1}}]"),
      Probe("rays.range", "observe: [{rays: {body: b, angles: [0], range: @}}]"),
      Probe("observation.noise", "observe: [{position: b, noise: @}]"),
      Probe("observation.delay", "observe: [{joint_cosines: [shoulder], delay: @}]"),
      Probe("observation.dropout", "observe: [{rays: {body: b, angles: [0], range: 1}, dropout: @}]"),
      Probe("reward.weight", reward("weight: @")),
      Probe("reward.within", reward("weight: 1, within: @, margin: 1")),
      Probe("reward.margin", reward("weight: 1, within: 1, margin: @")),
      Probe(
        "condition.held", "horizon: 1000000", "success: {distance: [b, goal], below: 1, held: @}"),
    ]
    + ["below", "above"].flatMap { bound in
      [
        Probe(
          "condition.\(bound) with `distance` or `largest_offset`",
          "success: {distance: [b, goal], \(bound): @}"),
        Probe(
          "condition.\(bound) with `distance` or `largest_offset`",
          "terminate: [{largest_offset: [b, goal], \(bound): @}]"),
        Probe("condition.\(bound) otherwise", "success: {x: [b, goal], \(bound): @}"),
        Probe("condition.\(bound) otherwise", "success: {joint_position: shoulder, \(bound): @}"),
        Probe("condition.\(bound) otherwise", reward("weight: 1, when: {speed: b, \(bound): @}")),
      ]
    }
}
