import Drawing
import Experiments
import MetaLearning

/// One of the scenes that a picture of adaptation shows side by side.
struct StoryPanel {
  /// Above the scene.
  var name: String
  var ink: Ink
  var film: AdaptationFilm
  var stage: AdaptationFilm.Stage
  /// Whether the ways of the episodes that it learned from are shown.
  var showsGathered: Bool
  /// Beneath the scene, after the episode's return; empty for nothing.
  var note: String
}

extension AdaptationFilm {
  /// The policy before and after it adapted, or as it is where it does not adapt.
  var panels: [StoryPanel] {
    var panels = [
      StoryPanel(
        name: "", ink: .after, film: self, stage: last, showsGathered: true, note: note(of: last))
    ]
    if adapts {
      panels[0].name = lastName
      panels.insert(
        StoryPanel(
          name: axis == .steps ? "before adapting" : "first episode", ink: .before, film: self, stage: first,
          showsGathered: false, note: note(of: first)), at: 0)
    }
    return panels
  }

  /// The policy as it is in the end, beside another one.
  /// - Parameter policy: for the reader.
  func panel(of policy: String, _ ink: Ink) -> StoryPanel {
    StoryPanel(
      name: adapts ? lastName : "does not adapt", ink: ink, film: self, stage: last, showsGathered: true,
      note: policy + (adapts ? " · \(counted(experience, "episode")) seen" : ""))
  }

  private var lastName: String {
    let steps = stages.count - 1
    return axis == .steps
      ? "after \(steps) adaptation step\(steps == 1 ? "" : "s")" : "episode \(steps + 1) of the task"
  }

  /// Episodes of the task that the last stage has seen.
  private var experience: Int { (stages.count - 1) * (axis == .steps ? episodes : 1) }

  private func note(of stage: Stage) -> String {
    guard episodes > 1 else { return "" }
    return "\(episodes) episodes: mean \(Storyboard.text(stage.meanReturn)), success "
      + Storyboard.percent(stage.successRate)
  }
}
