import Physics

extension SceneCompiler {
  /// - Parameter success: the channel of the success rule, for a bonus.
  /// - Parameter keepsTerms: give each weighted term a channel of its own.
  mutating func compileReward(success: Int?, keepsTerms: Bool) {
    rewardChannel = temporaries(1)
    for (i, term) in scene.reward.enumerated() {
      var value = compile(term.kind, success: success)
      if let gate = compile(all: term.gate) { value = compile(.multiply, value, gate) }
      let weight = constant(term.weight)
      program.append(Instruction(i == 0 ? .multiply : .multiplyAdd, out: rewardChannel, value, weight))
      guard keepsTerms else { continue }
      let own = temporaries(1)
      program.append(Instruction(.multiply, out: own, value, weight))
      termChannels.append(own)
    }
  }

  private mutating func compile(_ kind: RewardTerm.Kind, success: Int?) -> Int {
    switch kind {
    case .measure(let measure):
      return compile(measure)
    case .progress(let measure):
      let now = compile(measure)
      let last = temporaries(1)
      let out = temporaries(1)
      program.append(Instruction(.progress, out: out, now, last))
      return out
    case .tolerance(let measure, let within, let margin):
      let value = compile(measure)
      let bound = constant(within)
      _ = constant(margin)
      let out = temporaries(1)
      program.append(Instruction(.tolerance, out: out, value, bound))
      return out
    case .touch(let sensor):
      return touch(sensor)
    case .squaredControl:
      let out = temporaries(1)
      program.append(Instruction(.sumOfSquares, out: out, layout.count, commandCount))
      return out
    case .success:
      guard let success else { preconditionFailure("a bonus without a success rule passed the reader") }
      return success
    case .always:
      return constant(Quantity(1))
    }
  }

  /// The channel that is 1 where a contact sensor reports any force.
  mutating func touch(_ sensor: Int) -> Int {
    let zero = constant(Quantity(0))
    let out = temporaries(1)
    program.append(Instruction(.below, out: out, zero, layout.sensor(sensor)))
    return out
  }

  private mutating func compile(_ measure: Measure) -> Int {
    switch measure {
    case .distance(let a, let b): return compile(.distance, channels(ofPoint: a), channels(ofPoint: b))
    case .largestOffset(let a, let b):
      return compile(.largestOffset, channels(ofPoint: a), channels(ofPoint: b))
    case .x(let a, let b): return compile(.subtract, channels(ofPoint: a), channels(ofPoint: b))
    case .y(let a, let b): return compile(.subtract, channels(ofPoint: a) + 1, channels(ofPoint: b) + 1)
    case .speed(let point):
      let rest = constant(Quantity(0))
      _ = constant(Quantity(0))
      return compile(.distance, velocityChannels(ofPoint: point), rest)
    case .jointPosition(let joint):
      return masked(layout.joint(joint) + StateLayout.position, of: scene.joints[joint])
    case .sensor(let sensor): return layout.sensor(sensor)
    }
  }

  private mutating func compile(_ operation: Instruction.Operation, _ a: Int, _ b: Int) -> Int {
    let out = temporaries(1)
    program.append(Instruction(operation, out: out, a, b))
    return out
  }

  /// The channel that is 1 where all conditions hold, still provisional until `link`; nil if there are none.
  mutating func compile(all conditions: [Condition]) -> Int? {
    var all: Int?
    for condition in conditions {
      let holds = compile(condition)
      all = all.map { compile(.multiply, $0, holds) } ?? holds
    }
    return all
  }

  private mutating func compile(_ condition: Condition) -> Int {
    let value = compile(condition.measure)
    let bound = constant(condition.bound)
    var holds = condition.isAbove ? compile(.below, bound, value) : compile(.below, value, bound)
    if condition.held > 1 {
      holds = compile(.below, constant(Quantity(Float(condition.held) - 0.5)), remember(.streak, holds))
    }
    return condition.isLasting ? remember(.latch, holds) : holds
  }

  private mutating func remember(_ operation: Instruction.Operation, _ a: Int) -> Int {
    let out = temporaries(1)
    program.append(Instruction(operation, out: out, a))
    memories.append(out)
    return out
  }
}
