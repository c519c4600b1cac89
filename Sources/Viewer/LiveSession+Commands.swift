import Drawing
import Physics
import Scenes

extension LiveSession {
  /// Does what the reader asks; files are the window's affair.
  public func handle(_ command: ViewerCommand) {
    switch command {
    case .newTask: poseNewTask()
    case .adapt(let steps): adaptAsTold(steps)
    case .reset: reset()
    case .togglePause: isPaused.toggle()
    case .singleStep:
      isPaused = true
      if isEpisodeOver { play() } else { stepOnce() }
    case .faster: speed = min(8, speed * 2)
    case .slower: speed = max(0.125, speed / 2)
    case .nextActuator: selectedActuator = (selectedActuator + 1) % scales.count
    case .weaken: toggle(0.4)
    case .reverse: toggle(-1)
    case .kill: toggle(0)
    case .payload:
      hasPayload.toggle()
      alter()
    case .toggleHelp: showsHelp.toggle()
    case .press(let point): press(point)
    case .move(let point): drag(to: point)
    case .release: release()
    case .screenshot, .toggleRecording, .close: break
    }
  }

  private func press(_ point: Point) {
    guard let panel = panels.first(where: { $0.contains(point) }) else { return }
    let moment = sides[0].motion.last
    draggedGoal = model.goals.first { goal in
      let place = camera.point(model.position(of: goal, at: moment))
      let (dx, dy) = (place.x + panel.x - point.x, place.y + panel.y - point.y)
      return (dx * dx + dy * dy).squareRoot() < max(24, camera.scale * Double(goal.tolerance ?? 0))
    }
  }

  /// The goal follows at once; what it costs is counted from the next episode on, or for those that adapt as they act
  /// in this one.
  private func drag(to point: Point) {
    guard let goal = draggedGoal, let panel = panels.first(where: { $0.contains(point) }) else { return }
    let place = camera.place(Point(point.x - panel.x, point.y - panel.y))
    let offset = goal.body.map { model.start.poses[$0].inverse(place) } ?? place
    guard let moved = family.moving(goal, to: offset, in: task) else {
      message = "this goal cannot be moved"
      return
    }
    task = moved
    model = SceneModel(family, task: moved)
    let reached = model.goals.first { $0.name == goal.name }?.offset ?? offset
    message = (reached - offset).length > 0.005 ? "no task has its goal there: the nearest one" : ""
    for side in sides where side.remembers { side.move(to: moved) }
  }

  private func release() {
    guard draggedGoal != nil else { return }
    draggedGoal = nil
    let fresh = sides.filter { !$0.remembers }
    guard !fresh.isEmpty else { return }
    do {
      try pose(task, to: fresh, in: fresh.map(\.family))
      playAnew()
      adaptByItself()
    } catch { message = "\(error)" }
  }
}
