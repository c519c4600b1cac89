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
    #expect(checkVectorEnv(vector: { ToyVectorEnv(count: $0) }, single: { ToyEnv() }) == [])
  }

  @Test("rows that are not the single environment are noticed")
  func vectorFaults() {
    let faults: [ToyEnv.Fault] = [.ignoresTheSeed, .doesNotClamp, .remembersTheLastEpisode, .neverEnds]
    for fault in faults {
      let violations = checkVectorEnv(vector: { ToyVectorEnv(count: $0) }, single: { ToyEnv(fault: fault) })
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
