/// A line of words that says something of the task.
struct SentenceDescription: Sendable {
  /// All that it may be made of.
  var vocabulary: [String]
  /// A place in the vocabulary: fixed, or with a case for each that the task chooses from.
  var words: [Quantity]

  /// The line in a task.
  func text(_ numbers: DrawnNumbers) -> [String] { words.map { vocabulary[Int($0.value(numbers))] } }
}
