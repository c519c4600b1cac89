import Gym
import Physics
import Randomness

/// What imperfect sensors show of the rows of a vector environment.
///
/// In each step k of an episode, 0 being its beginning, a sensor takes a reading r(k): what is there plus normal noise,
/// held in the component's range (which the compiler has widened by four deviations), or with the probability `dropout` r(k - 1) again; r(0) is always new. It shows
/// r(k - delay), or r(0) before there is one. Its random numbers are split from the episode's seed, so that an episode
/// is the same in any row, beside any others, and when its actions are played again.
///
/// Threads may work on different rows at once.
final class SceneReadings {
  private let readings: [CompiledScene.Reading]
  private let outputs: [CompiledScene.Output]
  /// Numbers of an observation.
  private let observed: Int
  /// Where the readings of each sensor begin among those of a row.
  private let offsets: [Int]
  /// Numbers that a row keeps.
  private let width: Int
  /// `[row][sensor]`
  private let streams: UnsafeMutableBufferPointer<RandomStream>
  /// `[row][width]`, of each sensor its last delay + 1 readings, that of step k in the place k modulo their number.
  private let kept: UnsafeMutableBufferPointer<Float>

  /// nil where the scene's sensors are all perfect.
  init?(_ scene: CompiledScene, rows: Int) {
    guard !scene.readings.isEmpty else { return nil }
    readings = scene.readings
    outputs = scene.outputs
    observed = scene.observationSpace.count
    var offsets: [Int] = []
    var width = 0
    for reading in readings {
      offsets.append(width)
      width += (reading.delay + 1) * reading.outputs.count
    }
    self.offsets = offsets
    self.width = width
    streams = .allocate(capacity: rows * readings.count)
    streams.initialize(repeating: RandomStream(seed: 0))
    kept = .allocate(capacity: rows * width)
    kept.initialize(repeating: 0)
  }

  deinit {
    streams.deallocate()
    kept.deallocate()
  }

  /// An episode of the row begins.
  func begin(_ row: Int, seed: UInt64) {
    let stream = RandomStream(seed: seed).split("readings")
    for i in readings.indices { streams[row * readings.count + i] = stream.split(i) }
  }

  /// Puts what the sensors show in the place of what is there.
  /// - Parameters:
  ///   - time: steps since the episode began; the first call of an episode has 0, each later one a step more.
  ///   - observations: `[row][component]`, what is there.
  func read(
    _ row: Int, time: Int, _ table: StateTable.Columns, into observations: UnsafeMutableBufferPointer<Float>
  ) {
    for (i, reading) in readings.enumerated() {
      guard !reading.outputs.isEmpty else { continue }
      let first = row * observed + outputs[reading.outputs.lowerBound].place
      let (count, steps) = (reading.outputs.count, reading.delay + 1)
      let own = row * width + offsets[i]
      /// Where the reading of a step is kept.
      func place(_ step: Int) -> Int { own + step % steps * count }
      let now = place(time)
      let stream = row * readings.count + i
      if time > 0, let dropout = reading.dropoutChannel.map({ table.channel($0)[row] }),
        streams[stream].uniform() < dropout
      {
        let last = place(time - 1)
        for k in 0..<count { kept[now + k] = kept[last + k] }
      } else {
        let noise = reading.noiseChannel.map { table.channel($0)[row] }
        for k in 0..<count {
          let output = outputs[reading.outputs.lowerBound + k]
          var number = observations[first + k]
          if let noise { number += noise * streams[stream].normal() }
          kept[now + k] = min(max(number, output.low), output.high)
        }
      }
      if time == 0 {
        for step in 1..<steps {
          for k in 0..<count { kept[place(step) + k] = kept[now + k] }
        }
      }
      // Of the steps whose readings are kept, the next one's place has the oldest.
      let oldest = place(time + 1)
      for k in 0..<count { observations[first + k] = kept[oldest + k] }
    }
  }
}
