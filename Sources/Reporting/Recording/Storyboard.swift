import Drawing
import Foundation
import Physics
import Scenes

/// How films of adaptation become pictures: the policy before and after it adapted, side by side on one task.
struct Storyboard {
  /// px; even, as video encoders want.
  static let width = 640.0
  static let height = 400.0
  private static let header = 66.0
  private static let footer = 54.0
  /// Trails of gathered episodes that are shown for each adaptation step.
  private static let trailsPerStep = 6

  let policy: String
  /// What is on the left, on the same tasks; nil for the policy before it adapted.
  var other: String?

  /// The task with both episodes as they stand after some steps.
  /// - Parameters:
  ///   - other: what is on the left; nil for the policy before it adapted.
  ///   - step: nil for the whole way and its end.
  func picture(of film: AdaptationFilm, beside other: AdaptationFilm? = nil, step: Int? = nil) -> Picture {
    var picture = Picture(width: Self.width, height: Self.height)
    let family = film.model.family
    picture.text(
      "\(family.name), policy \(policy)" + (self.other.map { " beside \($0)" } ?? ""), at: Point(12, 20),
      TextStyle(.text, size: 14, isBold: true))
    let seconds = step.map { String(format: "  %.2f s", Double(Float($0) * family.stepSeconds)) } ?? ""
    picture.text(
      "held-out task \(film.index + 1): \(film.model.taskText())", at: Point(12, 38),
      TextStyle(.muted, size: 11))
    picture.text(
      seconds, at: Point(Self.width - 12, 20), TextStyle(.muted, size: 11, anchor: .end))

    let panels =
      other.map { [$0.panel(of: self.other ?? "", .before), film.panel(of: policy, .after)] } ?? film.panels
    let gap = 8.0
    let width = (Self.width - gap * Double(panels.count + 1)) / Double(panels.count)
    let ways = panels.filter(\.showsGathered).flatMap { gatheredPaths($0.film).joined().joined() }
    let shown = film.model.extent(of: panels.map(\.stage.episode)) + ways
    let camera = SceneCamera(
      showing: shown, width: width, height: Self.height - Self.header - Self.footer)
    for (i, panel) in panels.enumerated() {
      let x = gap + Double(i) * (width + gap)
      let frame = Frame(x: x, y: Self.header, width: width, height: camera.height)
      picture.picture(scene(panel, step, camera), in: frame)
      picture.rectangle(frame, .stroke(.grid))
      picture.text(panel.name, at: Point(x + 4, frame.y - 6), TextStyle(panel.ink, size: 12, isBold: true))
      caption(of: panel, step, at: Point(x + 4, frame.bottom + 20), in: &picture)
    }
    return picture
  }

  /// `[step][episode]`: the ways, in the episodes that adaptation steps learned from, of what is to reach the goal.
  private func gatheredPaths(_ film: AdaptationFilm) -> [[[Vector2]]] {
    guard let place = film.model.followed.first else { return [] }
    return film.stages.map { stage in
      stage.gathered.prefix(Self.trailsPerStep).map { film.model.path(of: place, in: $0) }
    }
  }

  private func scene(_ panel: StoryPanel, _ step: Int?, _ camera: SceneCamera) -> Picture {
    let (film, stage, ink) = (panel.film, panel.stage, panel.ink)
    var trails: [Trail] = []
    if panel.showsGathered {
      for (k, paths) in gatheredPaths(film).enumerated() {
        let opacity = 0.25 + 0.3 * Double(k) / Double(film.stages.count)
        trails += paths.map { Trail($0, ink: .muted, opacity: opacity, width: 1) }
      }
    }
    for (i, place) in film.model.followed.prefix(2).enumerated() {
      let path = film.model.path(of: place, in: stage.episode)
      let shown = step.map { Array(path.prefix($0 + 1)) } ?? path
      trails.append(Trail(shown, ink: ink, opacity: i == 0 ? 0.9 : 0.45, width: i == 0 ? 2.5 : 1.5))
    }
    let moment = step.map { stage.episode.moment(at: $0) } ?? stage.episode.last
    return film.model.picture(at: moment, trails: trails, ink: ink, camera: camera)
  }

  private func caption(of panel: StoryPanel, _ step: Int?, at point: Point, in picture: inout Picture) {
    let moment = step.map { panel.stage.episode.moment(at: $0) } ?? panel.stage.episode.last
    picture.text(
      "return \(Self.text(Double(moment.totalReward)))\(moment.isSuccess ? " · success" : "")", at: point,
      TextStyle(.text, size: 13, isBold: true))
    picture.text(panel.note, at: Point(point.x, point.y + 18), TextStyle(.muted, size: 11))
  }

  static func text(_ value: Double) -> String {
    String(format: "%.2f", value).replacingOccurrences(of: "-", with: "−")
  }

  static func percent(_ share: Double) -> String { String(format: "%.0f %%", 100 * share) }

  /// All tasks, one below the other, as they end.
  func poster(of films: [(film: AdaptationFilm, beside: AdaptationFilm?)]) -> Picture {
    precondition(!films.isEmpty, "a poster of no films")
    var poster = Picture(width: Self.width, height: Self.height * Double(films.count))
    for (i, (film, other)) in films.enumerated() {
      poster.picture(
        picture(of: film, beside: other),
        in: Frame(x: 0, y: Double(i) * Self.height, width: Self.width, height: Self.height))
    }
    return poster
  }
}

/// Which steps of an episode are shown, and for how long: in real time, or slower where that would be over before
/// one has looked.
struct Playback {
  /// Simulation steps from one frame to the next.
  let stride: Int
  /// s
  let frameSeconds: Double
  /// s, of the last frame.
  static let pause = 1.0

  init(horizon: Int, stepSeconds: Double) {
    let speed = Double(horizon) * stepSeconds < 2.5 ? 0.5 : 1
    stride = max(1, Int((0.04 * speed / stepSeconds).rounded()))
    frameSeconds = Double(stride) * stepSeconds / speed
  }

  /// The steps that are shown of an episode of some length: 0 and the last one are among them.
  func steps(length: Int) -> [Int] {
    Array(Swift.stride(from: 0, to: length, by: stride)) + [length]
  }
}
