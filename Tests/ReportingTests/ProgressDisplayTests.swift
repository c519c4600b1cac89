import Testing

@testable import Reporting

@Suite struct ProgressDisplayTests {
  private func line(width: Int, returns: [Double]) -> String {
    ProgressDisplay.line(
      count: "40/100", fraction: 0.4, figures: "return -10.24 → -3.62  success 31 %", time: "7 s left",
      returns: returns, width: width)
  }

  @Test(arguments: [1, 10, 20, 40, 60, 80, 120, 300]) func theLineFitsTheTerminal(width: Int) {
    let line = line(width: width, returns: (0..<500).map(Double.init))
    #expect(line.count < width)
    #expect(line.contains("▁") == (width >= 40) && line.contains("return") == (width >= 80))
  }

  @Test func theCurveIsDrawnFromTheMeansOfEqualStretches() {
    #expect(ProgressDisplay.curve([0, 1, 2, 3, 4, 5, 6, 7], width: 20) == "▁▂▃▄▅▆▇█")
    #expect(ProgressDisplay.curve([-8, -8, 0, 0], width: 2) == "▁█")
    #expect(ProgressDisplay.curve([3, 3], width: 9) == "▁▁")
    #expect(ProgressDisplay.curve([], width: 9) == "")
  }

  @Test func timeLeftHasTheUnitsThatFit() {
    #expect(
      [0, 59.2, 61, 3599, 3600, 7320].map(ProgressDisplay.duration) == [
        "0 s", "1 min 0 s", "1 min 1 s", "59 min 59 s", "1 h 0 min", "2 h 2 min",
      ])
  }
}
