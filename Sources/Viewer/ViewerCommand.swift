public import Drawing

/// What a reader can ask of the window.
public enum ViewerCommand: Sendable, Hashable {
  case newTask
  /// Adaptation steps.
  case adapt(Int)
  /// Back to the un-adapted policy in a whole arm.
  case reset
  case togglePause, singleStep
  case faster, slower
  /// Of the actuator that breaks next.
  case nextActuator
  case weaken, reverse, kill
  case payload
  case toggleHelp
  /// px of the picture
  case press(Point)
  case move(Point)
  case release
  case screenshot, toggleRecording
  case close

  /// What the keys do, for the help.
  static let keys = [
    ("1–9", "adapt so many steps"), ("drag", "move goal, adapt"), ("N", "new task"),
    ("R", "reset all"), ("space", "pause"), (".", "single step"), ("+ −", "faster, slower"),
    ("tab", "next actuator"), ("W V K", "weaken, reverse, kill"), ("P", "payload"),
    ("S", "screenshot"), ("C", "record, stop"), ("H", "help"), ("Q", "quit"),
  ]
}
