extension SceneFamily {
  /// The same tasks with nothing hidden: what an oracle sees. Observations grow by every number that a task draws,
  /// scaled to [−1, 1] over its support (an indicator for each case, where there are cases), and by the vector
  /// behind every distance that the reward counts.
  public var revealed: SceneFamily {
    SceneFamily(CompiledScene(scene.description.revealed(over: scene.taskSupports)))
  }
}

extension SceneDescription {
  /// - Parameter scale: what each number of a task is told over.
  fileprivate func revealed(over scale: [ClosedRange<Float>]) -> SceneDescription {
    var scene = self
    scene.heldOut = heldOut.map { $0.revealed(over: scale) }
    var index = 0
    for rule in taskRules {
      if rule.key == "case" || !rule.options.isEmpty, case .number(.choice(let cases)) = rule.kind {
        for i in cases.indices {
          let indicator = Quantity(cases: cases.indices.map { $0 == i ? 1 : 0 }, index: index)
          let name = rule.options.isEmpty ? "case \(i)" : "\(rule.key) \(i) \(rule.options[i])"
          scene.observations.append(.number(indicator, name: "task(\(name))"))
        }
        index += 1
        continue
      }
      for (name, support) in zip(rule.names, rule.supports) {
        let middle = (scale[index].lowerBound + scale[index].upperBound) / 2
        let half = max(scale[index].upperBound - middle, .leastNormalMagnitude)
        let number = (1 / half) * (Quantity(.task(index), support: support) + -middle)
        scene.observations.append(.number(number, name: "task(\(name))"))
        index += 1
      }
    }
    for term in reward {
      if case .measure(.distance(let a, let b)) = term.kind { scene.observations.append(.offset(a, b)) }
    }
    return scene
  }
}
