import Autodiff
import MetaLearning
import Randomness
import TestSupport
import Testing

@Suite struct ExampleTasksTests {
  let family = WaveFamily()
  var tasks: ExampleTasks<WaveFamily, Int> { ExampleTasks(family, shots: 5, query: 9, for: Int.self) }

  /// The same support examples after every absorption; the query is others, of the same function.
  @Test func supportAndQueryAreOtherExamplesOfOneFunction() throws {
    let stream = RandomStream(seed: 3)
    let task = try tasks.task(from: .train, using: stream)
    let support = [0, 1, 7].map { task.gather(with: 0, for: .support($0), using: stream.split($0)) }
    let query = task.gather(with: 0, for: .query, using: stream)
    for one in support { #expect(one.inputs.values == support[0].inputs.values && one.count == 5) }
    #expect(query.count == 9)
    #expect(Set(query.inputs.values).isDisjoint(with: support[0].inputs.values))
    let function = family.function(from: .train, using: stream.split("function"))
    for examples in [support[0], query] {
      #expect(examples.targets.values == examples.inputs.values.map { function($0) })
    }
    #expect(!ExampleTask<Int>.gathersAfresh)
  }

  @Test func theSameStreamGivesTheSameTask() throws {
    func inputs(_ seed: UInt64) throws -> [Float] {
      let task = try tasks.task(from: .test, using: RandomStream(seed: seed))
      return task.support.inputs.values + task.query.targets.values
    }
    #expect(try inputs(1) == inputs(1))
    #expect(try inputs(1) != inputs(2))
  }
}
