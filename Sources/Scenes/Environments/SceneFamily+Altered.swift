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
    scene.description.actuators.indices.map(scene.description.actuatorName)
  }

  /// What a task, or its episode with this seed, makes of each actuator, in the order of `actuatorNames`: 1 what it is
  /// in most tasks, 0 nothing, less than 0 the opposite.
  /// - Parameter steps: of the episode that are over, which may have changed it.
  public func actuatorStrengths(for draw: TaskDraw, seed: UInt64 = 0, after steps: Int = 0) -> [Float] {
    let (own, numbers) = scene.episode(of: draw, seed: seed)
    let now = own.description.changed(numbers, after: steps)
    return now.actuators.indices.map { i in
      let value = now.actuators[i].scale.value(numbers)
      return value == 0 ? 0 : value / own.description.usualScale(ofActuator: i)
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
      case .actuator(let i, let factor): scale(actuator: i, by: factor)
      case .mass(let body, let factor):
        switch bodies[body].weight {
        case .density(let density): bodies[body].weight = .density(factor * density)
        case .mass(let mass): bodies[body].weight = .mass(factor * mass)
        }
      }
    }
    for i in heldOut.indices { heldOut[i].alter(by: alterations) }
  }

  /// What an actuator's scale is in most tasks; where it is nothing at the start, the most that changes make of it.
  fileprivate func usualScale(ofActuator i: Int) -> Float {
    let scale = actuators[i].scale
    let first = scale.constant ?? usual(scale)
    guard first == 0 else { return first }
    let all = support(of: .scale(actuator: i))
    return all.upperBound >= -all.lowerBound ? all.upperBound : all.lowerBound
  }

  /// What a drawn number is in most tasks: the most frequent case or choice, the first of several, or the middle of a
  /// range; 0 only where it is nothing else.
  fileprivate func usual(_ quantity: Quantity) -> Float {
    let support = quantity.support
    var values = quantity.drawnCases
    if values.isEmpty, let rule = rule(of: quantity), case .number(.choice(let choices)) = rule.kind {
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

  private func rule(of quantity: Quantity) -> DrawRule? {
    switch quantity.source {
    case .constant: nil
    case .task(let index): taskRules.placed.first { $0.place.contains(index) }?.rule
    case .episode(let index): episodeRules.placed.first { $0.place.contains(index) }?.rule
    }
  }

  /// Multiplies what a command of 1 asks of an actuator, from the start on and after every change.
  fileprivate mutating func scale(actuator i: Int, by factor: Float) {
    actuators[i].scale(by: factor)
    for k in followers.indices where followers[k].leader == i { followers[k].actuator.scale(by: factor) }
    for k in changes.indices where [.scale(actuator: i), .turn(actuator: i)].contains(changes[k].number) {
      changes[k].value = factor * changes[k].value
    }
  }
}

extension ActuatorDescription {
  /// Multiplies what a command of 1 asks for.
  fileprivate mutating func scale(by factor: Float) {
    switch self {
    case .jointPosition(let joint, let span, let gain, let speed, let limit, let backlash):
      self = .jointPosition(
        joint: joint, span: factor * span, gain: gain, speed: speed, limit: limit, backlash: backlash)
    case .point(let servo):
      scale = factor * scale
      if let told = servo.turn { turn = factor * told }
    case .jointVelocity, .jointTorque, .bodyVelocity: scale = factor * scale
    }
  }
}
