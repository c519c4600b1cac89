public import Gym

/// What a scene's environments tell of each step beside reward and flags.
public struct SceneChannels: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// What each term adds to the reward.
  public static let rewardTerms = SceneChannels(rawValue: 1)
  /// Return and length of the episode up to this step; in the step that ends it, of the whole.
  public static let episode = SceneChannels(rawValue: 2)
  public static let all: SceneChannels = [.rewardTerms, .episode]
}

extension SceneFamily {
  /// Names and units of the numbers that `channels` are, in order.
  public func components(of channels: SceneChannels) -> [Component] {
    var components: [Component] = []
    if channels.contains(.rewardTerms) {
      var known: [String: Int] = [:]
      for term in scene.description.reward {
        let name = "\(term.gate.isEmpty ? "" : "gated ")\(scene.description.name(of: term.kind))"
        known[name, default: 0] += 1
        // Terms that differ only in when they count are numbered.
        let count = known[name] ?? 1
        components.append(Component("reward(\(name)\(count == 1 ? "" : " \(count)"))"))
      }
    }
    if channels.contains(.episode) {
      components += [
        Component("episode_return"), Component("episode_length", low: 0, high: Float(horizon)),
      ]
    }
    return components
  }
}

extension SceneDescription {
  fileprivate func name(of kind: RewardTerm.Kind) -> String {
    switch kind {
    case .measure(let measure): name(of: measure)
    case .progress(let measure): "progress of \(name(of: measure))"
    case .tolerance(let measure, _, let margin):
      "tolerance \(SceneDescription.text(margin)) of \(name(of: measure))"
    case .touch(let sensor): "touch \(bodies[sensors[sensor].body].name)"
    case .success: "success"
    case .always: "always"
    case .squaredControl: "control"
    }
  }

  private func name(of measure: Measure) -> String {
    switch measure {
    case .distance(let a, let b): "distance \(points[a].name) \(points[b].name)"
    case .largestOffset(let a, let b): "largest offset \(points[a].name) \(points[b].name)"
    case .x(let a, let b): "x \(points[a].name) \(points[b].name)"
    case .y(let a, let b): "y \(points[a].name) \(points[b].name)"
    case .speed(let point): "speed \(points[point].name)"
    case .jointPosition(let joint): "position \(joints[joint].name)"
    case .sensor(let sensor): "force \(bodies[sensors[sensor].body].name)"
    }
  }
}

extension SensorDescription {
  fileprivate var body: Int {
    switch self {
    case .contactForce(let body, _), .ray(let body, _, _, _): body
    }
  }
}
