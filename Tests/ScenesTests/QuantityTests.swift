import Testing

@testable import Scenes

@Suite struct QuantityTests {
  @Test("the nominal number is the middle of a range, and the most frequent of several")
  func nominal() {
    #expect((2 * Quantity(.task(0), support: 1...3)).value(.nominal) == 4)
    #expect(Quantity(.episode(0), support: -5...5, choices: [-5, 5, 5]).value(.nominal) == 5)
    #expect(Quantity(.task(0), support: -5...5, choices: [-5, 5]).value(.nominal) == -5)
    #expect((Quantity(cases: [5, 0, 5, 7], .task(0)) + 1).value(.nominal) == 6)
    #expect(Quantity(3).value(.nominal) == 3)
  }
}
