import Gym
import Physics

/// A scene whose names have become channel numbers: what stepping needs, and nothing else.
///
/// The table of a vector environment is `[channelCount][rows]`: first what the engine reports, then what the actuators
/// are told (the clamped action, or the row of the choice), then the numbers of the scene that the rules use (they differ from row to row when tasks do), then
/// intermediate results.
struct CompiledScene: Sendable {
  struct Output: Sendable {
    var channel: Int
    /// Softness of the engine's joints can carry an observation past its range by a little; it is clamped.
    var low: Float
    var high: Float
    /// Where it stands in an observation.
    var place: Int
  }

  /// A picture among the observations.
  struct Camera: Sendable {
    let description: CameraDescription
    /// Where its numbers begin in an observation.
    let place: Int
    /// The first of the two channels of each place that it shows.
    var markers: [Int]
  }

  /// Outputs that a sensor reads together, not exactly or not at once.
  struct Reading: Sendable {
    /// Of `outputs`.
    var outputs: Range<Int>
    /// Of the standard deviation.
    var noiseChannel: Int?
    /// Steps.
    var delay: Int
    /// Of the probability.
    var dropoutChannel: Int?
  }

  /// Commands that an actuator does not obey exactly or not at once.
  struct Response: Sendable {
    /// Of the numbers that the actuators are told.
    var commands: Range<Int>
    /// Of the time constant, s.
    var lagChannel: Int?
    /// Of the standard deviation.
    var noiseChannel: Int?
  }

  let description: SceneDescription
  let horizon: Int
  let layout: StateLayout
  let commandChannel: Int
  /// Numbers that the actuators are told. Their followers' stand behind them.
  let commandCount: Int
  let responses: [Response]
  /// In the order in which those of one step are done.
  let changes: [Change]
  let pushes: [Push]
  /// Of what each choice tells them, `[choice][command]`; empty where an action is numbers.
  let choiceChannels: [Int]
  /// Which of the commands each follower does too.
  let leaders: [Int]
  let constantChannel: Int
  let constants: [Quantity]
  let channelCount: Int
  let program: [Instruction]
  var outputs: [Output]
  let readings: [Reading]
  let cameras: [Camera]
  let rewardChannel: Int
  /// Of the weighted terms of the reward, in the order of the file; empty unless kept.
  let termChannels: [Int]
  let successChannel: Int?
  let terminationChannel: Int?
  /// Of conditions over several steps: 0 when an episode begins.
  let memoryChannels: [Int]
  var observationSpace: Box
  let actionSpace: ActionSpace
  /// Episodes of one task begin differently.
  let hasEpisodeDraws: Bool
  /// The scene of test tasks, where it is another one: with other numbers in the same channels. One or none.
  let heldOut: [CompiledScene]

  /// - Parameter keepsTerms: compute each term of the reward by itself, too.
  init(_ scene: SceneDescription, keepsTerms: Bool = false) {
    var compiler = SceneCompiler(scene)
    compiler.compileObservations()
    let success = compiler.compile(all: scene.success)
    compiler.compileReward(success: success, keepsTerms: keepsTerms)
    let termination = compiler.compile(all: scene.termination)
    choiceChannels = scene.choices.flatMap(\.command).map { compiler.constant($0) }
    responses = scene.responses.map {
      Response(
        commands: $0.commands, lagChannel: $0.lag.map { compiler.constant($0) },
        noiseChannel: $0.noise.map { compiler.constant($0) })
    }
    changes = compiler.compileChanges()
    pushes = compiler.compilePushes()
    let linked = compiler.link()
    successChannel = success.map(compiler.final)
    terminationChannel = termination.map(compiler.final)
    description = scene
    horizon = scene.horizon
    layout = compiler.layout
    commandChannel = compiler.layout.count
    commandCount = compiler.commandCount
    leaders = scene.leaders
    constantChannel = linked.constantChannel
    constants = linked.constants
    channelCount = linked.channelCount
    program = linked.program
    outputs = linked.outputs
    readings = compiler.readings
    cameras = linked.cameras
    rewardChannel = linked.rewardChannel
    termChannels = compiler.termChannels.map(compiler.final)
    memoryChannels = compiler.memories.map(compiler.final)
    observationSpace = Box(linked.components, pictures: linked.pictures)
    actionSpace = scene.actionSpace
    hasEpisodeDraws = !scene.episodeRules.isEmpty
    heldOut = scene.heldOut.map { CompiledScene($0, keepsTerms: keepsTerms) }
    widen(to: heldOut + scene.others.map { CompiledScene($0) })
  }

  /// The channels that program and observations read of what the engine reports.
  var engineChannels: Set<Int> {
    let seen =
      cameras.isEmpty ? [] : description.bodies.indices.flatMap { ScenePictures.channels(layout.body($0)) }
    return Set(
      program.flatMap(\.inputs) + outputs.map(\.channel)
        + cameras.flatMap(\.markers).flatMap { [$0, $0 + 1] } + seen
    )
    .filter { $0 < layout.count }
  }
}

extension SceneDescription {
  fileprivate var actionSpace: ActionSpace {
    choices.isEmpty ? .box(commands) : .discrete(Discrete("choice", choices: choices.map(\.name)))
  }

  /// Name, unit and range of what each actuator is told.
  var commands: Box {
    func unit(_ scale: Quantity, _ name: String) -> String {
      scale.constant.map { $0 == 1 ? name : "\(SceneNode.text($0)) \(name)" } ?? ""
    }
    return Box(
      zip(actuators, actuatorNames).flatMap { actuator, given -> [Component] in
        switch actuator {
        case .jointVelocity(let joint, let scale, _, _):
          [
            Component(
              given ?? joints[joint].name, unit: unit(scale, "\(joints[joint].unit)/s"), low: -1, high: 1)
          ]
        case .jointTorque(let joint, let scale):
          [
            Component(
              given ?? joints[joint].name, unit: unit(scale, joints[joint].torqueUnit), low: -1, high: 1)
          ]
        case .jointPosition(let joint, .scale(let scale), _, _, _, _):
          [Component(given ?? joints[joint].name, unit: unit(scale, joints[joint].unit), low: -1, high: 1)]
        case .jointPosition(let joint, .range(let low, let high, _), _, _, _, _):
          [
            Component(
              given ?? joints[joint].name,
              unit: [low, high].contains { $0.constant == nil }
                ? "" : "\(Self.text(low)) to \(Self.text(high)) \(joints[joint].unit)",
              low: -1, high: 1)
          ]
        case .bodyVelocity(let body, let scale, _):
          ["x", "y"].map {
            Component("\(given ?? bodies[body].name)_\($0)", unit: unit(scale, "m/s"), low: -1, high: 1)
          }
        case .point(let servo):
          ["x", "y"].map {
            Component("\(given ?? servo.name)_\($0)", unit: unit(servo.scale, "m/s"), low: -1, high: 1)
          }
            + (servo.turn.map {
              [Component("\(given ?? servo.name)_turn", unit: unit($0, "rad/s"), low: -1, high: 1)]
            } ?? [])
        }
      })
  }
}

extension SceneDescription {
  /// The command that each follower does too.
  fileprivate var leaders: [Int] {
    followers.map { follower in actuators[..<follower.leader].reduce(0) { $0 + $1.componentCount } }
  }
}

extension JointDescription {
  var unit: String {
    switch kind {
    case .revolute, .weld: "rad"
    case .prismatic, .distance: "m"
    }
  }

  var torqueUnit: String {
    if case .prismatic = kind { "N" } else { "N m" }
  }
}
