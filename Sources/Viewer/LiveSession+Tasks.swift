import Drawing
import Experiments
import Randomness
import Scenes

// What changes the task or the arm.

extension LiveSession {
  /// Poses a task to some of the sides: what they learned of the last one is worth nothing now.
  /// - Parameter families: as they are altered, one for each of the sides.
  /// - Throws: where a policy cannot act; nothing has changed then.
  func pose(_ task: TaskDraw, to sides: [LiveSide], in families: [SceneFamily]) throws {
    let players = try zip(sides, families).map { try $0.player(of: task, in: $1) }
    self.task = task
    model = SceneModel(family, task: task)
    for (i, side) in sides.enumerated() {
      side.pose(players[i], in: families[i], scales: side.remembers ? scales : scales.map { _ in 1 })
    }
  }

  func poseNewTask() {
    tasks += 1
    let next = family.drawTask(from: .test, using: root.split("task").split(tasks))
    do {
      try pose(next, to: sides, in: sides.map(\.family))
      extent = Self.extent(model, root)
      play()
      adaptByItself()
    } catch { message = "\(error)" }
  }

  func reset() {
    (scales, hasPayload, carriesPayload) = (scales.map { _ in 1 }, false, false)
    do {
      try pose(task, to: sides, in: sides.map(\.entrant.family))
      message = ""
      play()
    } catch { message = "\(error)" }
  }

  /// The arm as it is broken and burdened now. A policy that adapts as it acts finds out by itself, and goes on with
  /// what it remembers: its actuators break at once, another body comes with the next episode.
  func alter() {
    let isOtherBody = hasPayload != carriesPayload
    let fresh = sides.filter { !$0.remembers }
    do {
      let families = try sides.map { try $0.entrant.family.altered(by: alterations(of: $0)) }
      try pose(task, to: fresh, in: zip(sides, families).filter { !$0.0.remembers }.map(\.1))
      for (side, family) in zip(sides, families) where side.remembers {
        side.alter(scales: scales)
        if isOtherBody { side.change(to: family, task: task) }
      }
      carriesPayload = hasPayload
      message = ""
      if isOtherBody { play() } else { playAnew() }
      adaptByItself()
    } catch { message = "\(error)" }
  }

  private func alterations(of side: LiveSide) -> [SceneAlteration] {
    // A policy that adapts as it acts has its commands scaled, not its world.
    var alterations =
      side.remembers ? [] : scales.enumerated().map { SceneAlteration.actuator($0, scale: $1) }
    if hasPayload, let hand = model.followed.first?.body ?? model.roles.lastIndex(of: .arm) {
      alterations.append(.mass(body: hand, factor: 4))
    }
    return alterations
  }

  func toggle(_ scale: Float) {
    scales[selectedActuator] = scales[selectedActuator] == scale ? 1 : scale
    alter()
  }
}
