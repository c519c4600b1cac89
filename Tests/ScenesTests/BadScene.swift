import Testing

/// A way to spoil the good scene, and what is said of it.
struct BadScene: Sendable, CustomTestStringConvertible {
  let old: String
  let new: String
  let message: String
  var testDescription: String { message }

  init(_ old: String, _ new: String, _ message: String) {
    self.old = old
    self.new = new
    self.message = message
  }

  /// A body with a place of its own, and a joint that holds it.
  private static func loose(_ keys: String) -> String {
    "bodies: [{name: b, position: [1, 0], shape: {circle: 0.1}, density: 1}]\n"
      + "joints: [{name: j, between: [ground, b], at: [[1, 0], [0, 0]], \(keys)}]"
  }

  /// A kinematic body with these keys.
  private static func mover(_ keys: String) -> String {
    "bodies: [{name: b, type: kinematic, shape: {circle: 0.1}, \(keys)}]"
  }

  static let corpus: [BadScene] = [
    BadScene(
      "horizon: 10", "horizont: 10",
      "scene.yaml:2: horizont: unknown key (did you mean \"horizon\"?), expected one of name, version, "
        + "summary, extends, simulation, horizon, arm, walls, bodies, joints, actuators, choices, "
        + "start, task, changes, pushes, observe, reward, success, terminate, test, levels, level"),
    BadScene(
      "horizon: 10", "colour: red\nhorizon: 10",
      "scene.yaml:2: colour: unknown key, expected one of name, version, summary, extends, simulation, "
        + "horizon, arm, walls, bodies, joints, actuators, choices, start, task, changes, pushes, observe, "
        + "reward, success, terminate, test, levels, level"),
    BadScene(
      "horizon: 10", "horizon: 0",
      "scene.yaml:2: horizon: 0, expected a whole number from 1 to 1000000"),
    BadScene(
      "horizon: 10", "horizon: ten",
      "scene.yaml:2: horizon: \"ten\", expected a whole number from 1 to 1000000"),
    BadScene(
      "horizon: 10", "horizon: \"ten\\nand more\"",
      "scene.yaml:2: horizon: \"ten and more\", expected a whole number from 1 to 1000000"),
    BadScene(
      "horizon: 10", "horizon: 1.5",
      "scene.yaml:2: horizon: 1.5, expected a whole number from 1 to 1000000"),
    BadScene(
      "horizon: 10", "horizon: 1e30",
      "scene.yaml:2: horizon: 1e30, expected a whole number from 1 to 1000000"),
    BadScene(
      "name: good", "name: Good Scene",
      "scene.yaml:1: name: \"Good Scene\", expected a name of at most 64 letters, digits, underscores "
        + "and hyphens"),
    BadScene(
      "name: good\n", "",
      "scene.yaml:1: the key \"name\" is missing, expected it here"),
    BadScene(
      "mass: 0.2", "mass: -0.2",
      "scene.yaml:3: arm.links[1].mass: -0.2, expected 1e-05 to 100000 kg"),
    BadScene(
      "density: 100", "density: -100",
      "scene.yaml:3: arm.links[0].density: -100, expected 0.001 to 100000 kg/m²"),
    BadScene(
      "density: 100", "density: .nan",
      "scene.yaml:3: arm.links[0].density: nan is not a finite number, expected 0.001 to 100000 "
        + "kg/m²"),
    BadScene(
      "density: 100", "density: .inf",
      "scene.yaml:3: arm.links[0].density: inf is not a finite number, expected 0.001 to 100000 "
        + "kg/m²"),
    BadScene(
      "density: 100", "density: heavy",
      "scene.yaml:3: arm.links[0].density: \"heavy\", expected a number in kg/m²"),
    BadScene(
      "start: {elbow: 1}", "changes: [{gravity: [0, 0]}]",
      "scene.yaml:7: changes[0]: the key \"at\" is missing, expected it here"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 10, gravity: [0, 0]}]",
      "scene.yaml:7: changes[0].at: 10 steps, expected fewer than the horizon, 10"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 0, gravity: [0, 0]}]",
      "scene.yaml:7: changes[0].at: 0, expected 1 to 999999 steps"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3}]",
      "scene.yaml:7: changes[0]: expected one of the keys \"actuator\", \"point\", \"body\", \"gravity\""),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, point: goal, gravity: [0, 0], position: [0, 0]}]",
      "scene.yaml:7: changes[0]: expected one of the keys \"actuator\", \"point\", \"body\", \"gravity\""),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, actuator: shoulder}]",
      "scene.yaml:7: changes[0]: no new number, expected scale or turn or drift"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, actuator: wrist, scale: 1}]",
      "scene.yaml:7: changes[0].actuator: no actuator named \"wrist\", expected one of shoulder, elbow"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, actuator: shoulder, scale: 1001}]",
      "scene.yaml:7: changes[0].scale: 1001, expected -1000 to 1000 rad/s"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, actuator: shoulder, drift: [0, 0]}]",
      "scene.yaml:7: changes[0].drift: only a body's actuator has a \"drift\", expected it left out"),
    BadScene(
      "mode: torque, scale: 0.1}",
      "mode: position, range: [0, 1], torque: 0.5}\nchanges: [{at: 3, actuator: elbow, scale: 1}]",
      "scene.yaml:7: changes[0].scale: elbow has a range, expected an actuator with a scale"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, actuator: shoulder, turn: 1}]",
      "scene.yaml:7: changes[0].turn: no number of an action turns shoulder, expected a point's actuator with a "
        + "turn above 0"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, gravity: [0, 0], turn: 1}]",
      "scene.yaml:7: changes[0].turn: a change of gravity has no \"turn\", expected it left out"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, gravity: [0, 0], scale: 1}]",
      "scene.yaml:7: changes[0].scale: a change of gravity has no \"scale\", expected it left out"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, point: fingertip, position: [0, 0]}]",
      "scene.yaml:7: changes[0].point: a point that a body carries, expected one that the task fixes in the world"
    ),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, point: goal}]",
      "scene.yaml:7: changes[0]: no new number, expected position"),
    BadScene(
      "start: {elbow: 1}", "changes: [{at: 3, body: link0, linear_damping: -1}]",
      "scene.yaml:7: changes[0].linear_damping: -1, expected 0 to 1000 1/s"),
    BadScene(
      "start: {elbow: 1}",
      "walls: {low: [-1, -1], high: [1, 1]}\nchanges: [{at: 3, body: walls, linear_damping: 1}]",
      "scene.yaml:8: changes[0].body: a body that no force moves has no damping, expected a dynamic one"),
    BadScene(
      "start: {elbow: 1}",
      "walls: {low: [-1, -1], high: [1, 1]}\npushes: [{body: walls, impulse: 1, probability: 1}]",
      "scene.yaml:8: pushes[0].body: a body that impulses do not move, expected a dynamic one without an actuator of "
        + "its own"),
    BadScene(
      "start: {elbow: 1}", "pushes: [{body: link0, impulse: 1}]",
      "scene.yaml:7: pushes[0]: the key \"probability\" is missing, expected it here"),
    BadScene(
      "density: 100", "density: {episode: 100}",
      "scene.yaml:3: arm.links[0].density.episode: 100, expected a distribution that each episode draws from"),
    BadScene(
      "density: 100", "density: {episode: {episode: {uniform: [1, 2]}}}",
      "scene.yaml:3: arm.links[0].density.episode: an episode's draw of an episode's draw, expected a distribution"
    ),
    BadScene(
      "density: 100", "density: {episode: {uniform: [-1, 2]}}",
      "scene.yaml:3: arm.links[0].density.episode: draws from -1 to 2 kg/m², expected 0.001 to 100000 kg/m²"),
    BadScene(
      "density: 100", "density: {episode: {disc: {radius: 1}}}",
      "scene.yaml:3: arm.links[0].density.episode.disc: unknown key, expected one of uniform, log_uniform, normal, "
        + "choice, case, episode"),
    BadScene(
      "length: 0.1, radius: 0.01, density: 100},",
      "length: {episode: {case: [1, 2]}}, radius: {case: [1, 2, 3]}, density: {episode: {case: [1, 2, 3]}}},",
      "scene.yaml:3: arm.links[0].density.episode.case: 3 cases, expected 2 as in the scene's first list"),
    BadScene(
      "task: {goal: {disc: {radius: 0.2}}}", "task: {goal: {episode: [1, {uniform: [0, 1]}]}}",
      "scene.yaml:8: task.goal.episode: a list of 2, expected a distribution that each episode draws from"),
    BadScene(
      "task: {goal: {disc: {radius: 0.2}}}",
      "task: {goal: {episode: {disc: {radius: 0.2}}, disc: {radius: 0.2}}}",
      "scene.yaml:8: task.goal: a mapping, expected a point [x, y] or a distribution: a mapping with one of the keys "
        + "disc, annulus, arc, rectangle, episode, where there are episode and disc"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: [{circle: {episode: {uniform: [0.1, 0.2]}}}], density: 1}]",
      "scene.yaml:7: bodies[0].shape[0]: a part that draws numbers, expected fixed numbers in a list of shapes"
    ),
    BadScene(
      "horizon: 10", "horizon: {episode: {uniform: [5, 10]}}",
      "scene.yaml:2: horizon: a mapping, expected a whole number from 1 to 1000000"),
    BadScene(
      "density: 100", "density: 100, mass: 1",
      "scene.yaml:3: arm.links[0]: both density and mass, expected one of them"),
    BadScene(
      "density: 100", "density: {uniform: [-1, 1]}",
      "scene.yaml:3: arm.links[0].density: draws from -1 to 1 kg/m², expected 0.001 to 100000 kg/m²"),
    BadScene(
      "density: 100", "density: {uniform: [3, 1]}",
      "scene.yaml:3: arm.links[0].density.uniform: from 3.0 to 1.0, expected the lower bound first"),
    BadScene(
      "density: 100", "density: {uniform: [1]}",
      "scene.yaml:3: arm.links[0].density.uniform: a list of 1, expected 2 items: the bounds [low, high]"),
    BadScene(
      "density: 100", "density: {unifrom: [1, 2]}",
      "scene.yaml:3: arm.links[0].density.unifrom: unknown key (did you mean \"uniform\"?), expected one "
        + "of uniform, log_uniform, normal, choice, case, episode"),
    BadScene(
      "density: 100", "density: {normal: {mean: 1, deviation: 1}}",
      "scene.yaml:3: arm.links[0].density: draws from -2 to 4 kg/m², expected 0.001 to 100000 kg/m²"),
    BadScene(
      "density: 100", "density: {log_uniform: [0, 2]}",
      "scene.yaml:3: arm.links[0].density.log_uniform[0]: 0, expected 1.1754944e-38 to 3.4028235e+38"),
    BadScene(
      "density: 100", "density: {choice: []}",
      "scene.yaml:3: arm.links[0].density.choice: a list of 0, expected 2 to 1000 items: numbers to "
        + "choose from"),
    BadScene(
      "length: 0.1, radius: 0.01, density", "length: 1000, radius: 0.01, density",
      "scene.yaml:3: arm.links[0].length: 1000, expected 0.005 to 100 m"),
    BadScene(
      "radius: 0.01, density", "radius: 0, density",
      "scene.yaml:3: arm.links[0].radius: 0, expected 0.005 to 100 m"),
    BadScene(
      "joint: elbow", "joint: elbo",
      "scene.yaml:6: actuators[1].joint: no joint named \"elbo\" (did you mean \"elbow\"?), expected one "
        + "of shoulder, elbow"),
    BadScene(
      "joint: elbow", "joint: tail",
      "scene.yaml:6: actuators[1].joint: no joint named \"tail\", expected one of shoulder, elbow"),
    BadScene(
      "joint: elbow", "joint: shoulder",
      "scene.yaml:6: actuators[1].joint: a second actuator of \"shoulder\", expected one"),
    BadScene(
      "joint: elbow", "body: nobody",
      "scene.yaml:6: actuators[1].body: no body named \"nobody\", expected one of link0, link1"),
    BadScene(
      "mode: torque", "mode: warp",
      "scene.yaml:6: actuators[1].mode: no mode named \"warp\", expected one of velocity, torque, "
        + "position"),
    BadScene(
      "mode: torque, scale: 0.1", "mode: torque, scale: 0.1, torque: 3",
      "scene.yaml:6: actuators[1].torque: mode torque has no \"torque\", expected it left out"),
    BadScene(
      "start: {elbow: 1}", "choices: []",
      "scene.yaml:7: choices: a list of 0, expected 2 to 100 items: choices"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}]",
      "scene.yaml:7: choices: a list of 1, expected 2 to 100 items: choices"),
    BadScene(
      "start: {elbow: 1}", "choices: 3",
      "scene.yaml:7: choices: 3, expected choices"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}, {name: a, command: [0, 0]}]",
      "scene.yaml:7: choices[1].name: the name \"a\" is taken, expected another"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}, {name: b, command: [0]}]",
      "scene.yaml:7: choices[1].command: a list of 1, expected 2 items: a number for each of shoulder, elbow"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}, {name: b, command: [0, 2]}]",
      "scene.yaml:7: choices[1].command[1]: 2, expected -1 to 1"),
    BadScene(
      "start: {elbow: 1}",
      "choices: [{name: a, command: [0, 0]}, {name: b, command: [0, {uniform: [0, 2]}]}]",
      "scene.yaml:7: choices[1].command[1]: draws from 0 to 2, expected -1 to 1"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}, {name: b, command: [0, elbow]}]",
      "scene.yaml:7: choices[1].command[1]: \"elbow\", expected a number"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}, {command: [0, 0]}]",
      "scene.yaml:7: choices[1]: the key \"name\" is missing, expected it here"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}, {name: b}]",
      "scene.yaml:7: choices[1]: the key \"command\" is missing, expected it here"),
    BadScene(
      "start: {elbow: 1}", "choices: [{name: a, command: [0, 0]}, {name: b, comand: [0, 0]}]",
      "scene.yaml:7: choices[1].comand: unknown key (did you mean \"command\"?), expected one of name, command"
    ),
    BadScene(
      "mode: velocity, scale: 5, torque: 0.5", "mode: velocity, scale: 5",
      "scene.yaml:5: actuators[0]: the key \"torque\" is missing, expected it here"),
    BadScene(
      "start: {elbow: 1}", "start: {wrist: 1}",
      "scene.yaml:7: start.wrist: no joint named \"wrist\", expected one of shoulder, elbow"),
    BadScene(
      "start: {elbow: 1}", "start: [1, 2]",
      "scene.yaml:7: start: a list of 2, expected a mapping of joints and their first positions"),
    BadScene(
      "goal: {disc: {radius: 0.2}}", "goal: {disc: {radius: -1}}",
      "scene.yaml:8: task.goal.disc.radius: -1, expected 1e-06 to 100 m"),
    BadScene(
      "goal: {disc: {radius: 0.2}}", "goal: {rectangle: {low: [1, 1], high: [0, 0]}}",
      "scene.yaml:8: task.goal.rectangle: the corners (1.0, 1.0) and (0.0, 0.0), expected the lower left "
        + "one as low"),
    BadScene(
      "goal: {disc: {radius: 0.2}}", "goal: 3",
      "scene.yaml:8: task.goal: 3, expected a point [x, y]"),
    BadScene(
      "goal: {disc: {radius: 0.2}}", "fingertip: [0, 0]",
      "scene.yaml:8: task.fingertip: the name \"fingertip\" is taken, expected another"),
    BadScene(
      "fingertip_position]", "fingertip_postion]",
      "scene.yaml:9: observe[2]: no observation named \"fingertip_postion\" (did you mean "
        + "\"fingertip_position\"?), expected one of joint_cosines, joint_sines, joint_positions, "
        + "joint_velocities, joint_mask, link0_position, link0_velocity, link1_position, link1_velocity, "
        + "fingertip_position, fingertip_velocity, goal_position, goal_velocity"),
    BadScene(
      "fingertip_position]", "{offset: [fingertip]}]",
      "scene.yaml:9: observe[2].offset: a list of 1, expected 2 items: two points [a, b]"),
    BadScene(
      "distance: [fingertip, goal], weight", "distance: [fingertip, gaol], weight",
      "scene.yaml:10: reward[0].distance[1]: no point named \"gaol\" (did you mean \"goal\"?), expected "
        + "one of link0, link1, fingertip, goal"),
    BadScene(
      "distance: [fingertip, goal], weight: -1", "weight: -1",
      "scene.yaml:10: reward[0]: expected one of distance, largest_offset, x, y, speed, "
        + "joint_position, contact_force, control, touch, bonus"),
    BadScene(
      "weight: -1", "weight: .nan",
      "scene.yaml:10: reward[0].weight: nan is not a finite number, expected -1000000 to 1000000"),
    BadScene(
      "below: 0.02", "within: 0.02",
      "scene.yaml:11: success.within: unknown key, expected one of distance, largest_offset, x, y, speed, "
        + "joint_position, contact_force, below, above, held, ever"),
    BadScene(
      "below: 0.02", "below: 0.02, held: 11",
      "scene.yaml:11: success.held: 11 steps, expected at most the horizon, 10"),
    BadScene(
      "below: 0.02", "below: 0.02, held: 1.5",
      "scene.yaml:11: success.held: 1.5, expected a whole number from 1 to 1000000"),
    BadScene(
      "below: 0.02", "below: 0.02, ever: always",
      "scene.yaml:11: success.ever: \"always\", expected true or false"),
    BadScene(
      "weight: -1", "weight: -1, when: []",
      "scene.yaml:10: reward[0].when: a list of 0, expected 1 to 20 items: conditions"),
    BadScene(
      "weight: -1", "weight: -1, when: {speed: fingertip}",
      "scene.yaml:10: reward[0].when: without a bound, expected the key \"below\" or \"above\""),
    BadScene(
      "weight: -1}", "weight: -1}, {bonus: ever, weight: 1}",
      "scene.yaml:10: reward[1].bonus: no event for a bonus named \"ever\", expected one of success, always"),
    BadScene(
      "below: 0.02", "below: 0.02, above: 0.01",
      "scene.yaml:11: success: both \"below\" and \"above\", expected one of them"),
    BadScene(
      ", below: 0.02", "",
      "scene.yaml:11: success: without a bound, expected the key \"below\" or \"above\""),
    BadScene(
      "weight: -1", "weight: -1, within: 0.1",
      "scene.yaml:10: reward[0]: expected both \"within\" and \"margin\" or neither"),
    BadScene(
      "weight: -1", "weight: -1, progress: true, within: 0.1, margin: 1",
      "scene.yaml:10: reward[0]: both progress and within, expected one of them"),
    BadScene(
      "weight: -1}", "weight: -1}, {control: squared, progress: true, weight: 1}",
      "scene.yaml:10: reward[1].progress: \"control\" has no \"progress\", expected it left out"),
    BadScene(
      "success: {distance: [fingertip, goal], below: 0.02}", "terminate: []",
      "scene.yaml:11: terminate: a list of 0, expected 1 to 20 items: conditions"),
    BadScene(
      "joint: elbow, mode", "joints: [elbow, shoulder], mode",
      "scene.yaml:6: actuators[1].joints[1]: a second actuator of \"shoulder\", expected one"),
    BadScene(
      "joint: elbow, mode", "mode",
      "scene.yaml:6: actuators[1]: expected one of the keys \"joint\", \"joints\", \"body\" and \"point\""),
    BadScene(
      "density: 100}, {length: 0.1, radius: 0.01, mass: 0.2}",
      "density: {case: [100, 200]}}, {length: 0.1, radius: 0.01, mass: {case: [1, 2, 3]}}",
      "scene.yaml:3: arm.links[1].mass.case: 3 cases, expected 2 as in the scene's first list"),
    BadScene(
      "goal: {disc: {radius: 0.2}}", "goal: {arc: {radius: 1, angles: [2, 1]}}",
      "scene.yaml:8: task.goal.arc: from 2.0 to 1.0 rad, expected the lower angle first"),
    BadScene(
      "goal: {disc: {radius: 0.2}}", "goal: {body: table, at: [0, 0]}",
      "scene.yaml:8: task.goal.body: no body named \"table\", expected one of link0, link1"),
    BadScene(
      "fingertip_position]", "{touch: link2}]",
      "scene.yaml:9: observe[2].touch: no body named \"link2\" (did you mean \"link0\"?), expected one of "
        + "link0, link1"),
    BadScene(
      "fingertip_position]", "{rays: {body: link1, angles: [0], range: 0}}]",
      "scene.yaml:9: observe[2].rays.range: 0, expected 0.005 to 100 m"),
    BadScene(
      "fingertip_position]", "{position: goal, nois: 1}]",
      "scene.yaml:9: observe[2].nois: unknown key (did you mean \"noise\"?), expected one of "
        + "joint_cosines, joint_sines, joint_positions, joint_velocities, joint_mask, position, velocity, offset, rotation, "
        + "angular_velocity, color, contact_force, touch, rays, camera, describe, noise, delay, dropout"),
    BadScene(
      "fingertip_position]", "{noise: 1}]",
      "scene.yaml:9: observe[2]: a mapping, expected an observation: a mapping with one of the keys "
        + "joint_cosines, joint_sines, joint_positions, joint_velocities, joint_mask, position, velocity, offset, rotation, "
        + "angular_velocity, color, contact_force, touch, rays, camera, describe, where there is none"),
    BadScene(
      "fingertip_position]", "{position: goal, velocity: goal}]",
      "scene.yaml:9: observe[2]: a mapping, expected an observation: a mapping with one of the keys "
        + "joint_cosines, joint_sines, joint_positions, joint_velocities, joint_mask, position, velocity, offset, rotation, "
        + "angular_velocity, color, contact_force, touch, rays, camera, describe, where there are position and velocity"
    ),
    BadScene(
      "fingertip_position]", "{position: goal, noise: -1}]",
      "scene.yaml:9: observe[2].noise: -1, expected 0 to 1000"),
    BadScene(
      "fingertip_position]", "{position: goal, noise: {uniform: [-1, 1]}}]",
      "scene.yaml:9: observe[2].noise: draws from -1 to 1, expected 0 to 1000"),
    BadScene(
      "fingertip_position]", "{position: goal, delay: 1.5}]",
      "scene.yaml:9: observe[2].delay: 1.5, expected a whole number from 0 to 100"),
    BadScene(
      "fingertip_position]", "{position: goal, delay: {choice: [1, 2]}}]",
      "scene.yaml:9: observe[2].delay: a mapping, expected a whole number from 0 to 100"),
    BadScene(
      "fingertip_position]", "{position: goal, dropout: 1.5}]",
      "scene.yaml:9: observe[2].dropout: 1.5, expected 0 to 1"),
    BadScene(
      "mode: torque, scale: 0.1", "mode: torque, scale: 0.1, lag: -0.1",
      "scene.yaml:6: actuators[1].lag: -0.1, expected 0 to 100 s"),
    BadScene(
      "mode: torque, scale: 0.1", "mode: torque, scale: 0.1, lag: {uniform: [0, 200]}",
      "scene.yaml:6: actuators[1].lag: draws from 0 to 200 s, expected 0 to 100 s"),
    BadScene(
      "mode: torque, scale: 0.1", "mode: torque, scale: 0.1, noise: 1.5",
      "scene.yaml:6: actuators[1].noise: 1.5, expected 0 to 1"),
    BadScene(
      "mode: torque, scale: 0.1", "mode: torque, scale: 0.1, delay: 2",
      "scene.yaml:6: actuators[1].delay: unknown key, expected one of joint, joints, body, point, name, mode, "
        + "scale, range, turn, torque, backlash, gain, speed, drift, lag, noise"),
    BadScene(
      "fingertip_position]", "{joint_cosines: [knee]}]",
      "scene.yaml:9: observe[2].joint_cosines[0]: no joint named \"knee\", expected one of shoulder, elbow"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, position: [1, 0], shape: {circle: 0.1}, density: 1}]\njoints: [{name: j, type: "
        + "distance, between: [ground, b], at: [[0, 0], [0, 0]]}]",
      "scene.yaml:8: joints[0]: the key \"length\" is missing, expected it here"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: {circle: 0.1}, density: 1}]\njoints: [{name: j, stiffness: 3, between: "
        + "[ground, b], at: [[0, 0], [0, 0]]}]",
      "scene.yaml:8: joints[0].stiffness: a revolute joint has no \"stiffness\", expected type: distance"),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: [{circle: {uniform: [0.1, 0.2]}}], density: 1}]",
      "scene.yaml:7: bodies[0].shape[0]: a part that draws numbers, expected fixed numbers in a list of shapes"
    ),
    BadScene(
      "start: {elbow: 1}", "walls: {low: [1, 1], high: [0, 0]}",
      "scene.yaml:7: walls: the corners (1.0, 1.0) and (0.0, 0.0), expected the lower left one as low"),
    BadScene(
      "below: 0.02", "below: -1",
      "scene.yaml:11: success.below: -1, expected 1e-06 to 1000 m"),
    BadScene(
      "observe: [", "observe: [[",
      "scene.yaml:10: did not find expected ',' or ']', expected valid YAML"),
    BadScene(
      "horizon: 10", "horizon: 10\nhorizon: 11",
      "scene.yaml:2: the key horizon twice, expected it once"),
    BadScene(
      "start: {elbow: 1}", "start: &a {elbow: 1}",
      "scene.yaml:7: an anchor, alias or tag (&, * or !), expected plain values"),
    BadScene(
      "start: {elbow: 1}", "start: *a",
      "scene.yaml:7: an anchor, alias or tag (&, * or !), expected plain values"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: {circle: 0.1}, density: 1}]\njoints: [{name: j, between: [b, nowhere], "
        + "at: [[0, 0], [0, 0]]}]",
      "scene.yaml:8: joints[0].between[1]: no body named \"nowhere\", expected one of link0, link1, b"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: {circle: 0.1}, density: 1, angle: 0.5}]\njoints: [{name: j, between: "
        + "[ground, b], at: [[0, 0], [0, 0]]}]",
      "scene.yaml:7: bodies[0].angle: joint \"j\" puts \"b\" and turns it, expected it left out, or a "
        + "position too"),
    BadScene(
      "start: {elbow: 1}", loose("type: weld, limits: [0, 1]"),
      "scene.yaml:8: joints[0].limits: a weld joint has no \"limits\", expected type: revolute or prismatic or "
        + "distance"),
    BadScene(
      "start: {elbow: 1}", loose("type: weld, friction: 1"),
      "scene.yaml:8: joints[0].friction: a weld joint has no \"friction\", expected type: revolute or "
        + "prismatic"),
    BadScene(
      "start: {elbow: 1}", loose("type: distance, length: 1, friction: 1"),
      "scene.yaml:8: joints[0].friction: a distance joint has no \"friction\", expected type: revolute or "
        + "prismatic"),
    BadScene(
      "start: {elbow: 1}", loose("type: distance, length: 1, axis: [1, 0]"),
      "scene.yaml:8: joints[0].axis: a distance joint has no \"axis\", expected type: prismatic"),
    BadScene(
      "start: {elbow: 1}", loose("type: weld, axis: [1, 0]"),
      "scene.yaml:8: joints[0].axis: a weld joint has no \"axis\", expected type: prismatic"),
    BadScene(
      "start: {elbow: 1}", loose("axis: [1, 0]"),
      "scene.yaml:8: joints[0].axis: a revolute joint has no \"axis\", expected type: prismatic"),
    BadScene(
      "start: {elbow: 1}", loose("type: prismatic, axis: [1, 0], damping: 1"),
      "scene.yaml:8: joints[0].damping: a prismatic joint has no \"damping\", expected type: distance"),
    BadScene(
      "start: {elbow: 1}", loose("type: weld, spring: {stiffness: 1}"),
      "scene.yaml:8: joints[0].spring: a weld joint has no \"spring\", expected type: revolute or prismatic"),
    BadScene(
      "start: {elbow: 1}", loose("spring: {}"),
      "scene.yaml:8: joints[0].spring: without stiffness and damping, expected one of them"),
    BadScene(
      "start: {elbow: 1}", loose("spring: {damping: 1, rest: 0.5}"),
      "scene.yaml:8: joints[0].spring.rest: a spring without stiffness has no \"rest\", expected both or neither"
    ),
    BadScene(
      "mass: 0.2", "mass: 0.2, spring: {stiffness: -1}",
      "scene.yaml:3: arm.links[1].spring.stiffness: -1, expected 0 to 1000000 N m/rad or N/m"),
    BadScene(
      "start: {elbow: 1}", loose("type: weld, length: 1"),
      "scene.yaml:8: joints[0].length: a weld joint has no \"length\", expected type: distance"),
    BadScene(
      "start: {elbow: 1}", loose("type: distance, length: 1, damping: 1"),
      "scene.yaml:8: joints[0].damping: a joint without stiffness has no \"damping\", expected both or neither"
    ),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, type: static, mass: 1}]",
      "scene.yaml:7: bodies[0].mass: a static body has no \"mass\", expected it left out"),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, type: static, density: 1}]",
      "scene.yaml:7: bodies[0].density: a static body has no \"density\", expected it left out"),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, type: kinematic, linear_damping: 1}]",
      "scene.yaml:7: bodies[0].linear_damping: a kinematic body has no \"linear_damping\", expected it left out"
    ),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, type: kinematic, angular_damping: 1}]",
      "scene.yaml:7: bodies[0].angular_damping: a kinematic body has no \"angular_damping\", expected it left out"
    ),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {circle: 0.1}, type: static, table_friction: 1}]",
      "scene.yaml:7: bodies[0].table_friction: a static body has no \"table_friction\", expected it left out"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, collides: false, friction: 1}]",
      "scene.yaml:7: bodies[0].friction: a body that does not collide has no \"friction\", expected it left out"
    ),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, collides: false, restitution: 1}]",
      "scene.yaml:7: bodies[0].restitution: a body that does not collide has no \"restitution\", expected it left out"
    ),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, shape: {circle: 0.1}, mass: 1, position: [1, 0], moves: {velocity: [1, 0]}}]",
      "scene.yaml:7: bodies[0].moves: a body that is not kinematic moves otherwise, expected type: kinematic"),
    BadScene(
      "start: {elbow: 1}", mover("moves: {velocity: [1, 0]}"),
      "scene.yaml:7: bodies[0].moves: a way that begins nowhere, expected the body to have a position"),
    BadScene(
      "start: {elbow: 1}", mover("position: [1, 0], moves: {}"),
      "scene.yaml:7: bodies[0].moves: no way, expected by or velocity"),
    BadScene(
      "start: {elbow: 1}", mover("position: [1, 0], moves: {velocity: [1, 0], phase: 0.5}"),
      "scene.yaml:7: bodies[0].moves.phase: a way without by has no \"phase\", expected both or neither"),
    BadScene(
      "start: {elbow: 1}", mover("position: [1, 0], moves: {by: [1, 0]}"),
      "scene.yaml:7: bodies[0].moves: the key \"period\" is missing, expected it here"),
    BadScene(
      "start: {elbow: 1}", mover("position: [1, 0], moves: {by: [1, 0], period: {uniform: [0.015625, 1]}}"),
      "scene.yaml:7: bodies[0].moves: up to 201.06192 m/s, expected at most 100 m/s, 2 m in an engine step"),
    BadScene(
      "  - {joint: elbow, mode: torque, scale: 0.1}\nstart: {elbow: 1}",
      "  - {body: b, mode: velocity, scale: 1}\n"
        + mover("position: [1, 0], moves: {velocity: [1, 0]}"),
      "scene.yaml:6: actuators[1].body: a body that moves by itself, expected it without actuator or without moves"
    ),
    BadScene(
      "start: {elbow: 1}", loose("type: weld") + "\nstart: {j: 1}",
      "scene.yaml:9: start.j: the joint \"j\" begins as its bodies stand, expected it left out, or a joint that "
        + "puts a body"),
    BadScene(
      "start: {elbow: 1}", loose("type: distance, length: 1") + "\nstart: {j: 1}",
      "scene.yaml:9: start.j: the joint \"j\" begins as its bodies stand, expected it left out, or a joint that "
        + "puts a body"),
    BadScene(
      "start: {elbow: 1}", loose("type: revolute") + "\nstart: {j: 1}",
      "scene.yaml:9: start.j: the joint \"j\" begins as its bodies stand, expected it left out, or a joint that "
        + "puts a body"),
    BadScene(
      "start: {elbow: 1}", "bodies: [{name: b, shape: {cube: 0.1}, density: 1}]",
      "scene.yaml:7: bodies[0].shape.cube: unknown key, expected one of circle, box, capsule, polygon, "
        + "segment"),
    BadScene(
      "start: {elbow: 1}",
      "bodies: [{name: b, type: static, shape: {polygon: [[0, 0], [0, 1], [1, 0]]}}, {name: c, shape: "
        + "{circle: 1}, density: 1}]",
      "scene.yaml:7: bodies[0].shape.polygon: polygon: not convex at side 0, expected "
        + "corners counter-clockwise"),
    BadScene(
      "start: {elbow: 1}", "simulation: {time_step: 10}",
      "scene.yaml:7: simulation.time_step: 10, expected 0.0001 to 0.1 s"),
    BadScene(
      "start: {elbow: 1}", "extends: elsewhere",
      "scene.yaml:7: extends: no scene named \"elsewhere\", expected elsewhere.yaml beside this file"),
    BadScene(
      "start: {elbow: 1}", "extends: scene",
      "scene.yaml:7: extends: \"scene\" leads back to this scene, expected another"),
    BadScene(
      "task: {goal: {disc: {radius: 0.2}}}", "task: {goal: [{choice: [0.1, 0.2]}, 0]}",
      "scene.yaml: too few different tasks to tell train from test, expected a distribution of more"),
  ]
}
