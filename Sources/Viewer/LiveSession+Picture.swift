public import Drawing
import Experiments
import Foundation
import Physics
import Scenes

extension LiveSession {
  private static let gap = 10.0
  private static let header = 62.0
  private static let footer = 170.0

  /// Where the two scenes are, left before and right after adapting.
  var panels: [Frame] {
    let width = max(40, (width - 3 * Self.gap) / 2)
    let height = max(40, height - Self.header - Self.footer)
    return [0.0, 1].map {
      Frame(x: Self.gap + $0 * (width + Self.gap), y: Self.header, width: width, height: height)
    }
  }

  var camera: SceneCamera {
    SceneCamera(showing: extent, width: panels[0].width, height: panels[0].height)
  }

  /// What the window shows now.
  public func picture() -> Picture {
    var picture = Picture(width: max(width, 1), height: max(height, 1))
    picture.text(
      "\(original.name), policy \(name)", at: Point(12, 22), TextStyle(.text, size: 15, isBold: true))
    picture.text(model.taskText(), at: Point(12, 40), TextStyle(.muted, size: 11))
    picture.text(
      "\(isRecording ? "● recording · " : "")\(isPaused ? "paused · " : "")\(Self.text(speed, 3)) × real time",
      at: Point(width - 12, 22), TextStyle(.muted, size: 11, anchor: .end))
    let steps = adaptedSteps
    let titles =
      policy.isFixed
      ? ["", ""]
      : remembers
        ? ["forgets after each episode", "remembers · episode \(episodesOfTask) of this task"]
        : [
          "before adapting",
          steps == 0 ? "not adapted yet" : "after \(steps) adaptation step\(steps == 1 ? "" : "s")",
        ]
    for (i, motion) in [motions.before, motions.after].enumerated() {
      let ink: Ink = i == 0 ? .before : .after
      picture.text(
        titles[i], at: Point(panels[i].x + 2, Self.header - 7), TextStyle(ink, size: 12, isBold: true))
      picture.picture(scene(motion, ink), in: panels[i])
      picture.rectangle(panels[i], .stroke(.grid))
      let moment = motion.last
      picture.text(
        "return \(Self.text(Double(moment.totalReward), 2))\(moment.isSuccess ? " · success" : "")",
        at: Point(panels[i].x + 2, panels[i].bottom + 20), TextStyle(.text, size: 14, isBold: true))
    }
    footer(in: &picture)
    if showsHelp { help(in: &picture) }
    return picture
  }

  private func scene(_ motion: SceneMotion, _ ink: Ink) -> Picture {
    var trails: [Trail] = []
    if ink == .after, let adaptation {
      trails = adaptation.trails.enumerated().map { i, trail in
        let age = Double(i) / Double(adaptation.trails.count)
        return Trail(trail, ink: .muted, opacity: 0.2 + 0.3 * age, width: 1)
      }
    }
    trails += model.followed.prefix(1).map { Trail(model.path(of: $0, in: motion), ink: ink, width: 2.5) }
    return model.picture(at: motion.last, trails: trails, ink: ink, camera: camera)
  }

  private func footer(in picture: inout Picture) {
    let top = panels[0].bottom + 44
    let names = original.actuatorNames.enumerated().map { i, name in
      let state =
        switch scales[i] {
        case 1: "works"
        case 0: "dead"
        case ..<0: "reversed"
        default: "weak"
        }
      return "\(i == selectedActuator ? "▸ " : "")\(name) \(state)"
    }
    var lines = ["actuators: " + names.joined(separator: ", ") + (hasPayload ? " · payload" : "")]
    if let adaptation {
      lines.append(
        counted(adaptation.steps, "step")
          + String(
            format: " in %.0f ms, success %.0f %% → %.0f %%", adaptation.milliseconds,
            100 * (adaptation.successes.first ?? 0),
            100 * (adaptation.successes.last ?? 0)))
    }
    lines.append(isAdapting ? "adapting…" : message)
    if !showsHelp { lines.append("H shows the keys") }
    for (i, line) in lines.enumerated() {
      picture.text(line, at: Point(12, top + 18 * Double(i)), TextStyle(.muted, size: 12))
    }
    guard let adaptation, adaptation.returns.count > 1 else { return }
    var chart = Chart("", xLabel: "adaptation steps", yLabel: "mean return")
    chart.countsX = true
    chart.series = [
      .init(
        ink: .after, kind: .linePoints,
        points: adaptation.returns.enumerated().map { Point(Double($0), $1) })
    ]
    let frame = Frame(x: panels[1].x, y: top - 20, width: panels[1].width, height: Self.footer - 30)
    picture.picture(chart.picture(width: frame.width, height: frame.height), in: frame)
  }

  /// In columns below what is said of the session, so that no arm is hidden.
  private func help(in picture: inout Picture) {
    let rows = 5
    let top = panels[0].bottom + 104
    let column = min(175, panels[0].width / 3)
    for (i, (key, meaning)) in ViewerCommand.keys.enumerated() {
      let place = Point(12 + column * Double(i / rows), top + 14 * Double(i % rows))
      picture.text(key, at: place, TextStyle(.text, size: 10, isBold: true))
      picture.text(meaning, at: Point(place.x + 40, place.y), TextStyle(.muted, size: 10))
    }
  }

  private static func text(_ value: Double, _ digits: Int) -> String {
    let text = digits == 2 ? String(format: "%.2f", value) : String(format: "%.3g", value)
    return text.replacingOccurrences(of: "-", with: "−")
  }
}
