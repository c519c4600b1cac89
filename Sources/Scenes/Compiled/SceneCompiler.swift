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
  private let firstConstant: Int
  private var constants: [Quantity] = []
  private var temporaries = 0
  private var program: [Instruction] = []
  private var outputs: [CompiledScene.Output] = []
  private var components: [Component] = []
  private var rewardChannel = 0
  private var pointChannels: [Int: Int] = [:]

  init(_ scene: SceneDescription) {
    self.scene = scene
    let actions = scene.actuators.reduce(0) { $0 + $1.componentCount }
    layout = StateLayout(bodies: scene.bodies.count, joints: scene.joints.count, actuators: actions)
    firstConstant = layout.count + actions
  }

  private mutating func constant(_ quantity: Quantity) -> Int {
    constants.append(quantity)
    return firstConstant + constants.count - 1
  }

  private mutating func temporaries(_ count: Int) -> Int {
    temporaries += count
    return Self.provisional + temporaries - count
  }

  /// The first of the two channels with the point's coordinates.
  private mutating func channels(ofPoint i: Int) -> Int {
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
    }
    pointChannels[i] = channel
    return channel
  }

  // MARK: Observations

  mutating func compileObservations() {
    for term in scene.observations {
      switch term {
      case .jointCosines: angles(.cosine, "cos")
      case .jointSines: angles(.sine, "sin")
      case .jointPositions:
        for (i, joint) in scene.joints.enumerated() {
          output(layout.joint(i) + StateLayout.position, "angle(\(joint.name))", joint.unit, .everything)
        }
      case .jointVelocities:
        for (i, joint) in scene.joints.enumerated() {
          output(
            layout.joint(i) + StateLayout.speed, "velocity(\(joint.name))", "\(joint.unit)/s",
            scene.speed(ofJoint: i))
        }
      case .position(let point):
        outputPair(channels(ofPoint: point), scene.points[point].name, "m", scene.bounds(ofPoint: point))
      case .velocity(let point):
        outputPair(
          velocityChannels(ofPoint: point), "velocity(\(scene.points[point].name))", "m/s", .everything)
      case .offset(let a, let b):
        let (from, to) = (channels(ofPoint: a), channels(ofPoint: b))
        let out = temporaries(2)
        program.append(Instruction(.subtract, out: out, from, to))
        program.append(Instruction(.subtract, out: out + 1, from + 1, to + 1))
        outputPair(
          out, "\(scene.points[a].name) - \(scene.points[b].name)", "m",
          scene.bounds(ofPoint: a) - scene.bounds(ofPoint: b))
      }
    }
  }

  private mutating func angles(_ operation: Instruction.Operation, _ function: String) {
    for joint in scene.joints {
      guard case .revolute = joint.kind else { continue }
      let out = temporaries(1)
      let a = joint.bodyA.map { layout.body($0) } ?? -1
      program.append(Instruction(operation, out: out, a, layout.body(joint.bodyB)))
      output(out, "\(function)(\(joint.name))", "", Interval(-1, 1))
    }
  }

  private mutating func velocityChannels(ofPoint i: Int) -> Int {
    let out = temporaries(2)
    switch scene.points[i].place {
    case .fixed:
      let zero = constant(Quantity(0))
      program.append(Instruction(.multiply, out: out, zero, zero))
      program.append(Instruction(.multiply, out: out + 1, zero, zero))
    case .onBody(let body, let offset):
      // Outlines but polygons have their centre of mass at the origin; a polygon's is a fixed point.
      let center = MassProperties(of: scene.bodies[body].shape(.smallest), density: 1).center
      let x = center.x == 0 ? constant(offset.x) : constant(Quantity((offset.x.constant ?? 0) - center.x))
      _ = center.y == 0 ? constant(offset.y) : constant(Quantity((offset.y.constant ?? 0) - center.y))
      program.append(Instruction(.velocity, out: out, layout.body(body), x))
    }
    return out
  }

  private mutating func output(_ channel: Int, _ name: String, _ unit: String, _ range: Interval) {
    outputs.append(CompiledScene.Output(channel: channel, low: range.low, high: range.high))
    components.append(Component(name, unit: unit, low: range.low, high: range.high))
  }

  private mutating func outputPair(_ channel: Int, _ name: String, _ unit: String, _ range: IntervalPair) {
    func named(_ axis: String) -> String {
      name.contains("(") || name.contains(" ") ? "(\(name))_\(axis)" : "\(name)_\(axis)"
    }
    output(channel, named("x"), unit, range.x)
    output(channel + 1, named("y"), unit, range.y)
  }

  // MARK: Rules

  mutating func compileReward() {
    rewardChannel = temporaries(1)
    for (i, term) in scene.reward.enumerated() {
      let value: Int
      switch term.kind {
      case .measure(let measure): value = compile(measure)
      case .squaredControl:
        value = temporaries(1)
        program.append(Instruction(.sumOfSquares, out: value, layout.count, layout.actuators))
      }
      let weight = constant(term.weight)
      program.append(Instruction(i == 0 ? .multiply : .multiplyAdd, out: rewardChannel, value, weight))
    }
  }

  private mutating func compile(_ measure: Measure) -> Int {
    let (operation, a, b): (Instruction.Operation, Int, Int) =
      switch measure {
      case .distance(let a, let b): (.distance, a, b)
      case .largestOffset(let a, let b): (.largestOffset, a, b)
      }
    let (first, second) = (channels(ofPoint: a), channels(ofPoint: b))
    let out = temporaries(1)
    program.append(Instruction(operation, out: out, first, second))
    return out
  }

  /// The channel that is 1 where the condition holds, still provisional until `link`.
  mutating func compile(_ condition: Condition) -> Int {
    let value = compile(condition.measure)
    let bound = constant(condition.bound)
    let out = temporaries(1)
    program.append(Instruction(.below, out: out, value, bound))
    return out
  }

  // MARK: Linking

  struct Linked {
    var constantChannel: Int
    var constants: [Quantity]
    var channelCount: Int
    var program: [Instruction]
    var outputs: [CompiledScene.Output]
    var components: [Component]
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
      outputs: outputs.map { CompiledScene.Output(channel: final($0.channel), low: $0.low, high: $0.high) },
      components: components, rewardChannel: final(rewardChannel))
  }
}

extension ActuatorDescription {
  /// Numbers of an action that it takes.
  var componentCount: Int {
    if case .bodyVelocity = self { 2 } else { 1 }
  }
}
