import MetaLearning
import Testing

@Suite struct ParallelMapTests {
  struct Failure: Error, Equatable { var index: Int }

  @Test func keepsOrder() throws {
    #expect(try parallelMap(count: 1000, threads: 4) { $0 * $0 } == (0..<1000).map { $0 * $0 })
    #expect(try parallelMap(count: 0, threads: 4) { $0 } == [])
  }

  @Test func throwsTheFirstErrorByIndex() {
    #expect(throws: Failure(index: 3)) {
      _ = try parallelMap(count: 100, threads: 4) { if $0 % 10 == 3 { throw Failure(index: $0) } }
    }
  }
}
