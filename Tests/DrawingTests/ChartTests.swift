import Drawing
import Testing

@Suite struct ChartTests {
  private func chart() -> Chart {
    var chart = Chart("Return", xLabel: "inner steps", yLabel: "mean return")
    chart.countsX = true
    chart.series = [
      .band(ink: .after, x: [0, 1, 2, 3], low: [-11, -7, -5, -4], high: [-9, -5, -4, -3]),
      .init(
        "adapted", ink: .after, kind: .linePoints,
        points: zip(0..<4, [-10, -6, -4.5, -3.5]).map { Point(Double($0), $1) }),
    ]
    return chart
  }

  private func texts(_ picture: Picture) -> [String] {
    picture.elements.compactMap { if case .text(let text, _, _) = $0 { text } else { nil } }
  }

  @Test func ticksAreRoundNumbersAndLabelsStand() {
    let texts = texts(chart().picture())
    for expected in ["Return", "inner steps", "mean return", "adapted", "0", "1", "2", "3", "−10", "−4"] {
      #expect(texts.contains(expected), "\(expected) in \(texts)")
    }
  }

  @Test func theCurveLiesWhereItsTicksSay() {
    let picture = chart().picture()
    // The point (3, −3.5) of the curve, from the places of the tick labels.
    func place(of label: String) -> Point? {
      for case .text(label, let point, _) in picture.elements { return point }
      return nil
    }
    guard let three = place(of: "3"), let four = place(of: "−4"), let ten = place(of: "−10") else {
      Issue.record("missing labels")
      return
    }
    let perUnit = (ten.y - four.y) / 6
    let bitmap = picture.bitmap()
    #expect(bitmap[Int(three.x), Int(four.y - 4 - perUnit / 2)] == Theme.light.color(.after))
    #expect(bitmap[Int(three.x) - 12, Int(ten.y) - 4 - 10] == Theme.light.color(.paper))
  }

  @Test(arguments: [
    [], [Double.nan, 1], [5, 5], [Double.infinity, -Double.infinity], [1e30, -1e30], [0, 1e-30],
  ])
  func anyNumbersGiveAPicture(values: [Double]) throws {
    var chart = Chart("any", xLabel: "x", yLabel: "y")
    let points = values.enumerated().map { Point(Double($0), $1) }
    chart.series = [
      .init(ink: .series(0), points: points), .init("p", ink: .series(1), kind: .points, points: points),
      .band(ink: .series(2), x: values, low: values, high: values),
    ]
    for compares in [false, true] {
      chart.comparesAxes = compares
      _ = chart.picture().bitmap()
      _ = try elements(ofSVG: chart.picture().svg())
      #expect(!chart.picture().svg().contains("nan") && !chart.picture().svg().contains("inf"))
    }
  }

  @Test func aComparisonHasTheSameNumbersOnBothAxes() {
    var chart = Chart("tasks", xLabel: "before", yLabel: "after")
    chart.comparesAxes = true
    chart.series = [.init(ink: .after, kind: .points, points: [Point(-10, -2), Point(-20, -4)])]
    let texts = texts(chart.picture(width: 320, height: 320))
    #expect(texts.filter { $0 == "−10" }.count == 2 && texts.filter { $0 == "−5" }.count == 2)
  }
}
