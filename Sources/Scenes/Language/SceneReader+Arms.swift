extension SceneReader {
  /// `arm`: an arm, or a list of arms, each with a name that stands before those of its parts.
  mutating func readArms(_ node: SceneNode?) throws(SceneError) {
    guard let node else { return }
    let arms =
      if case .list = node.value {
        try node.list("arms", count: Vocabulary.scene.count(of: "arm"))
      } else { [node] }
    var names: [String] = []
    for (i, arm) in arms.enumerated() {
      let fields = try Fields(arm, Vocabulary.arm)
      let named = arms.count > 1 ? try fields.required("name") : fields["name"]
      let name = try named.map { node throws(SceneError) in try node.newName(besides: names) }
      if let name { names.append(name) }
      // The next joint is that of its base.
      if let mount = fields["mount"] { mounts.append((scene.joints.count, mount)) }
      try readArm(fields, prefix: name.map { "\($0)_" } ?? "", group: -1 - i)
    }
  }

  /// Finds the bodies that carry arms, when all bodies are known.
  mutating func readMounts() throws(SceneError) {
    for (joint, node) in mounts {
      let body = try node.index(in: scene.bodies.map(\.name), of: "body")
      try refuseLacking(body, node)
      scene.joints[joint].bodyA = body
      scene.joints[joint].isBase = true
    }
    for (joint, node) in mounts where scene.carriesItself(joint) {
      throw node.invalid("an arm that carries itself, expected a body that it does not carry")
    }
  }
}

extension SceneDescription {
  /// Whether the bodies that a joint hangs on hang on it.
  fileprivate func carriesItself(_ joint: Int) -> Bool {
    var next = joint
    for _ in joints {
      guard let parent = joints[next].bodyA, let above = joints.firstIndex(where: { $0.bodyB == parent })
      else { return false }
      if above == joint { return true }
      next = above
    }
    return false
  }
}
