extension SceneFamily {
  /// The same tasks with nothing hidden: what an oracle sees. Observations grow by every number that a task draws, and
  /// then every number that the episode draws, scaled to [−1, 1] over its support in training (an indicator for each
  /// case, where there are cases), by the present value of every number that `changes` change, scaled so too, and by the
  /// vector behind every distance that the reward counts, as it is or within a tolerance. What is drawn for changes alone
  /// shows only as such a value. Levels that draw the same as the scene without a level are told over its support, so
  /// that an oracle of one acts in all.
  public var revealed: SceneFamily {
    let description = scene.description
    return SceneFamily(CompiledScene(description.revealed(as: description.withoutLevel ?? description)))
  }
}

extension SceneDescription {
  /// The file's scene without a level; nil where it is that, or draws or changes other numbers.
  fileprivate var withoutLevel: SceneDescription? {
    others.first {
      $0.level == nil && $0.taskRules.drawn == taskRules.drawn && $0.episodeRules.drawn == episodeRules.drawn
        && $0.changes.map(\.number) == changes.map(\.number)
    }
  }

  /// - Parameter training: the scene of training's tasks, or that without a level, over whose supports numbers are told.
  fileprivate func revealed(as training: SceneDescription) -> SceneDescription {
    var scene = self
    scene.heldOut = heldOut.map { $0.revealed(as: training) }
    let (task, episode) = (
      taskRules.prefix(firstChangeRules.task), episodeRules.prefix(firstChangeRules.episode)
    )
    scene.observations += Array(task).shown(by: "task", over: training.taskRules) { .task($0) }
    scene.observations += Array(episode).shown(by: "episode", over: training.episodeRules) { .episode($0) }
    var changing: [ChangingNumber] = []
    for change in changes where !changing.contains(change.number) { changing.append(change.number) }
    scene.observations += changing.map { .present($0, over: training.support(of: $0)) }
    for (a, b) in rewardedDistances { scene.observations.append(.offset(a, b)) }
    return scene
  }

  /// Each pair of points once, in the order of the reward's terms.
  private var rewardedDistances: [(Int, Int)] {
    reward.reduce(into: []) { pairs, term in
      switch term.kind {
      case .measure(.distance(let a, let b)), .tolerance(.distance(let a, let b), _, _):
        if !pairs.contains(where: { $0 == (a, b) }) { pairs.append((a, b)) }
      default: break
      }
    }
  }
}

extension [DrawRule] {
  /// What an oracle is shown of the numbers that they draw.
  /// - Parameters:
  ///   - owner: who draws them, as components call it.
  ///   - training: the rules whose supports the numbers are scaled by: as many numbers, or more.
  ///   - source: of the number at a place among the owner's.
  fileprivate func shown(
    by owner: String, over training: [DrawRule], _ source: (Int) -> Quantity.Source
  ) -> [ObservationTerm] {
    let scale = training.flatMap(\.supports)
    return placed.flatMap { rule, place -> [ObservationTerm] in
      if rule.isOneOfSeveral, case .number(.choice(let cases)) = rule.kind {
        return cases.indices.map { i in
          let indicator = Quantity(cases: cases.indices.map { $0 == i ? 1 : 0 }, source(place.lowerBound))
          let name = rule.options.isEmpty ? "case \(i)" : "\(rule.key) \(i) \(rule.options[i])"
          return .number(indicator, name: "\(owner)(\(name))")
        }
      }
      return zip(zip(rule.names, rule.supports), place).map { named, index in
        let (name, support) = named
        let (middle, factor) = scale[index].normalization
        let number = factor * (Quantity(source(index), support: support) + -middle)
        return .number(number, name: "\(owner)(\(name))")
      }
    }
  }
}
