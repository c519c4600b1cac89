/// The rules of a scene in words, for its page.
extension SceneDescription {
  var rewardLines: [String] {
    reward.map { term in
      "\(Self.text(term.weight)) × \(text(term.kind))"
        + (Self.joined(term.gate.map(text)).map { "; counted while \($0)" } ?? "")
    }
  }

  var successText: String? { Self.joined(success.map(text)) }
  var terminationText: String? { Self.joined(termination.map(text)) }

  private static func joined(_ texts: [String]) -> String? {
    texts.isEmpty ? nil : texts.joined(separator: " and ")
  }

  private func text(_ kind: RewardTerm.Kind) -> String {
    switch kind {
    case .measure(let measure): text(measure)
    case .progress(let measure): "the fall of \(text(measure)) in the step"
    case .tolerance(let measure, let within, let margin):
      "tolerance, 1 while \(text(measure)) is at most \(Self.text(within)) \(measure.unit), a tenth at "
        + "\(Self.text(margin)) \(measure.unit) beyond"
    case .squaredControl: "the sum of the squared action"
    case .touch(let sensor): "touch, 1 while \(text(sensor: sensor)) is above 0, else 0"
    case .success: "success, 1 while its rule holds, else 0"
    case .always: "1"
    }
  }

  private func text(_ condition: Condition) -> String {
    "\(text(condition.measure)) is \(condition.isAbove ? "above" : "below") "
      + "\(Self.text(condition.bound)) \(condition.measure.unit)\(steps(of: condition))"
  }

  private func steps(of condition: Condition) -> String {
    switch (condition.held > 1, condition.isLasting) {
    case (false, false): ""
    case (true, false): " after each of the last \(condition.held) steps"
    case (false, true): " after some step so far"
    case (true, true): " after each of some \(condition.held) steps in a row so far"
    }
  }

  private func text(_ measure: Measure) -> String {
    func name(_ i: Int) -> String { points[i].name }
    return switch measure {
    case .distance(let a, let b): "the distance of \(name(a)) from \(name(b))"
    case .largestOffset(let a, let b): "the largest coordinate of \(name(a)) - \(name(b))"
    case .x(let a, let b): "the x of \(name(a)) - \(name(b))"
    case .y(let a, let b): "the y of \(name(a)) - \(name(b))"
    case .speed(let point): "the speed of \(name(point))"
    case .jointPosition(let joint): "the position of the joint \(joints[joint].name)"
    case .sensor(let sensor): text(sensor: sensor)
    }
  }

  private func text(sensor: Int) -> String {
    switch sensors[sensor] {
    case .contactForce(let body, let other):
      "the contact force on \(bodies[body].name)" + (other.map { " from \(bodies[$0].name)" } ?? "")
    case .ray(let body, _, _, _): "a range finder on \(bodies[body].name)"
    }
  }

  /// As in "noise of deviation 0.01, 2 steps late".
  static func text(_ reading: ReadingDescription) -> String {
    var flaws: [String] = []
    if let noise = reading.noise { flaws.append("noise of deviation \(text(noise))") }
    if reading.delay > 0 { flaws.append("\(reading.delay) step\(reading.delay == 1 ? "" : "s") late") }
    if let dropout = reading.dropout {
      flaws.append("the last reading again with probability \(text(dropout))")
    }
    return flaws.joined(separator: ", ")
  }

  /// As in "a lag of 0.1 s, noise of deviation 0.02".
  static func text(_ response: ResponseDescription) -> String {
    var flaws: [String] = []
    if let lag = response.lag { flaws.append("a lag of \(text(lag)) s") }
    if let noise = response.noise { flaws.append("noise of deviation \(text(noise))") }
    return flaws.joined(separator: ", ")
  }

  /// As in "back and forth by [1, 0] m in 2 s from phase 0".
  static func text(_ motion: MotionDescription) -> String {
    func text(_ point: QuantityPoint) -> String { "[\(Self.text(point.x)), \(Self.text(point.y))]" }
    var parts: [String] = []
    if motion.by != .zero {
      parts.append(
        "back and forth by \(text(motion.by)) m in \(Self.text(motion.period)) s from phase "
          + Self.text(motion.phase))
    }
    if motion.velocity != .zero { parts.append("at \(text(motion.velocity)) m/s") }
    return parts.isEmpty ? "not at all" : parts.joined(separator: ", and ")
  }

  /// As in "scale of shoulder: 0 rad/s after (20 to 50) steps".
  func text(_ change: ChangeDescription) -> String {
    "\(name(of: change.number)): \(Self.text(change.value)) \(unit(of: change.number)) after "
      + "\(Self.text(change.at)) steps"
  }

  static func text(_ quantity: Quantity) -> String {
    quantity.constant.map { SceneNode.text($0) }
      ?? "(\(SceneNode.text(quantity.support.lowerBound)) to \(SceneNode.text(quantity.support.upperBound)))"
  }
}
