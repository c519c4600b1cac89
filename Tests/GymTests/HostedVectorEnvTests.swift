import Gym
import Randomness
import TestSupport
import Testing

/// Whatever comes in wrong is an error, and changes nothing.
@Suite struct HostedVectorEnvTests {
  /// Doors, of which there are three.
  private struct Doors: EnvFamily {
    let base = ChoiceFamily()
    var id: String { base.id }
    var observationSpace: Box { base.observationSpace }
    var actionSpace: ActionSpace { base.actionSpace }
    var horizon: Int { base.horizon }
    func drawTask(from split: Split, using stream: RandomStream) -> Int {
      base.drawTask(from: split, using: stream)
    }
    func accepts(_ task: Int) -> Bool { (0..<3).contains(task) }
    func makeVectorEnv(tasks: [Int], choosing policy: TaskPolicy<Int>) -> SerialVectorEnv<ChoiceEnv, Int> {
      base.makeVectorEnv(tasks: tasks, choosing: policy)
    }
  }

  @Test func whatIsWrongFromTheBeginning() {
    #expect(throws: HostError.noEnvironments) { try HostedVectorEnv(Doors(), tasks: []) }
    #expect(throws: HostError.noSuchTask(row: 1)) { try HostedVectorEnv(Doors(), tasks: [0, 3]) }
    #expect(throws: HostError.tooManyEnvironments(got: 65_537, limit: 65_536)) {
      try HostedVectorEnv(Doors(), tasks: Array(repeating: 0, count: 65_537))
    }
  }

  @Test func whatIsWrongLater() throws {
    let env = try HostedVectorEnv(Doors(), tasks: [0, 1])
    var step = env.makeStep()
    let actions: [Float] = [2, 2]
    func play(_ actions: [Float]) throws {
      try step.withMemory { memory in try env.step(actions.span, into: memory) }
    }
    #expect(throws: HostError.notReset) { try play(actions) }
    for (seeds, mask, error) in [
      ([1], nil, HostError.wrongCount(what: "seeds", got: 1, expected: 2)),
      ([1, 2], [true], .wrongCount(what: "marks of a mask", got: 1, expected: 2)),
    ] as [([UInt64], [Bool]?, HostError)] {
      #expect(throws: error) {
        try step.withMemory { memory in try env.reset(seeds: seeds, where: mask, into: memory) }
      }
    }
    for (memory, error) in [
      (
        VectorStep(count: 3, observationCount: 1),
        HostError.wrongCount(what: "rows of memory", got: 3, expected: 2)
      ),
      (
        VectorStep(count: 2, observationCount: 2),
        .wrongCount(what: "observation numbers of memory", got: 2, expected: 1)
      ),
      (
        VectorStep(count: 2, observationCount: 1, channelCount: 1),
        .wrongCount(what: "channels of memory", got: 1, expected: 0)
      ),
    ] {
      var memory = memory
      #expect(throws: error) {
        try memory.withMemory { memory in try env.reset(seeds: [1, 2], into: memory) }
      }
    }
    // A mask that marks nothing begins nothing.
    try step.withMemory { memory in try env.reset(seeds: [1, 2], where: [false, false], into: memory) }
    #expect(throws: HostError.notReset) { try play(actions) }
    try step.withMemory { memory in
      try env.reset(seeds: [1, 2], into: memory)
      // Nor does it end anything.
      try env.reset(seeds: [3, 4], where: [false, false], into: memory)
    }
    for (wrong, error) in [
      ([1], EnvError.wrongActionCount(got: 1, expected: 2)),
      ([0, .nan], .nonFiniteAction(component: "door", environment: 1)),
      ([3, 0], .noSuchChoice(component: "door", got: 3, choices: 3, environment: 0)),
    ] as [([Float], EnvError)] {
      #expect(throws: HostError.refused(error)) { try play(wrong) }
    }
    #expect(throws: HostError.noSuchRow(2, rows: 2)) { try env.assign(0, to: 2) }
    #expect(throws: HostError.noSuchRow(-1, rows: 2)) { try env.assign(0, to: -1) }
    #expect(throws: HostError.noSuchTask(row: 0)) { try env.assign(7, to: 0) }
    // Nothing of that has changed anything: the episodes are those of an environment that nobody disturbed.
    let plain = Doors().makeVectorEnv(tasks: [0, 1], choosing: .fixed)
    var own = plain.makeStep()
    plain.reset(seeds: [1, 2], into: &own)
    for _ in 0..<6 {
      try play(actions)
      try plain.step(actions.span, into: &own)
      #expect(step.observations == own.observations && step.rewards == own.rewards)
    }
    #expect(HostError.noSuchTask(row: 0).description.contains("row 0"))
  }
}
