import Gym
import TestSupport
import Testing

@Suite("The contract's own checks") struct ContractTests {
  @Test("a good environment passes") func toy() {
    #expect(checkEnv { ToyEnv() } == [])
  }

  @Test("a broken one fails", arguments: ToyEnv.Fault.allCases.filter { $0 != .ignoresTheSeed })
  func faults(_ fault: ToyEnv.Fault) {
    #expect(checkEnv { ToyEnv(fault: fault) } != [])
  }

  @Test("a good vector environment passes") func toyVector() {
    #expect(checkVectorEnv(ToyFamily()) { ToyEnv(reach: $0) } == [])
  }

  @Test("a vector of choices passes, and takes no others") func choices() {
    #expect(checkEnv { ChoiceEnv(prize: 2) } == [])
    #expect(checkVectorEnv(ChoiceFamily(), count: 4) { ChoiceEnv(prize: $0) } == [])
  }

  @Test("a row that leaves the finite numbers ends its own episode and no other") func nonFinite() throws {
    struct Fragile: Env, ~Copyable {
      let observationSpace = Box([Component("x", low: 1, high: 3), Component("y")])
      let actionSpace = ActionSpace.box(Box([Component("a", low: -1, high: 1)]))
      let horizon = 5
      mutating func reset(seed: UInt64, into observation: inout MutableSpan<Float>) {
        (observation[0], observation[1]) = (2, 7)
      }
      mutating func step(
        _ action: Span<Float>, into observation: inout MutableSpan<Float>
      ) throws(EnvError) -> StepResult {
        observation[0] = .nan
        if action[0] > 0 { throw .nonFiniteState(environment: 0) }
        (observation[0], observation[1]) = (3, 8)
        return StepResult(reward: 4, terminated: false, truncated: false, success: true)
      }
    }
    let env = SerialVectorEnv(tasks: [0, 1]) { _ in Fragile() }
    env.autoreset = .disabled
    var step = env.makeStep()
    env.reset(seeds: [0, 0], into: &step)
    try env.step([1, 0].span, into: &step)
    #expect(step.nonFinite == [true, false] && step.terminated == [true, false])
    #expect(step.observations == [1, 0, 3, 8] && step.rewards == [0, 4])
    #expect(Array(step.finalObservations[..<2]) == [1, 0])
    try env.step([0, 0].span, into: &step)
    #expect(step.nonFinite == [false, false] && step.terminated == [true, false] && step.rewards == [0, 4])
  }

  @Test("rows that are not the single environment are noticed")
  func vectorFaults() {
    let faults: [ToyEnv.Fault] = [.ignoresTheSeed, .doesNotClamp, .remembersTheLastEpisode, .neverEnds]
    for fault in faults {
      let violations = checkVectorEnv(ToyFamily(fault: fault)) { ToyEnv(reach: $0) }
      #expect(violations != [], "\(fault)")
    }
  }

  @Test("messages say what was got and what was expected") func messages() {
    #expect(
      EnvError.wrongActionCount(got: 3, expected: 2).description == "the action has 3 numbers, expected 2")
    #expect(
      EnvError.nonFiniteAction(component: "push", environment: 4).description
        == "action component push of environment 4 is not a finite number")
  }
}
