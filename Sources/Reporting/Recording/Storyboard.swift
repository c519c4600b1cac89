import Drawing
import Foundation
import MetaLearning
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

  /// The task with both episodes as they stand after some steps.
  /// - Parameter step: nil for the whole way and its end.
  func picture(of film: AdaptationFilm, step: Int? = nil) -> Picture {
    var picture = Picture(width: Self.width, height: Self.height)
    let family = film.model.family
    picture.text(
      "\(family.name), policy \(policy)", at: Point(12, 20), TextStyle(.text, size: 14, isBold: true))
    let seconds = step.map { String(format: "  %.2f s", Double(Float($0) * family.stepSeconds)) } ?? ""
    picture.text(
      "held-out task \(film.index + 1): \(film.model.taskText())", at: Point(12, 38),
      TextStyle(.muted, size: 11))
    picture.text(
      seconds, at: Point(Self.width - 12, 20), TextStyle(.muted, size: 11, anchor: .end))

    var stages = [(name: "", ink: Ink.after, stage: film.last)]
    if film.adapts {
      let steps = film.stages.count - 1
      let isSteps = film.axis == .steps
      stages[0].name =
        isSteps
        ? "after \(steps) adaptation step\(steps == 1 ? "" : "s")" : "episode \(steps + 1) of the task"
      stages.insert((isSteps ? "before adapting" : "first episode", .before, film.first), at: 0)
    }
    let gap = 8.0
    let width = (Self.width - gap * Double(stages.count + 1)) / Double(stages.count)
    let shown = film.model.extent(of: stages.map(\.stage.episode)) + gatheredPaths(film).joined().joined()
    let camera = SceneCamera(
      showing: shown, width: width, height: Self.height - Self.header - Self.footer)
    for (i, (name, ink, stage)) in stages.enumerated() {
      let x = gap + Double(i) * (width + gap)
      let frame = Frame(x: x, y: Self.header, width: width, height: camera.height)
      picture.picture(scene(film, stage, ink, step, camera), in: frame)
      picture.rectangle(frame, .stroke(.grid))
      picture.text(name, at: Point(x + 4, frame.y - 6), TextStyle(ink, size: 12, isBold: true))
      caption(of: stage, film, step, at: Point(x + 4, frame.bottom + 20), in: &picture)
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

  private func scene(
    _ film: AdaptationFilm, _ stage: AdaptationFilm.Stage, _ ink: Ink, _ step: Int?, _ camera: SceneCamera
  ) -> Picture {
    var trails: [Trail] = []
    if ink == .after {
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

  private func caption(
    of stage: AdaptationFilm.Stage, _ film: AdaptationFilm, _ step: Int?, at point: Point,
    in picture: inout Picture
  ) {
    let moment = step.map { stage.episode.moment(at: $0) } ?? stage.episode.last
    picture.text(
      "return \(Self.text(Double(moment.totalReward)))\(moment.isSuccess ? " · success" : "")", at: point,
      TextStyle(.text, size: 13, isBold: true))
    guard film.episodes > 1 else { return }
    picture.text(
      "\(film.episodes) episodes: mean \(Self.text(stage.meanReturn)), success "
        + String(format: "%.0f %%", 100 * stage.successRate),
      at: Point(point.x, point.y + 18), TextStyle(.muted, size: 11))
  }

  static func text(_ value: Double) -> String {
    String(format: "%.2f", value).replacingOccurrences(of: "-", with: "−")
  }

  /// All tasks, one below the other, as they end.
  func poster(of films: [AdaptationFilm]) -> Picture {
    precondition(!films.isEmpty, "a poster of no films")
    var poster = Picture(width: Self.width, height: Self.height * Double(films.count))
    for (i, film) in films.enumerated() {
      poster.picture(
        picture(of: film),
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
