import Drawing
public import Experiments
import Files
import Scenes

/// Writes films of adaptation to a file, as the end of its name says.
struct Recording {
  let storyboard: Storyboard
  /// With what is shown beside each; nil for the policy before it adapted.
  let films: [(film: AdaptationFilm, beside: AdaptationFilm?)]

  /// - Throws: where the file cannot be written; nothing half-written stays.
  func write(to path: String, as format: RecordingFormat) throws {
    switch format {
    case .png: try AtomicFile.write(storyboard.poster(of: films).bitmap().png(), to: path)
    case .svg: try AtomicFile.write(storyboard.poster(of: films).svg(), to: path)
    case .gif: try AtomicFile.write(gif(), to: path)
    case .mp4: try writeVideo(to: path)
    }
  }

  /// As fast as the film with the longest episodes wants it, for all of them.
  private var playback: Playback {
    func seconds(_ film: AdaptationFilm) -> Double {
      Double(film.model.family.horizon) * Double(film.model.family.stepSeconds)
    }
    let longest = films.map(\.film).max { seconds($0) < seconds($1) } ?? films[0].film
    let family = longest.model.family
    return Playback(horizon: family.horizon, stepSeconds: Double(family.stepSeconds))
  }

  /// Every frame in turn: its bitmap, and whether it is the last of its film.
  private func forEachFrame(_ body: (Bitmap, Bool) throws -> Void) rethrows {
    for (film, other) in films {
      let shown = [other?.last ?? film.first, film.last].map { $0.episode.moments.count - 1 }
      let steps = playback.steps(length: shown.max() ?? 0)
      for (i, step) in steps.enumerated() {
        try body(storyboard.picture(of: film, beside: other, step: step).bitmap(), i == steps.count - 1)
      }
    }
  }

  private func gif() -> [UInt8] {
    let encoder = GIFEncoder(
      colorsOf: films.map { storyboard.picture(of: $0.film, beside: $0.beside).bitmap() })
    forEachFrame { frame, isLast in
      encoder.add(frame, hundredths: Int((100 * (isLast ? Playback.pause : playback.frameSeconds)).rounded()))
    }
    return encoder.finish()
  }

  private func writeVideo(to path: String) throws {
    let video = try VideoPipe(
      path, width: Int(Storyboard.width), height: Int(Storyboard.height),
      frameSeconds: playback.frameSeconds)
    try forEachFrame { frame, isLast in
      let times = isLast ? Int((Playback.pause / playback.frameSeconds).rounded()) : 1
      for _ in 0..<times { try video.add(frame) }
    }
    try video.finish()
  }
}

extension RolloutRun {
  /// Held-out tasks that a recording shows.
  public static let recordedTasks = 3

  /// Records the policy on the first of the held-out tasks that `run` with the same settings scores: after it adapted,
  /// and on the left before it did.
  /// - Parameter other: what is on the left instead, after so many adaptation steps or episodes as it was scored with.
  public func record(
    _ settings: EvaluationSettings, to path: String, as format: RecordingFormat,
    beside other: RolloutRun? = nil
  ) throws {
    guard family != nil else {
      throw FileError.unwritable(path: path, reason: "the policy has examples, no episodes to film")
    }
    _ = try scenic()
    // Before the work, not after it.
    try AtomicFile.checkPlace(path)
    let films = try (0..<min(settings.tasks, Self.recordedTasks)).map { task in
      let beside = try other.map { other in
        var settings = settings
        settings.adaptSteps = other.defaultAdaptSteps
        return try other.film(task: task, settings)
      }
      return (film: try film(task: task, settings), beside: beside)
    }
    try Recording(storyboard: Storyboard(policy: policyName, other: other?.policyName), films: films)
      .write(to: path, as: format)
  }
}
