/// The parts of a family's tasks. No task of one is ever drawn for another.
public enum Split: String, Sendable, CaseIterable {
  /// What is learned from.
  case train
  /// What settings are chosen on.
  case validation
  /// What is reported.
  case test

  /// The part that a task belongs to, by the numbers that make it: a fifth of the hash space is for tests, a twentieth
  /// for validation.
  ///
  /// It depends on the numbers' bits alone, so that no task can stand in two parts.
  public init(of numbers: [Float]) {
    var hash = StableHash()
    for number in numbers { hash.combine(number.bitPattern) }
    // The low bits of a plain FNV hash of few bytes are too regular to be taken modulo 5.
    let place = hash.scattered
    self = place % 5 == 0 ? .test : place % 20 == 1 ? .validation : .train
  }
}
