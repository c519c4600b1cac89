extension SceneFamily {
  /// The same tasks with nothing hidden: what an oracle sees. Observations grow by every number that a task draws, and
  /// then every number that the episode draws, scaled to [−1, 1] over its support (an indicator for each case, where
  /// there are cases), by the present value of every number that `changes` change, scaled so too, and by the vector
  /// behind every distance that the reward counts. What is drawn for changes alone shows only as such a value.
  public var revealed: SceneFamily { SceneFamily(CompiledScene(scene.description.revealed)) }
}

extension SceneDescription {
  fileprivate var revealed: SceneDescription {
    var scene = self
    let (task, episode) = (
      taskRules.prefix(firstChangeRules.task), episodeRules.prefix(firstChangeRules.episode)
    )
    scene.observations += Array(task).shown(by: "task") { .task($0) }
    scene.observations += Array(episode).shown(by: "episode") { .episode($0) }
    var changing: [ChangingNumber] = []
    for change in changes where !changing.contains(change.number) { changing.append(change.number) }
    scene.observations += changing.map { .present($0) }
    for term in reward {
      if case .measure(.distance(let a, let b)) = term.kind { scene.observations.append(.offset(a, b)) }
    }
    return scene
  }
}

extension [DrawRule] {
  /// What an oracle is shown of the numbers that they draw.
  /// - Parameters:
  ///   - owner: who draws them, as components call it.
  ///   - source: of the number at a place among the owner's.
  fileprivate func shown(by owner: String, _ source: (Int) -> Quantity.Source) -> [ObservationTerm] {
    placed.flatMap { rule, place -> [ObservationTerm] in
      if rule.key == "case", case .number(.choice(let cases)) = rule.kind {
        return cases.indices.map { i in
          let indicator = Quantity(cases: cases.indices.map { $0 == i ? 1 : 0 }, source(place.lowerBound))
          return .number(indicator, name: "\(owner)(case \(i))")
        }
      }
      return zip(zip(rule.names, rule.supports), place).map { named, index in
        let (name, support) = named
        let middle = (support.lowerBound + support.upperBound) / 2
        let half = Swift.max(support.upperBound - middle, .leastNormalMagnitude)
        let number = (1 / half) * (Quantity(source(index), support: support) + -middle)
        return .number(number, name: "\(owner)(\(name))")
      }
    }
  }
}
