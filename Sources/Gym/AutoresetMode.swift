/// When a row of a `VectorEnv` whose episode has ended begins the next one: Gymnasium's three modes.
public enum AutoresetMode: String, Sendable, Hashable, Codable, CaseIterable {
  /// In the step that ends the episode: `observations` holds the first observation of the next episode,
  /// `finalObservations` the last one of this.
  case sameStep
  /// In the step after: the row's action is ignored, its reward is 0 and no flag is set.
  case nextStep
  /// When the caller resets the row. Until then it stays at its final observation, with reward 0 and the flags of the
  /// end; its actions are ignored, and only a step in which every row waits is an error.
  case disabled
}
