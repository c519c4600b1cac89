import Foundation

/// What an actuator does, by the task and by the reader, in words.
struct ActuatorState {
  /// Of what is usual: 1 all of it, 0 nothing, less than 0 the opposite.
  let task: Float
  let reader: Float

  var text: String {
    switch (task, reader) {
    case (1, _): Self.word(reader)
    case (_, 1): Self.word(task) + " by the task"
    default:
      "\(Self.word(task * reader)): \(Self.word(task)) by the task, \(Self.word(reader)) by you"
    }
  }

  private static func word(_ scale: Float) -> String {
    switch scale {
    case 1: "works"
    case 0: "dead"
    case -1: "reversed"
    case ..<0: "reversed ×\(number(-scale))"
    default: "×\(number(scale))"
    }
  }

  private static func number(_ value: Float) -> String { String(format: "%.3g", Double(value)) }
}
