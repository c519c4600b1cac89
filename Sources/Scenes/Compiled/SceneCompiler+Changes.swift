import Physics

extension CompiledScene {
  /// What happens in a row before the step whose number the channel `at` has, when rounded down.
  struct Change: Sendable {
    enum Target: Sendable {
      case channel(Int)
      case engine(WorldNumber)
    }

    var at: Int
    /// Channel of the new number.
    var value: Int
    var target: Target
  }

  /// Channels of what pushes a body.
  struct Push: Sendable {
    var body: Int
    var impulse: Int
    var probability: Int
  }
}

extension SceneCompiler {
  /// An observed number that follows one that changes: the factor of `number + addend` that brings it to [-1, 1].
  struct Watch {
    var number: ChangingNumber
    var channel: Int
    var factor: Float
    var addend: Float
  }

  /// The channel of the present value of a number that changes, so that `scale` becomes [-1, 1], and all that it may be.
  mutating func watch(
    _ number: ChangingNumber, over scale: ClosedRange<Float>
  ) -> (channel: Int, bounds: Interval) {
    let (middle, factor) = scale.normalization
    let channel = constant(factor * (scene[number] + -middle))
    watches.append(Watch(number: number, channel: channel, factor: factor, addend: -middle))
    let support = scene.support(of: number)
    if support == scale { return (channel, Interval(-1, 1)) }
    return (
      channel, Interval(factor * (support.lowerBound - middle), factor * (support.upperBound - middle))
    )
  }

  /// After all else: whatever is watched and every point that rules use has its channel.
  mutating func compileChanges() -> [CompiledScene.Change] {
    var changes: [CompiledScene.Change] = []
    for change in scene.changes {
      let at = constant(change.at)
      let value = constant(change.value)
      for target in targets(of: change.number) {
        changes.append(CompiledScene.Change(at: at, value: value, target: target))
      }
      for watch in watches where watch.number == change.number {
        let shown = constant(watch.factor * (change.value + watch.addend))
        changes.append(CompiledScene.Change(at: at, value: shown, target: .channel(watch.channel)))
      }
    }
    return changes
  }

  private mutating func targets(of number: ChangingNumber) -> [CompiledScene.Change.Target] {
    switch number {
    case .scale(let i): return engineActuators(of: i).map { .engine(.scale(actuator: $0)) }
    case .turn(let i): return [.engine(.turn(actuator: command(of: i)))]
    case .driftX(let i): return [.engine(.drift(actuator: command(of: i)))]
    case .driftY(let i): return [.engine(.drift(actuator: command(of: i) + 1))]
    case .pointX(let i): return [.channel(channels(ofPoint: i))]
    case .pointY(let i): return [.channel(channels(ofPoint: i) + 1)]
    case .gravityX: return [.engine(.gravityX)]
    case .gravityY: return [.engine(.gravityY)]
    case .linearDamping(let body): return [.engine(.linearDamping(body: body))]
    case .angularDamping(let body): return [.engine(.angularDamping(body: body))]
    }
  }

  /// The first of an actuator's commands, which the engine has as actuators of its own.
  private func command(of actuator: Int) -> Int {
    scene.actuators[..<actuator].reduce(0) { $0 + $1.componentCount }
  }

  /// Of an actuator and of its followers.
  private func engineActuators(of actuator: Int) -> [Int] {
    let first = command(of: actuator)
    var place = commandCount
    var all = Array(first..<first + scene.actuators[actuator].componentCount)
    for follower in scene.followers {
      if follower.leader == actuator { all.append(place) }
      place += follower.actuator.componentCount
    }
    return all
  }

  mutating func compilePushes() -> [CompiledScene.Push] {
    scene.pushes.map { push in
      CompiledScene.Push(
        body: push.body, impulse: constant(push.impulse), probability: constant(push.probability))
    }
  }
}
