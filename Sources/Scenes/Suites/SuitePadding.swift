import Gym

/// How the observations of different scenes become observations of one layout.
///
/// What a policy sees is the same in all scenes. What an oracle, or a critic, sees beside it (`SceneFamily.revealed`)
/// differs in number and meaning. Behind the common components stand then
///
/// 1. `scene(NAME)` for each scene of the suite, 1 in that scene and 0 in others;
/// 2. `revealed(0)`, `revealed(1)`, …, as many as the scene with the most has: what the scene reveals, in its own order,
///    and 0 behind that.
struct SuitePadding: Sendable {
  /// Numbers that all scenes show.
  let common: Int
  /// Scenes that are told apart; 0 where nothing is revealed.
  let indicators: Int
  /// What each scene reveals.
  let revealed: [Int]
  private let names: [String]

  init(_ suite: SceneSuite, isRevealed: Bool) {
    common = suite.scenes[0].observationSpace.count
    names = isRevealed ? suite.scenes.map(\.name) : []
    indicators = names.count
    revealed = suite.scenes.map {
      isRevealed ? $0.revealed.observationSpace.count - $0.observationSpace.count : 0
    }
  }

  private var slots: Int { revealed.max() ?? 0 }
  /// Numbers of an observation.
  var count: Int { common + indicators + slots }

  /// - Parameter scenes: as they are played.
  func observationSpace(of scenes: [SceneFamily]) -> Box {
    let components = scenes.map(\.observationSpace.components)
    func widest(_ parts: [Component], _ name: String, _ unit: String) -> Component {
      Component(
        name, unit: unit, low: parts.reduce(.infinity) { min($0, $1.low) },
        high: parts.reduce(-.infinity) { max($0, $1.high) })
    }
    let shared = (0..<common).map { i in
      widest(components.map { $0[i] }, components[0][i].name, components[0][i].unit)
    }
    let indicators = names.map { Component("scene(\($0))", low: 0, high: 1) }
    let padded = (0..<slots).map { i in
      // 0 where a scene has nothing to say there.
      widest(
        components.compactMap { common + i < $0.count ? $0[common + i] : nil }
          + [Component("", low: 0, high: 0)], "revealed(\(i))", "")
    }
    // All scenes have the same layout up to `common`, pictures included.
    return Box(shared + indicators + padded, pictures: scenes[0].observationSpace.pictures)
  }

  /// Writes the observation `own` of a scene as one of the common layout.
  /// - Parameter out: `[count]`
  func write(
    _ own: UnsafeBufferPointer<Float>, of scene: Int, to out: UnsafeMutableBufferPointer<Float>
  ) {
    for i in 0..<common { out[i] = own[i] }
    for i in 0..<indicators { out[common + i] = i == scene ? 1 : 0 }
    let first = common + indicators
    for i in 0..<revealed[scene] { out[first + i] = own[common + i] }
    for i in first + revealed[scene]..<count { out[i] = 0 }
  }
}
