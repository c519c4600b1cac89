import Foundation
import Gym
import Physics
import Randomness
import Testing

@testable import Scenes

/// Tasks that nobody drew are held to the rules that tasks are drawn by.
@Suite("Tasks by hand") struct OwnTaskTests {
  private func family(task: String, rest: String = "") throws -> SceneFamily {
    try SceneFiles().family(
      SceneFiles.good(replacing: "task: {goal: {disc: {radius: 0.2}}}", with: "task: {goal: \(task)}")
        .replacingOccurrences(of: "mass: 0.2", with: rest.isEmpty ? "mass: 0.2" : rest))
  }

  private func message(_ family: SceneFamily, _ numbers: [Float], _ split: Split? = nil) -> String {
    do throws(SceneError) {
      let task = try family.task(numbers: numbers, in: split)
      return family.accepts(task) && task.numbers == numbers ? "no error" : "not accepted"
    } catch { return error.description }
  }

  /// The same numbers as a file would bring them.
  private func decoded(_ family: SceneFamily, _ numbers: [Float]) throws -> TaskDraw {
    let json = ["names": family.taskNames, "numbers": numbers.map { Double($0) }] as [String: Any]
    return try JSONDecoder().decode(TaskDraw.self, from: JSONSerialization.data(withJSONObject: json))
  }

  /// What a rule takes, what it refuses, and how it is called.
  struct Case: Sendable {
    let task: String
    var rest = ""
    let good: [[Float]]
    let bad: [[Float]]
    let says: String
  }

  private static let cases = [
    Case(
      task: "{disc: {radius: 0.2}}", good: [[0, 0], [0.2, 0], [0.12, -0.16]],
      bad: [[0.2, 0.2], [0.15, -0.15], [.nan, 0], [0, .nan], [.infinity, 0]],
      says: "task.goal.x, task.goal.y: @, expected a point 0 to 0.2 m from (0, 0)"),
    Case(
      task: "{annulus: {center: [50, 0], inner: 0.1, outer: 0.2}}", good: [[50.1, 0], [50, -0.2]],
      bad: [[50, 0], [50.09, 0], [49.85, 0.15], [50.2, 0.01]],
      says: "task.goal.x, task.goal.y: @, expected a point 0.1 to 0.2 m from (50, 0)"),
    Case(
      task: "{arc: {radius: 0.5, angles: [3, 4]}}", good: [[-0.5, 0], [0.5 * cos(4), 0.5 * sin(4)]],
      bad: [[0.5, 0], [0, 0.5], [-0.4, 0], [-0.5, 0.1], [0.5 * cos(4.01), 0.5 * sin(4.01)], [0, 0]],
      says: "task.goal.x, task.goal.y: @, expected a point 0.5 m from (0, 0) in the direction 3 to 4 rad"),
    Case(
      task: "{rectangle: {low: [0, 0], high: [1, 2]}}", good: [[0, 0], [1, 2], [0.5, 0.1]],
      bad: [[-0.001, 0], [0.5, 2.001], [.nan, 0]],
      says: "task.goal.x, task.goal.y: @, expected a point from (0, 0) to (1, 2)"),
    Case(
      task: "[{normal: {mean: 1, deviation: 0.5}}, 0]", good: [[1], [-0.5], [2.5]], bad: [[-0.51], [2.6]],
      says: "task.goal[0]: @, expected -0.5 to 2.5"),
    Case(
      task: "[{log_uniform: [0.5, 4]}, 0]", good: [[0.5], [4], [1]], bad: [[0.4], [4.1], [-1]],
      says: "task.goal[0]: @, expected 0.5 to 4"),
    Case(
      task: "[0, {uniform: [1, 2]}]", rest: "mass: {choice: [1, 2.5, 4]}", good: [[2.5, 1], [4, 2]],
      bad: [[2, 1], [2.4999, 1], [0, 1]], says: "arm.links[1].mass: #, expected one of 1, 2.5, 4"),
    Case(
      task: "[0, {uniform: [1, 2]}]", rest: "mass: {case: [1, 2, 4]}", good: [[0, 1], [2, 2]],
      bad: [[2.7, 1], [3, 1], [-1, 1], [0.5, 1], [.nan, 1]], says: "case: #, expected one of 0, 1, 2"),
  ]

  @Test("each rule takes what it draws and nothing else", arguments: cases) func rules(_ one: Case) throws {
    let family = try family(task: one.task, rest: one.rest)
    for numbers in one.good { #expect(message(family, numbers) == "no error") }
    for numbers in one.bad {
      let all = numbers.map { SceneNode.text($0) }.joined(separator: ", ")
      let says = one.says.replacingOccurrences(of: "@", with: all)
        .replacingOccurrences(of: "#", with: SceneNode.text(numbers[0]))
      #expect(message(family, numbers) == "good: \(says)")
      if numbers.allSatisfy({ $0.isFinite }) { #expect(!family.accepts(try decoded(family, numbers))) }
    }
    for seed: UInt64 in 0..<500 {
      let draw = family.drawTask(from: .train, using: RandomStream(seed: seed))
      #expect(message(family, draw.numbers, .train) == "no error")
      #expect(message(family, draw.numbers, .test) == "good: a task for train, expected one for test")
    }
  }

  @Test("numbers are counted, and one task stands in every half") func count() throws {
    let disc = try family(task: "{disc: {radius: 0.2}}")
    #expect(message(disc, [0.1]) == "good: 1 numbers, expected 2: task.goal.x, task.goal.y")
    #expect(message(disc, [0, 0, 0]) == "good: 3 numbers, expected 2: task.goal.x, task.goal.y")
    let single = try family(task: "[0, 0]")
    for split in Split.allCases { #expect(message(single, [], split) == "no error") }
    #expect(message(single, [1]) == "good: 1 numbers, expected 0")
    // A negative zero would be another task of the same world.
    let zero = try disc.task(numbers: [0, -0.0])
    #expect(zero == (try disc.task(numbers: [0, 0])) && zero.split == Split(of: [0, 0]))
  }

  @Test("a task outside of its rule traps where it would run") func trap() async {
    await #expect(processExitsWith: .failure) {
      let reach = try SceneFamily(named: "reach")
      let json = #"{"names": ["task.target.x", "task.target.y"], "numbers": [0.19, 0.19]}"#
      let task = try JSONDecoder().decode(TaskDraw.self, from: Data(json.utf8))
      _ = reach.makeVectorEnv(for: task, count: 1)
    }
  }

  @Test("the nearest point of a rule is one that it draws, and no drawn one is nearer")
  func nearest() throws {
    var stream = RandomStream(seed: 3).split("rules")
    for round in 0..<60 {
      let (x, y) = (stream.uniform(-100, 100), stream.uniform(-1, 1))
      let (small, large) = (stream.uniform(0, 0.5), stream.uniform(0.5, 2))
      let from = stream.uniform(-10, 10)
      let rule: PointRule =
        switch round % 3 {
        case 0: .annulus(x: x, y: y, inner: small, outer: large)
        case 1: .arc(x: x, y: y, radius: large, angles: from...from + stream.uniform(0.1, 9))
        default: .rectangle(x: x...x + small, y: y...y + large)
        }
      let drawn = (0..<200).map { _ in rule.draw(from: &stream) }
      for point in drawn { #expect(rule.accepts(x: point.x, y: point.y), "\(point) of \(rule)") }
      for _ in 0..<20 {
        let (px, py) = (x + stream.uniform(-4, 4), y + stream.uniform(-4, 4))
        let near = rule.nearest(toX: px, y: py)
        #expect(rule.accepts(x: near.x, y: near.y))
        let best = drawn.map { hypot($0.x - px, $0.y - py) }.min() ?? 0
        #expect(hypot(near.x - px, near.y - py) <= best + 1e-4, "\(near) of \(rule) for (\(px), \(py))")
      }
    }
  }

  @Test("goals move as far as tasks go", arguments: ["reach", "navigate", "door", "dial", "reach-vertical"])
  func moving(_ name: String) throws {
    let family = try SceneFamily(named: name)
    let draw = family.drawTask(from: .test, using: RandomStream(seed: 1))
    let goal = try #require(family.goals(for: draw).first)
    var stream = RandomStream(seed: 2)
    for _ in 0..<200 {
      let offset = Vector2(stream.uniform(-1, 1), stream.uniform(-1, 1))
      guard let moved = family.moving(goal, to: offset, in: draw) else {
        #expect(name == "door", "only the door's goal has a fixed coordinate")
        continue
      }
      #expect(family.accepts(moved))
      let place = try #require(family.goals(for: moved).first).offset
      // There, it stays.
      let again = try #require(family.moving(goal, to: place, in: draw))
      #expect(zip(again.numbers, moved.numbers).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("a goal goes where it is dragged, and to the rim from beyond") func dragged() throws {
    let reach = try SceneFamily(named: "reach")
    let draw = reach.drawTask(from: .test, using: RandomStream(seed: 1))
    let goal = try #require(reach.goals(for: draw).first)
    let moved = try #require(reach.moving(goal, to: Vector2(0.1, -0.05), in: draw))
    #expect(reach.goals(for: moved)[0].offset == Vector2(0.1, -0.05))
    let far = try #require(reach.moving(goal, to: Vector2(3, -4), in: draw))
    let place = reach.goals(for: far)[0].offset
    #expect(abs(place.x - 0.12) < 1e-6 && abs(place.y + 0.16) < 1e-6)
  }

  @Test("a saved set of tasks is read back, and one that the family would not draw is not") func saved()
    throws
  {
    let family = try SceneFamily(named: "navigate")
    let set = TaskSet(drawing: 20, from: .test, of: family, using: RandomStream(seed: 1))
    #expect(try family.taskSet(decoding: JSONEncoder().encode(set)) == set)
    func message(_ text: String) -> String {
      do {
        _ = try family.taskSet(decoding: Data(text.utf8))
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message("[{\"names\": [\"task.goal.x\", \"task.goal.y\"], \"numbers\": [0.1, 0.2]}]") == "no error")
    #expect(
      message("[{\"names\": [\"task.goal.x\", \"task.goal.y\"], \"numbers\": [0.1, 0.7]}]").contains("task 0")
    )
    #expect(message("[{\"names\": [\"a\"], \"numbers\": [0.1]}]").contains("draws a, expected task.goal.x"))
    #expect(message("{").contains("no list of tasks"))
  }
}
