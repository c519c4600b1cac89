import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Scenes behind the outer edge.
@Suite struct HostedScenesTests {
  /// As a host may send it.
  private func forged(_ task: TaskDraw, numbers: [Float]) throws -> TaskDraw {
    struct Draw: Codable {
      var names: [String]
      var numbers: [Float]
    }
    let data = try JSONEncoder().encode(Draw(names: task.names, numbers: numbers))
    return try JSONDecoder().decode(TaskDraw.self, from: data)
  }

  @Test func tasksThatNoSceneDrawsAreRefused() throws {
    let family = try SceneFamily(named: "reach")
    let task = family.drawTask(from: .test, using: RandomStream(seed: 1))
    let forged = try forged(task, numbers: [5, 5])
    let short = try self.forged(task, numbers: [0])
    for wrong in [forged, short] {
      #expect(throws: HostError.noSuchTask(row: 1)) {
        try HostedVectorEnv(family, tasks: [task, wrong])
      }
    }
    let env = try HostedVectorEnv(family, tasks: [task, task], autoreset: .disabled)
    #expect(throws: HostError.noSuchTask(row: 0)) { try env.assign(forged, to: 0) }
    var step = env.makeStep()
    try step.withMemory { memory in try env.reset(seeds: [1, 2], into: memory) }
    let still = [Float](repeating: 0, count: 4)
    for _ in 0..<50 { try step.withMemory { memory in try env.step(still.span, into: memory) } }
    #expect(step.truncated == [true, true])
    #expect(throws: HostError.refused(.episodeOver(environment: 0))) {
      try step.withMemory { memory in try env.step(still.span, into: memory) }
    }
  }
}
