import Gym

extension SceneReader {
  /// `choices`: what an action chooses from.
  mutating func readChoices(_ root: Fields) throws(SceneError) {
    guard root["choices"] != nil else { return }
    let commands = scene.commands.components.map(\.name)
    for item in try root.list("choices", "choices") {
      let fields = try Fields(item, Vocabulary.choice)
      let name = try fields.required("name").newName(besides: scene.choices.map(\.name))
      let numbers = try fields.required("command").list(
        "a number for each of \(commands.joined(separator: ", "))", count: commands.count...commands.count)
      var command: [Quantity] = []
      for number in numbers { command.append(try quantity(number, in: fields.range(of: "command"))) }
      scene.choices.append(ChoiceDescription(name: name, command: command))
    }
  }
}
