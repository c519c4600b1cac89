import Foundation
import Gym
import Randomness
import Scenes
import Testing

@Suite("Tasks") struct TaskTests {
  @Test("train and test tasks never coincide", arguments: SceneFamily.knownNames) func disjoint(
    _ name: String
  ) throws {
    let family = try SceneFamily(named: name)
    var halves: [Split: Set<[Float]>] = [:]
    for split in Split.allCases {
      for i in 0..<5000 {
        let draw = family.drawTask(from: split, using: RandomStream(seed: 2).split(i))
        #expect(draw.split == split)
        #expect(family.accepts(draw))
        halves[split, default: []].insert(draw.numbers)
      }
    }
    #expect(halves[.train, default: []].isDisjoint(with: halves[.test, default: []]))
    // A uniform number has 24 bits, and a tenth of them are for validation: of 5000 tasks that are one angle each, some
    // seven pairs are expected to be the same.
    let fewest = name == "semicircle" ? 4980 : 5000
    #expect(halves.values.allSatisfy { $0.count >= fewest })
  }

  @Test("a fifth of all draws is for tests") func share() throws {
    let family = try SceneFamily(named: "reach")
    // The first draw of each stream, before any rejection, is what a train draw gives where it is one of train.
    let tests = (0..<10_000).count { i in
      let stream = RandomStream(seed: 8).split(i)
      return family.drawTask(from: .train, using: stream) != family.drawTask(from: .test, using: stream)
        && firstIsTest(family, stream)
    }
    #expect(abs(tests - 2000) < 5 * 40)
  }

  /// The test draw comes first in the stream if the train draw is a later attempt.
  private func firstIsTest(_ family: SceneFamily, _ stream: RandomStream) -> Bool {
    var branch = stream.split(0)
    let area = Double(branch.uniform())
    let angle = 2 * Double.pi * Double(branch.uniform())
    let x = Float(0.2 * area.squareRoot() * cos(angle))
    return abs(family.drawTask(from: .test, using: stream).numbers[0] - x) < 1e-6
  }

  @Test("the same stream gives the same task, whatever was drawn before") func repeatable() throws {
    let family = try SceneFamily(named: "navigate")
    let stream = RandomStream(seed: 4).split(1)
    let first = family.drawTask(from: .test, using: stream)
    _ = family.drawTask(from: .train, using: stream)
    #expect(family.drawTask(from: .test, using: stream) == first)
    #expect(try SceneFamily(named: "navigate").drawTask(from: .test, using: stream) == first)
  }

  @Test("a task survives JSON to the bit") func codable() throws {
    let family = try SceneFiles().family(EnvironmentContractTests.varied)
    let draw = family.drawTask(from: .train, using: RandomStream(seed: 0))
    let copy = try JSONDecoder().decode(TaskDraw.self, from: JSONEncoder().encode(draw))
    #expect(copy == draw)
    #expect(copy.numbers.map(\.bitPattern) == draw.numbers.map(\.bitPattern))
    #expect(family.accepts(copy))
    #expect(!(try SceneFamily(named: "reach").accepts(copy)))
  }

  @Test("numbers are drawn in a fixed order, named by their place in the file") func names() throws {
    let family = try SceneFiles().family(EnvironmentContractTests.varied)
    #expect(
      family.taskNames == [
        "simulation.gravity[1]", "arm.links[0].length", "arm.links[0].density", "arm.links[1].radius",
        "arm.links[1].mass", "actuators[0].scale", "actuators[1].torque", "task.goal.x", "task.goal.y",
        "task.post[0]", "reward[0].weight",
      ])
  }

  @Test("distributions under start belong to the episode") func episodes() throws {
    let family = try SceneFiles().family(EnvironmentContractTests.varied)
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: 0)))
    let first = env.reset(seed: 1)
    #expect(env.reset(seed: 2) != first)
    #expect(env.reset(seed: 1) == first)
  }

  @Test("every kind of distribution stays in its support and fills it") func supports() throws {
    let family = try SceneFiles().family(EnvironmentContractTests.varied)
    let draws = (0..<2000).map {
      family.drawTask(from: .train, using: RandomStream(seed: 7).split($0)).numbers
    }
    func column(_ i: Int) -> [Float] { draws.map { $0[i] }.sorted() }
    #expect(column(1)[0] >= 0.2 && column(1)[1999] <= 0.4 && abs(column(1)[1000] - 0.3) < 0.02)
    // Half of a log-uniform distribution is below the geometric mean.
    #expect(column(2)[0] >= 10 && column(2)[1999] <= 1000 && abs(log10(column(2)[1000]) - 2) < 0.1)
    #expect(column(4)[0] >= 0.7 && column(4)[1999] <= 1.3 && abs(column(4)[1000] - 1) < 0.02)
    #expect(Set(column(5)) == [-4, 4])
    let radii = zip(draws.map { $0[7] }, draws.map { $0[8] }).map { hypot($0, $1) }
    #expect(radii.allSatisfy { $0 > 0.2 - 1e-6 && $0 < 0.5 + 1e-6 })
  }

  @Test("a scene without distributions has one task, in both halves") func single() throws {
    let family = try SceneFiles().family(
      SceneFiles.good(replacing: "goal: {disc: {radius: 0.2}}", with: "goal: [0.1, 0.1]"))
    let train = family.drawTask(from: .train, using: RandomStream(seed: 0))
    #expect(train.numbers.isEmpty)
    #expect(family.drawTask(from: .test, using: RandomStream(seed: 1)) == train)
  }

  @Test("a task of another family traps") func foreign() async {
    await #expect(processExitsWith: .failure) {
      let reach = try SceneFamily(named: "reach")
      let navigate = try SceneFamily(named: "navigate")
      let task = navigate.drawTask(from: .train, using: RandomStream(seed: 0))
      _ = reach.makeVectorEnv(for: task, count: 1)
    }
  }
}
