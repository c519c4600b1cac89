extension Vocabulary {
  static let sentence = Section(
    "sentence",
    "Words that say something of the task, `[words, vocabulary]`: of each word of the line a number for each word of the vocabulary, 1 for the one that it is and 0 for others.",
    [
      Key("vocabulary", .list(.name, 2...100), required: true, "all words that there are"),
      Key(
        "words", .list(.either([.name, .section(drawnName)]), 1...20), required: true,
        "the line: words of the vocabulary, or what the task chooses of it"),
    ])

  static let drawnName = Section(
    "drawn name", "A word, or the name of a body, that the task chooses.", isChoice: true,
    [
      Key("choice", .list(.name, 2...100), "one of these"),
      Key(
        "case", .list(.name, 2...100), "the one whose number the task draws for all `case` lists of the scene"
      ),
    ])
}
