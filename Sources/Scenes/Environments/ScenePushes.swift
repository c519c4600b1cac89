import Foundation
import Physics
import Randomness

/// Who pushes bodies of the rows of a vector environment.
///
/// Before each step a body gets an impulse with the given probability, of the given size, in a direction that is as
/// likely as any other. Random numbers are split from the episode's seed, one or two for each step, so that an episode is
/// the same in any row, beside any others, and when its actions are played again.
///
/// Threads may work on different rows at once.
final class ScenePushes {
  private let pushes: [CompiledScene.Push]
  /// `[row][push]`
  private let streams: UnsafeMutableBufferPointer<RandomStream>

  /// nil where nothing pushes.
  init?(_ scene: CompiledScene, rows: Int) {
    guard !scene.pushes.isEmpty else { return nil }
    pushes = scene.pushes
    streams = .allocate(capacity: rows * pushes.count)
    streams.initialize(repeating: RandomStream(seed: 0))
  }

  deinit { streams.deallocate() }

  /// An episode of the row begins.
  func begin(_ row: Int, seed: UInt64) {
    let stream = RandomStream(seed: seed).split("pushes")
    for i in pushes.indices { streams[row * pushes.count + i] = stream.split(i) }
  }

  /// Before a step.
  func push(_ row: Int, _ table: StateTable.Columns, _ engine: Engine) {
    for (i, push) in pushes.enumerated() {
      let place = row * pushes.count + i
      guard streams[place].uniform() < table.channel(push.probability)[row] else { continue }
      let angle = 2 * Double.pi * Double(streams[place].uniform())
      let impulse = table.channel(push.impulse)[row]
      engine.push(
        body: push.body,
        by: impulse * Vector2(Float(Foundation.cos(angle)), Float(Foundation.sin(angle))), row: row)
    }
  }
}
