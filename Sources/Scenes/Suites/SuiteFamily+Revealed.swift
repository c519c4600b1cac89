extension SuiteFamily {
  /// The same tasks with nothing hidden: which scene it is, and what that scene's `revealed` family shows, in places that
  /// all scenes share (`SuitePadding`).
  public var revealed: SuiteFamily { SuiteFamily(suite, isRevealed: true) }
}
