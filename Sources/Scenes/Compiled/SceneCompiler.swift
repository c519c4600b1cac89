import Gym
import Physics

/// Compiles a description's observations and rules into instructions.
///
/// Constants and intermediate results get numbers above `provisional` until all are known, since the constants'
/// channels come before the intermediate ones.
struct SceneCompiler {
  private static let provisional = 1 << 20

  let scene: SceneDescription
  let layout: StateLayout
  let commandCount: Int
  private let firstConstant: Int
  private var constants: [Quantity] = []
  private var temporaries = 0
  var program: [Instruction] = []
  var outputs: [CompiledScene.Output] = []
  var readings: [CompiledScene.Reading] = []
  var cameras: [CompiledScene.Camera] = []
  var components: [Component] = []
  var pictures: [PictureSpace] = []
  var rewardChannel = 0
  /// Of the weighted terms of the reward, where they are kept.
  var termChannels: [Int] = []
  /// Those that are 0 when an episode begins.
  var memories: [Int] = []
  private var pointChannels: [Int: Int] = [:]
  /// Observed numbers that follow what changes.
  var watches: [Watch] = []

  init(_ scene: SceneDescription) {
    self.scene = scene
    commandCount = scene.actuators.reduce(0) { $0 + $1.componentCount }
    layout = StateLayout(
      bodies: scene.bodies.count, joints: scene.joints.count,
      actuators: scene.followers.reduce(commandCount) { $0 + $1.actuator.componentCount },
      sensors: scene.sensors.count)
    firstConstant = layout.count + layout.actuators
  }

  mutating func constant(_ quantity: Quantity) -> Int {
    constants.append(quantity)
    return firstConstant + constants.count - 1
  }

  mutating func temporaries(_ count: Int) -> Int {
    temporaries += count
    return Self.provisional + temporaries - count
  }

  /// The first of the two channels with the point's coordinates.
  mutating func channels(ofPoint i: Int) -> Int {
    if let known = pointChannels[i] { return known }
    let channel: Int
    switch scene.points[i].place {
    case .fixed(let point):
      channel = constant(point.x)
      _ = constant(point.y)
    case .onBody(let body, let offset) where offset.x.constant == 0 && offset.y.constant == 0:
      channel = layout.body(body) + StateLayout.x
    case .onBody(let body, let offset):
      let local = constant(offset.x)
      _ = constant(offset.y)
      channel = temporaries(2)
      program.append(Instruction(.place, out: channel, layout.body(body), local))
    case .onOne(let which, let offset):
      let local = constant(offset.x)
      _ = constant(offset.y)
      channel = choose(which) { compiler, body, out in
        compiler.program.append(Instruction(.place, out: out, compiler.layout.body(body), local))
      }
    }
    pointChannels[i] = channel
    return channel
  }

  /// The first of two channels with what `write` has written of the body that the task chooses: the sum of all bodies'
  /// own, each times 1 or 0.
  mutating func choose(
    _ which: Quantity, _ write: (inout SceneCompiler, _ body: Int, _ out: Int) -> Void
  ) -> Int {
    let (own, out) = (temporaries(2), temporaries(2))
    for (i, body) in PointDescription.Place.bodies(which).enumerated() {
      let indicator = constant(which.mapped { Int($0) == body ? 1 : 0 })
      write(&self, body, own)
      for axis in 0...1 {
        program.append(Instruction(i == 0 ? .multiply : .multiplyAdd, out: out + axis, own + axis, indicator))
      }
    }
    return out
  }

  // MARK: Linking

  struct Linked {
    var constantChannel: Int
    var constants: [Quantity]
    var channelCount: Int
    var program: [Instruction]
    var outputs: [CompiledScene.Output]
    var cameras: [CompiledScene.Camera]
    var components: [Component]
    var pictures: [PictureSpace]
    var rewardChannel: Int
  }

  /// The final number of a channel.
  func final(_ channel: Int) -> Int {
    channel < Self.provisional ? channel : channel - Self.provisional + firstConstant + constants.count
  }

  func link() -> Linked {
    Linked(
      constantChannel: firstConstant, constants: constants,
      channelCount: firstConstant + constants.count + temporaries,
      program: program.map { instruction in
        var linked = instruction
        linked.out = final(instruction.out)
        linked.a = final(instruction.a)
        linked.b = final(instruction.b)
        return linked
      },
      outputs: outputs.map { output in
        var linked = output
        linked.channel = final(output.channel)
        return linked
      },
      cameras: cameras.map { camera in
        var linked = camera
        linked.markers = camera.markers.map(final)
        return linked
      },
      components: components, pictures: pictures, rewardChannel: final(rewardChannel))
  }
}

extension ActuatorDescription {
  /// Numbers of an action that it takes.
  var componentCount: Int {
    switch self {
    case .jointVelocity, .jointTorque, .jointPosition: 1
    case .bodyVelocity: 2
    case .point(let servo): servo.turn == nil ? 2 : 3
    }
  }
}
