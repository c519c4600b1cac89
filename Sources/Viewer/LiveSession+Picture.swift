public import Drawing
import Experiments
import Foundation
import Physics
import Scenes

extension LiveSession {
  var layout: WindowLayout {
    WindowLayout(
      width: width, height: height, hasCurve: sides.contains(where: \.takesSteps),
      helpLines: showsHelp ? ViewerCommand.keys.count : 0)
  }

  /// Where the two scenes are.
  var panels: [Frame] { layout.panels }

  var camera: SceneCamera {
    SceneCamera(
      showing: extent.corners, width: panels[0].width, height: panels[0].height, margin: 1.06)
  }

  /// What the window shows now.
  public func picture() -> Picture {
    let layout = layout
    var picture = Picture(width: max(width, 1), height: max(height, 1))
    let title =
      "\(family.name), policy \(sides[1].entrant.name)"
      + (isComparison ? " beside \(sides[0].entrant.name)" : "")
    picture.write(title, in: layout.title, TextStyle(.text, size: 15, isBold: true))
    picture.write(
      "\(isRecording ? "● recording · " : "")\(isPaused ? "paused · " : "")\(Self.text(speed, 3)) × real time",
      in: layout.status, TextStyle(.muted, size: 11, anchor: .end))
    picture.write(model.taskText(), in: layout.task, TextStyle(.muted, size: 11))
    for (i, side) in sides.enumerated() {
      let ink = ink(ofSide: i)
      picture.write(way(of: side), in: layout.names.at(i), TextStyle(ink, size: 12, isBold: true))
      picture.picture(scene(side, ink), in: layout.panels[i])
      picture.rectangle(layout.panels[i], .stroke(.grid))
      let moment = side.motion.last
      picture.write(
        "return \(Self.text(Double(moment.totalReward), 2))\(moment.isSuccess ? " · success" : "")",
        in: layout.scores.at(i), TextStyle(.text, size: 14, isBold: true))
      picture.write(experience(of: side), in: layout.experience.at(i), TextStyle(.muted, size: 11))
    }
    picture.write(actuators, in: layout.actuators, TextStyle(.muted, size: 12))
    picture.write(note(layout), in: layout.message, TextStyle(.muted, size: 12))
    if let frame = layout.curve, let curve {
      picture.picture(curve.picture(width: frame.width, height: frame.height), in: frame)
    }
    help(in: layout.help, of: &picture)
    return picture
  }

  private func ink(ofSide i: Int) -> Ink { i == 0 ? .before : .after }

  /// How a policy comes to what it does.
  private func way(of side: LiveSide) -> String {
    if side.remembers {
      guard side.adapts else { return "forgets after each episode" }
      let text = "episode \(side.episodesOfTask) of this task"
      return isComparison ? "adapts as it acts · \(text)" : "remembers · \(text)"
    }
    guard side.entrant.policy.takesSteps else { return isComparison ? "does not adapt" : "" }
    guard side.adapts else { return "before adapting" }
    guard let steps = side.adaptation?.steps else { return "not adapted yet" }
    return "after \(counted(steps, "adaptation step"))"
  }

  /// Who it is, and how much it has seen.
  private func experience(of side: LiveSide) -> String {
    var parts = isComparison ? [side.entrant.name] : []
    if side.remembers || side.entrant.policy.takesSteps {
      parts.append("\(counted(side.experience, "episode")) seen")
    }
    if let adaptation = side.adaptation {
      parts.append(
        counted(adaptation.steps, "step")
          + String(
            format: " in %.0f ms, success %.0f %% → %.0f %%", adaptation.milliseconds,
            100 * (adaptation.successes.first ?? 0), 100 * (adaptation.successes.last ?? 0)))
    }
    return parts.joined(separator: " · ")
  }

  private func scene(_ side: LiveSide, _ ink: Ink) -> Picture {
    var trails: [Trail] = []
    if let adaptation = side.adaptation {
      trails = adaptation.trails.enumerated().map { i, trail in
        let age = Double(i) / Double(adaptation.trails.count)
        return Trail(trail, ink: .muted, opacity: 0.2 + 0.3 * age, width: 1)
      }
    }
    trails += model.followed.prefix(1).map {
      Trail(model.path(of: $0, in: side.motion), ink: ink, width: 2.5)
    }
    return model.picture(at: side.motion.last, trails: trails, ink: ink, camera: camera)
  }

  private var actuators: String {
    let now = sides[1].motion.last
    let strengths = family.actuatorStrengths(for: task, seed: now.seed, after: now.step)
    let names = family.actuatorNames.enumerated().map { i, name in
      "\(i == selectedActuator ? "▸ " : "")\(name) "
        + ActuatorState(task: strengths[i], reader: scales[i]).text
    }
    return "actuators: " + names.joined(separator: ", ") + (hasPayload ? " · payload" : "")
  }

  private func note(_ layout: WindowLayout) -> String {
    if isAdapting { return "adapting…" }
    if !message.isEmpty { return message }
    if !showsHelp { return "H shows the keys" }
    return layout.help.isEmpty ? "a larger window shows the keys" : ""
  }

  /// Mean returns of what adapts by steps; nil before anything did.
  private var curve: Chart? {
    var chart = Chart("", xLabel: "adaptation steps", yLabel: "mean return")
    chart.countsX = true
    let adapting = sides.filter(\.takesSteps)
    for (i, side) in sides.enumerated() {
      guard let adaptation = side.adaptation, adaptation.returns.count > 1 else { continue }
      chart.series.append(
        .init(
          adapting.count > 1 ? side.entrant.name : "", ink: ink(ofSide: i), kind: .linePoints,
          points: adaptation.returns.enumerated().map { Point(Double($0), $1) }))
    }
    return chart.series.isEmpty ? nil : chart
  }

  private func help(in columns: [Frame], of picture: inout Picture) {
    let keys = ViewerCommand.keys
    guard !columns.isEmpty else { return }
    let rows = (keys.count + columns.count - 1) / columns.count
    for (i, (key, meaning)) in keys.enumerated() {
      let column = columns[i / rows]
      let line = WindowLayout.Row.help.height
      let frame = Frame(
        x: column.x, y: column.y + 4 + line * Double(i % rows), width: 40, height: line)
      picture.write(key, in: frame, TextStyle(.text, size: 10, isBold: true))
      let rest = Frame(x: frame.right, y: frame.y, width: column.width - 44, height: line)
      picture.write(meaning, in: rest, TextStyle(.muted, size: 10))
    }
  }

  private static func text(_ value: Double, _ digits: Int) -> String {
    let text = digits == 2 ? String(format: "%.2f", value) : String(format: "%.3g", value)
    return text.replacingOccurrences(of: "-", with: "−")
  }
}

extension Picture {
  /// A line of text, as much of it as there is room for; nothing without a frame.
  fileprivate mutating func write(_ text: String, in frame: Frame?, _ style: TextStyle) {
    guard let frame else { return }
    let x = style.anchor == .end ? frame.right : frame.x
    self.text(
      style.shortened(text, to: frame.width), at: Point(x, frame.bottom - 0.3 * style.size), style)
  }
}

extension [Frame] {
  /// nil where there is no such frame.
  fileprivate func at(_ i: Int) -> Frame? { indices.contains(i) ? self[i] : nil }
}
