extension SceneReader {
  /// A body as the file has it, or one of several that it has written once.
  struct WrittenBody {
    var fields: Fields
    var name: String
    var isCopy: Bool
  }

  /// Each body of the file, and each copy of those with `repeat`, whose keys are its own: `bodies[1][0].position`.
  func bodies(_ root: Fields) throws(SceneError) -> [WrittenBody] {
    var bodies: [WrittenBody] = []
    for item in try root.list("bodies", "bodies") {
      let fields = try Fields(item, Vocabulary.body)
      let name = try fields.required("name").string()
      let count = bodies.count + (fields["repeat"] == nil ? 1 : try fields.integer("repeat"))
      guard count <= Ranges.bodies.upperBound else {
        throw item.invalid("\(count) bodies with all copies, expected at most \(Ranges.bodies.upperBound)")
      }
      guard fields["repeat"] != nil else {
        try fields.refuse(["apart"], "a body without copies", expected: "repeat beside it")
        bodies.append(WrittenBody(fields: fields, name: name, isCopy: false))
        continue
      }
      guard fields["position"] != nil else {
        throw item.invalid("copies that stand nowhere, expected the key \"position\"")
      }
      for i in 0..<(try fields.integer("repeat")) {
        let own = item.moved(from: item.key, to: "\(item.key)[\(i)]")
        bodies.append(
          WrittenBody(fields: try Fields(own, Vocabulary.body), name: "\(name)\(i)", isCopy: true))
      }
    }
    return bodies
  }
}
