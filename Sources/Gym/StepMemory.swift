/// Where a vector environment writes what a reset or a step shows: memory of the caller's, at fixed addresses, so that
/// another language's arrays can be written to without a copy. Row i of every array is environment i.
///
/// It is a view: whoever allocated the memory keeps it alive while the environment writes. Steps take the memory that
/// the last reset or step wrote to: rows that wait keep there what they show.
public struct StepMemory {
  public let count: Int
  public let observationCount: Int
  public let channelCount: Int
  /// `[count, observationCount]`: what the next action is chosen from.
  public let observations: UnsafeMutableBufferPointer<Float>
  /// `[count]`
  public let rewards: UnsafeMutableBufferPointer<Float>
  /// `[count]`, never set in a row together with `truncated`.
  public let terminated: UnsafeMutableBufferPointer<Bool>
  /// `[count]`
  public let truncated: UnsafeMutableBufferPointer<Bool>
  /// `[count]`
  public let success: UnsafeMutableBufferPointer<Bool>
  /// `[count]`: the row's simulation left the finite numbers in this step, which terminated its episode.
  public let nonFinite: UnsafeMutableBufferPointer<Bool>
  /// `[count, observationCount]`: row i is valid where the episode of environment i ended in this step, and stays so
  /// until another one ends.
  public let finalObservations: UnsafeMutableBufferPointer<Float>
  /// `[count, channelCount]`, in the order of the environment's `channels`.
  public let channels: UnsafeMutableBufferPointer<Float>

  /// - Precondition: every buffer has room for `count` rows.
  public init(
    count: Int, observationCount: Int, channelCount: Int,
    observations: UnsafeMutableBufferPointer<Float>, rewards: UnsafeMutableBufferPointer<Float>,
    terminated: UnsafeMutableBufferPointer<Bool>, truncated: UnsafeMutableBufferPointer<Bool>,
    success: UnsafeMutableBufferPointer<Bool>, nonFinite: UnsafeMutableBufferPointer<Bool>,
    finalObservations: UnsafeMutableBufferPointer<Float>, channels: UnsafeMutableBufferPointer<Float>
  ) {
    let numbers = count * observationCount
    precondition(
      observations.count == numbers && finalObservations.count == numbers && rewards.count == count
        && terminated.count == count && truncated.count == count && success.count == count
        && nonFinite.count == count && channels.count == count * channelCount,
      "memory of other sizes than \(count) rows of \(observationCount) observations and \(channelCount) channels"
    )
    self.count = count
    self.observationCount = observationCount
    self.channelCount = channelCount
    self.observations = observations
    self.rewards = rewards
    self.terminated = terminated
    self.truncated = truncated
    self.success = success
    self.nonFinite = nonFinite
    self.finalObservations = finalObservations
    self.channels = channels
  }

  /// What a reset leaves beside the first observation.
  public func clear(row: Int) {
    rewards[row] = 0
    terminated[row] = false
    truncated[row] = false
    success[row] = false
    nonFinite[row] = false
    for i in row * channelCount..<(row + 1) * channelCount { channels[i] = 0 }
  }
}

/// Memory for the steps of `count` environments that is kept in arrays; the caller keeps and reuses it. The fields are
/// those of `StepMemory`.
public struct VectorStep: Sendable {
  public let count: Int
  public let observationCount: Int
  public let channelCount: Int
  /// `[count, observationCount]`
  public var observations: [Float]
  /// `[count]`
  public var rewards: [Float]
  public var terminated: [Bool]
  public var truncated: [Bool]
  public var success: [Bool]
  public var nonFinite: [Bool]
  /// `[count, observationCount]`
  public var finalObservations: [Float]
  /// `[count, channelCount]`
  public var channels: [Float]

  public init(count: Int, observationCount: Int, channelCount: Int = 0) {
    self.count = count
    self.observationCount = observationCount
    self.channelCount = channelCount
    observations = Array(repeating: 0, count: count * observationCount)
    rewards = Array(repeating: 0, count: count)
    terminated = Array(repeating: false, count: count)
    truncated = terminated
    success = terminated
    nonFinite = terminated
    finalObservations = observations
    channels = Array(repeating: 0, count: count * channelCount)
  }

  public func ended(_ i: Int) -> Bool { terminated[i] || truncated[i] }

  /// The arrays as memory to write to, for the time of `body`.
  public mutating func withMemory<R, Failure: Error>(
    _ body: (StepMemory) throws(Failure) -> R
  ) throws(Failure) -> R {
    let (count, width, channelCount) = (count, observationCount, channelCount)
    return try observations.withUnsafeMutableBufferPointer { observations throws(Failure) in
      try rewards.withUnsafeMutableBufferPointer { rewards throws(Failure) in
        try terminated.withUnsafeMutableBufferPointer { terminated throws(Failure) in
          try truncated.withUnsafeMutableBufferPointer { truncated throws(Failure) in
            try success.withUnsafeMutableBufferPointer { success throws(Failure) in
              try nonFinite.withUnsafeMutableBufferPointer { nonFinite throws(Failure) in
                try finalObservations.withUnsafeMutableBufferPointer { finals throws(Failure) in
                  try channels.withUnsafeMutableBufferPointer { channels throws(Failure) in
                    try body(
                      StepMemory(
                        count: count, observationCount: width, channelCount: channelCount,
                        observations: observations, rewards: rewards, terminated: terminated,
                        truncated: truncated,
                        success: success, nonFinite: nonFinite, finalObservations: finals, channels: channels)
                    )
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
