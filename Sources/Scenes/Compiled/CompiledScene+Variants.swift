import Gym
import Physics
import Randomness

// A scene whose test tasks have other numbers than its training tasks, or that has levels of difficulty: all of them
// show the same components, and the environments of one family hold training and test tasks side by side.

extension CompiledScene {
  /// The scene of a task: another one than this for a test task, where the file says so under `test`.
  func variant(for numbers: [Float]) -> CompiledScene {
    guard let test = heldOut.first, Split(of: numbers) == .test else { return self }
    return test
  }

  /// The scene that a split draws its tasks from.
  func variant(for split: Split) -> CompiledScene { split == .test ? heldOut.first ?? self : self }

  /// Observations have room for those of the others, too.
  mutating func widen(to others: [CompiledScene]) {
    var components = observationSpace.components
    for other in others {
      for i in outputs.indices.prefix(other.outputs.count) {
        outputs[i].low = min(outputs[i].low, other.outputs[i].low)
        outputs[i].high = max(outputs[i].high, other.outputs[i].high)
        let component = components[outputs[i].place]
        components[outputs[i].place] = Component(
          component.name, unit: component.unit, low: outputs[i].low, high: outputs[i].high)
      }
    }
    observationSpace = Box(components, pictures: observationSpace.pictures)
  }

  /// Everything that rows of one batch have in common, whatever their tasks' numbers are.
  struct Structure: Equatable {
    var names: [String]
    var horizon: Int
    var timing: [Float]
    var counts: [Int]
    var hasContacts: Bool
    var channels: [Int?]
    var program: [Instruction]
    var readings: [String]
    var cameras: [String]
    var responses: [String]
    var changes: [String]
    var pushes: [String]
  }

  var structure: Structure {
    let simulation = description.simulation
    return Structure(
      names: description.bodies.map(\.name) + description.joints.map(\.name)
        + observationSpace.components.map(\.name) + actionSpace.components.map(\.name),
      horizon: horizon,
      timing: [
        simulation.timeStep, Float(simulation.substeps), Float(simulation.velocityIterations),
        Float(simulation.positionIterations), simulation.engine == .lanes ? 1 : 0,
      ],
      counts: [
        layout.count, layout.actuators, layout.sensors, commandCount, constants.count, channelCount,
        choiceChannels.count, description.firstChangeRules.task, description.firstChangeRules.episode,
      ] + leaders + description.joints.flatMap { [$0.bodyA ?? -1, $0.bodyB] },
      hasContacts: description.hasContacts,
      channels: [rewardChannel, successChannel, terminationChannel] + memoryChannels + outputs.map(\.channel)
        + choiceChannels,
      program: program, readings: readings.map { "\($0)" }, cameras: cameras.map { "\($0)" },
      responses: responses.map { "\($0)" },
      changes: changes.map { "\($0)" }, pushes: pushes.map { "\($0)" })
  }

}

extension [DrawRule] {
  /// Names of what they draw, and among how many they choose where they do.
  var drawn: [String] {
    flatMap { rule in
      guard case .number(.choice(let choices)) = rule.kind, rule.isOneOfSeveral else { return rule.names }
      return ["\(rule.key) of \(choices.count)"]
    }
  }
}
