extension Chart {
  /// The chart with axes, grid and legend.
  public func picture(width: Double = 480, height: Double = 300) -> Picture {
    var picture = Picture(width: width, height: height)
    let (x, y) = axes(yTicks: max(2, min(5, Int((height - 94) / 36))))
    let widest = y.ticks.map { y.label($0).count }.max() ?? 1
    let left = 34 + 7 * Double(widest)
    let names = series.filter { !$0.name.isEmpty }
    let top = names.isEmpty ? 48.0 : 64
    let plot = Frame(x: left, y: top, width: width - left - 16, height: height - top - 46)
    guard plot.width > 20, plot.height > 20 else { return picture }
    func place(_ point: Point) -> Point {
      Point(plot.x + plot.width * x.position(point.x), plot.bottom - plot.height * y.position(point.y))
    }

    picture.text(title, at: Point(plot.x, 18), TextStyle(.text, size: 13, isBold: true))
    var cursor = plot.x
    for entry in names {
      picture.line([Point(cursor, 34), Point(cursor + 14, 34)], .stroke(entry.ink, width: 3))
      picture.text(entry.name, at: Point(cursor + 20, 38), TextStyle(.text, size: 11))
      cursor += 36 + 6.6 * Double(entry.name.count)
    }
    for tick in x.ticks {
      let foot = place(Point(tick, y.range.lowerBound))
      picture.line([foot, Point(foot.x, plot.y)], .stroke(.grid))
      picture.text(
        x.label(tick), at: Point(foot.x, plot.bottom + 16), TextStyle(.muted, size: 11, anchor: .middle))
    }
    for tick in y.ticks {
      let foot = place(Point(x.range.lowerBound, tick))
      picture.line([foot, Point(plot.right, foot.y)], .stroke(.grid))
      picture.text(
        y.label(tick), at: Point(plot.x - 6, foot.y + 4), TextStyle(.muted, size: 11, anchor: .end))
    }
    picture.text(
      xLabel, at: Point(plot.x + plot.width / 2, height - 10), TextStyle(.muted, size: 11, anchor: .middle))
    picture.text(yLabel, at: Point(8, top - 10), TextStyle(.muted, size: 11))

    // Curves in a picture of their own, which cuts off what leaves the plot.
    var curves = Picture(width: plot.width, height: plot.height)
    func inner(_ point: Point) -> Point {
      let place = place(point)
      return Point(place.x - plot.x, place.y - plot.y)
    }
    if comparesAxes {
      let ends = [x.range.lowerBound, x.range.upperBound].map { inner(Point($0, $0)) }
      curves.line(ends, .stroke(.muted, dashes: [4, 4]))
    }
    for entry in series { entry.draw(in: &curves, inner) }
    picture.picture(curves, in: plot)
    picture.line(
      [Point(plot.x, plot.y), Point(plot.x, plot.bottom), Point(plot.right, plot.bottom)], .stroke(.muted))
    return picture
  }

  private func axes(yTicks: Int) -> (x: Axis, y: Axis) {
    var xs: [Double] = []
    var ys = includedY.map { [$0.lowerBound, $0.upperBound] } ?? []
    for entry in series {
      xs += entry.points.map(\.x)
      ys += entry.points.map(\.y)
      if case .band(let low) = entry.kind { ys += low }
    }
    if comparesAxes {
      let axis = Axis(xs + ys)
      return (axis, axis)
    }
    return (Axis(xs, margin: countsX ? 0.02 : 0.04, wholeNumbers: countsX), Axis(ys, count: yTicks))
  }
}

extension Chart.Series {
  fileprivate func draw(in picture: inout Picture, _ place: (Point) -> Point) {
    func isFinite(_ point: Point) -> Bool { point.x.isFinite && point.y.isFinite }
    let shown = points.filter(isFinite).map(place)
    switch kind {
    case .line: picture.line(shown, .stroke(ink, width: 2))
    case .points:
      for point in shown {
        picture.circle(point, radius: 3.5, Style(fill: Paint(ink, opacity: 0.65), stroke: Paint(.paper)))
      }
    case .linePoints:
      picture.line(shown, .stroke(ink, width: 2))
      for point in shown {
        picture.circle(point, radius: 4, Style(fill: Paint(ink), stroke: Paint(.paper), lineWidth: 1.5))
      }
    case .band(let low):
      let sides = zip(points, low).filter { isFinite($0) && $1.isFinite }
      picture.polygon(
        sides.map { place($0.0) } + sides.reversed().map { place(Point($0.0.x, $0.1)) },
        .fill(ink, opacity: 0.2))
    }
  }
}
