/// Something that breaks or burdens an arm, which its policy has to find out.
public enum SceneAlteration: Sendable, Hashable {
  /// An actuator, in the order of `actuatorNames`, does so much of what it is told: 1 all of it, 0 nothing, less
  /// than 0 the opposite.
  case actuator(Int, scale: Float)
  /// A body, in the order of `bodyNames`, has so many times its mass.
  case mass(body: Int, factor: Float)
}

extension SceneFamily {
  /// What moves the arm, in the order of the file.
  public var actuatorNames: [String] {
    zip(scene.description.actuators, scene.description.actuatorNames).map { actuator, given in
      switch actuator {
      case .jointVelocity(let joint, _, _), .jointTorque(let joint, _), .jointPosition(let joint, _, _, _, _):
        given ?? scene.description.joints[joint].name
      case .bodyVelocity(let body, _, _): given ?? scene.description.bodies[body].name
      }
    }
  }

  /// What a task makes of each actuator, in the order of `actuatorNames`: 1 what it is in most tasks, 0 nothing, less
  /// than 0 the opposite.
  public func actuatorStrengths(for draw: TaskDraw) -> [Float] {
    let numbers = DrawnNumbers.drawn(task: draw.numbers, episode: [])
    let scene = scene.variant(for: draw.numbers)
    return scene.description.actuators.map { actuator in
      let scale = actuator.scale
      let value = scale.value(numbers)
      if value == 0 { return 0 }
      return scale.constant == nil ? value / scene.description.usual(scale) : 1
    }
  }

  /// The same tasks in an altered world. Its `sceneHash` stays, so that policies for the family may be tried on it.
  /// - Throws: where the altered world cannot be simulated.
  /// - Precondition: actuators and bodies exist.
  public func altered(by alterations: [SceneAlteration]) throws(SceneError) -> SceneFamily {
    var description = scene.description
    description.alter(by: alterations)
    let altered = CompiledScene(description)
    try Self.check(altered, path: name)
    return SceneFamily(altered)
  }
}

extension SceneDescription {
  fileprivate mutating func alter(by alterations: [SceneAlteration]) {
    for alteration in alterations {
      switch alteration {
      case .actuator(let i, let scale):
        actuators[i].scale(by: scale)
        for (k, follower) in followers.enumerated() where follower.leader == i {
          followers[k].actuator.scale(by: scale)
        }
      case .mass(let body, let factor):
        switch bodies[body].weight {
        case .density(let density): bodies[body].weight = .density(factor * density)
        case .mass(let mass): bodies[body].weight = .mass(factor * mass)
        }
      }
    }
    for i in heldOut.indices { heldOut[i].alter(by: alterations) }
  }

  /// What a drawn number is in most tasks: the most frequent case or choice, the first of several, or the middle of a
  /// range; 0 only where it is nothing else.
  fileprivate func usual(_ quantity: Quantity) -> Float {
    let support = quantity.support
    var values = quantity.drawnCases
    if values.isEmpty, let rule = taskRule(of: quantity), case .number(.choice(let choices)) = rule.kind {
      values = choices.map(quantity.scaled)
    }
    values.removeAll { $0 == 0 }
    let counts = values.map { value in values.count { $0 == value } }
    if let most = counts.max(), let first = counts.firstIndex(of: most) { return values[first] }
    let middle = (support.lowerBound + support.upperBound) / 2
    guard support.contains(0) else { return middle }
    // A range about 0 has no sign that is usual, one up to 0 has.
    return support.upperBound > 0 ? max(support.upperBound, -support.lowerBound) : support.lowerBound
  }

  private func taskRule(of quantity: Quantity) -> DrawRule? {
    guard case .task(let index) = quantity.source else { return nil }
    return placedTaskRules.first { $0.place.contains(index) }?.rule
  }
}

extension ActuatorDescription {
  /// What a command of 1 asks for.
  fileprivate var scale: Quantity {
    switch self {
    case .jointVelocity(_, let scale, _), .jointTorque(_, let scale), .jointPosition(_, let scale, _, _, _),
      .bodyVelocity(_, let scale, _):
      scale
    }
  }

  /// Multiplies what a command of 1 asks for.
  fileprivate mutating func scale(by factor: Float) {
    switch self {
    case .jointVelocity(let joint, let scale, let limit):
      self = .jointVelocity(joint: joint, scale: factor * scale, limit: limit)
    case .jointTorque(let joint, let scale): self = .jointTorque(joint: joint, scale: factor * scale)
    case .jointPosition(let joint, let scale, let gain, let speed, let limit):
      self = .jointPosition(joint: joint, scale: factor * scale, gain: gain, speed: speed, limit: limit)
    case .bodyVelocity(let body, let scale, let drift):
      self = .bodyVelocity(body: body, scale: factor * scale, drift: drift)
    }
  }
}
