import Foundation
import Physics
import Randomness

/// What imperfect actuators of the rows of a vector environment do of what they are told.
///
/// A command u(k) in [-1, 1] of step k passes a low pass of first order, y(k) = y(k - 1) + (1 - exp(-Δt / lag)) (u(k) -
/// y(k - 1)) with the duration Δt of a step and y = 0 at the start of an episode; then normal noise is added, and the
/// sum is clamped to [-1, 1] again. That is held for the whole step. Random numbers are split from the episode's seed,
/// so that an episode is the same in any row, beside any others, and when its actions are played again.
///
/// Threads may work on different rows at once.
final class SceneResponses {
  private let responses: [CompiledScene.Response]
  private let commandChannel: Int
  /// Commands of a row.
  private let width: Int
  /// s
  private let duration: Double
  /// `[row][actuator]`
  private let streams: UnsafeMutableBufferPointer<RandomStream>
  /// `[row][actuator]`, how much of the way to its command an actuator goes in a step.
  private let gains: UnsafeMutableBufferPointer<Float>
  /// `[row][command]`, behind the low pass.
  private let followed: UnsafeMutableBufferPointer<Float>

  /// nil where the scene's actuators all obey.
  init?(_ scene: CompiledScene, rows: Int) {
    guard !scene.responses.isEmpty else { return nil }
    responses = scene.responses
    commandChannel = scene.commandChannel
    width = scene.commandCount
    duration = Double(scene.description.simulation.stepSeconds)
    streams = .allocate(capacity: rows * responses.count)
    streams.initialize(repeating: RandomStream(seed: 0))
    gains = .allocate(capacity: rows * responses.count)
    gains.initialize(repeating: 1)
    followed = .allocate(capacity: rows * width)
    followed.initialize(repeating: 0)
  }

  deinit {
    streams.deallocate()
    gains.deallocate()
    followed.deallocate()
  }

  /// An episode of the row begins, whose constants stand in the table.
  func begin(_ row: Int, seed: UInt64, _ table: StateTable.Columns) {
    let stream = RandomStream(seed: seed).split("responses")
    for (i, response) in responses.enumerated() {
      let place = row * responses.count + i
      streams[place] = stream.split(i)
      if let lag = response.lagChannel {
        gains[place] = Float(-Foundation.expm1(-duration / Double(table.channel(lag)[row])))
      }
    }
    for i in 0..<width { followed[row * width + i] = 0 }
  }

  /// Puts what the actuators do in this step in the place of what they are told.
  func respond(_ row: Int, _ table: StateTable.Columns) {
    for (i, response) in responses.enumerated() {
      let place = row * responses.count + i
      let noise = response.noiseChannel.map { table.channel($0)[row] }
      for k in response.commands {
        let command = table.channel(commandChannel + k)
        var number = command[row]
        // Without a lag it is the command to the bit.
        if gains[place] < 1 {
          let last = followed[row * width + k]
          number = last + gains[place] * (number - last)
          followed[row * width + k] = number
        }
        if let noise { number += noise * streams[place].normal() }
        command[row] = min(max(number, -1), 1)
      }
    }
  }
}
