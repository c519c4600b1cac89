import Testing

@testable import Viewer

@Suite struct DurationsTests {
  @Test func quantilesAreTakenInOrder() {
    var durations = Durations()
    #expect(durations.quantile(0.5) == 0)
    for value in [5.0, 1, 4, 2, 3] { durations.add(value) }
    #expect(durations.quantile(0) == 1 && durations.quantile(0.5) == 3 && durations.quantile(0.99) == 5)
  }
}
