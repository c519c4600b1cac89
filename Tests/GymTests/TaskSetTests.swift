import Foundation
import Gym
import Randomness
import TestSupport
import Testing

@Suite("Sets of tasks") struct TaskSetTests {
  private let numbers = TaskSet(Array(0..<100))

  @Test("a task stands in a set once, at its first place") func unique() {
    #expect(TaskSet([3, 1, 3, 2, 1]).tasks == [3, 1, 2])
  }

  @Test("parts have no task in common and, where shares sum to 1, all of them") func divided() {
    let parts = numbers.divided(by: [0.5, 0.25, 0.25])
    #expect(parts.map(\.count) == [50, 25, 25])
    #expect(parts.flatMap(\.tasks) == numbers.tasks)
    #expect(TaskSet(Array(0..<7)).divided(by: [0.5, 0.5]).map(\.count) == [4, 3])
    #expect(numbers.divided(by: [0.1]).map(\.tasks) == [Array(0..<10)])
  }

  @Test("shuffling keeps the tasks, and the stream decides the order") func shuffled() {
    let once = numbers.shuffled(using: RandomStream(seed: 1))
    #expect(once != numbers && once.tasks.sorted() == numbers.tasks)
    #expect(once == numbers.shuffled(using: RandomStream(seed: 1)))
    #expect(once != numbers.shuffled(using: RandomStream(seed: 2)))
  }

  @Test("filters and differences keep the order") func filtered() {
    let even = numbers.filter { $0 % 2 == 0 }
    #expect(even.count == 50)
    #expect(numbers.subtracting(even).tasks == (0..<50).map { 2 * $0 + 1 })
  }

  @Test("a saved set is the set") func saved() throws {
    let data = try JSONEncoder().encode(numbers)
    #expect(try JSONDecoder().decode(TaskSet<Int>.self, from: data) == numbers)
  }

  @Test("a family of sets draws from them alone, each task as often") func family() {
    let parts = TaskSet(drawing: 40, from: .train, of: ToyFamily(), using: RandomStream(seed: 1))
      .divided(by: [0.5, 0.25, 0.25])
    let family = TaskSetFamily(ToyFamily(), train: parts[0], validation: parts[1], test: parts[2])
    for (split, part) in zip([Split.train, .validation, .test], parts) {
      let drawn = (0..<2000).map { family.drawTask(from: split, using: RandomStream(seed: 3).split($0)) }
      #expect(Set(drawn) == Set(part.tasks))
      for task in part.tasks {
        let share = drawn.count { $0 == task }
        #expect(abs(Double(share) - 2000 / Double(part.count)) < 70)
      }
    }
    #expect(checkVectorEnv(family) { ToyEnv(reach: $0) } == [])
  }

  @Test("a task in two splits traps") func overlap() async {
    await #expect(processExitsWith: .failure) {
      let set = TaskSet<Float>([1, 2])
      _ = TaskSetFamily(ToyFamily(), train: set, validation: TaskSet([3]), test: TaskSet([2]))
    }
  }
}
