import Foundation
import Gym
import Randomness
import Scenes
import Testing

/// Sensors with noise, delay and dropout: what they show, and that it belongs to the episode alone.
@Suite("Imperfect readings") struct ReadingTests {
  /// A cart that goes where it is told, seen exactly and by whatever `readings` says.
  private static func scene(_ readings: String, horizon: Int = 40) -> String {
    """
    name: cart
    horizon: \(horizon)
    bodies: [{name: cart, shape: {circle: 0.1}, mass: 2, position: [0, 0]}]
    actuators: [{body: cart, mode: velocity, scale: 1}]
    task: {goal: {disc: {radius: 1}}}
    observe: [cart_position, \(readings)]
    reward: [{distance: [cart, goal], weight: -1}]
    success: {distance: [cart, goal], below: 0.3}
    """
  }

  /// Everything at once.
  static let cart = scene(
    """
    {position: cart, noise: {uniform: [0, 0.1]}, delay: 3, dropout: 0.3}, \
    {offset: [cart, goal], noise: 0.05}, {rotation: cart, noise: 0.5}, \
    {velocity: cart, dropout: {choice: [0.2, 0.5]}}, {angular_velocity: cart, delay: 1}
    """)

  private func family(_ readings: String, horizon: Int = 40) throws -> SceneFamily {
    try SceneFiles().family(Self.scene(readings, horizon: horizon))
  }

  /// Observations from the reset on, `[time][component]`, of a cart driven about.
  private func play(_ family: SceneFamily, task: UInt64 = 0, seed: UInt64 = 0) throws -> [[Float]] {
    var env = SceneEnv(family, task: family.drawTask(from: .train, using: RandomStream(seed: task)))
    var stream = RandomStream(seed: seed)
    var seen = [env.reset(seed: seed)]
    for _ in 0..<family.horizon {
      seen.append(try env.step([stream.uniform(-1, 1), stream.uniform(-1, 1)]).observation)
    }
    return seen
  }

  @Test("a late reading is that of so many steps ago, to the bit", arguments: [0, 1, 2, 7, 39])
  func delay(_ steps: Int) throws {
    let seen = try play(family("{position: cart, delay: \(steps)}"))
    for time in seen.indices { #expect(Array(seen[time][2...]) == Array(seen[max(time - steps, 0)][..<2])) }
    #expect(Set(seen.map { $0[0] }).count > 30)
  }

  @Test("noise has the deviation that is stated, no mean, and no memory", arguments: [0.01, 0.3])
  func noise(_ deviation: Double) throws {
    let seen = try play(family("{position: cart, noise: \(deviation)}", horizon: 4000))
    let errors = [0, 1].map { i in seen.map { Double($0[2 + i] - $0[i]) / deviation } }
    func mean(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
    }
    for own in errors {
      // Four standard errors of 4000 samples.
      #expect(abs(own.reduce(0, +) / Double(own.count)) < 0.064)
      #expect(abs(mean(own, own).squareRoot() - 1) < 0.045)
      #expect(abs(mean(own, Array(own.dropFirst()) + [0])) < 0.064)
    }
    #expect(abs(mean(errors[0], errors[1])) < 0.064)
  }

  @Test("of so many steps the last reading stands, whole", arguments: [Float(0), 0.1, 0.7, 1])
  func dropout(_ probability: Float) throws {
    let seen = try play(family("{position: cart, dropout: \(probability)}", horizon: 4000))
    var held = 0
    for time in seen.indices.dropFirst() {
      let shown = Array(seen[time][2...])
      let isHeld = shown == Array(seen[time - 1][2...])
      #expect(isHeld || shown == Array(seen[time][..<2]))
      held += isHeld ? 1 : 0
    }
    #expect(Array(seen[0][2...]) == Array(seen[0][..<2]))
    // Four standard errors.
    let error = 4 * (probability * (1 - probability) / 4000).squareRoot()
    #expect(abs(Float(held) / 4000 - probability) <= error)
  }

  @Test("what is late is noisy and missed as it was read") func together() throws {
    let flaws = "noise: 0.2, dropout: 0.5"
    let prompt = try play(family("{position: cart, \(flaws)}"))
    let late = try play(family("{position: cart, delay: 4, \(flaws)}"))
    for time in late.indices { #expect(late[time][2...] == prompt[max(time - 4, 0)][2...]) }
  }

  @Test("noise stays in the component's range") func ranges() throws {
    let family = try family("{rotation: cart, noise: 0.5}")
    // Four deviations wider than without it, so that noise is not cut where what is there lies at a bound.
    #expect(family.observationSpace.components[2...].allSatisfy { $0.low == -3 && $0.high == 3 })
    let seen = try play(family)
    for time in seen { #expect(family.observationSpace.contains(time)) }
    let cosines = seen.map { $0[2] }
    let mean = cosines.reduce(0, +) / Float(cosines.count)
    #expect(abs(mean - 1) < 4 * 0.5 / Float(cosines.count).squareRoot(), "\(mean)")
  }

  @Test("sensors, episodes and seeds have noise of their own") func streams() throws {
    let family = try family("{position: cart, noise: 0.2}, {position: cart, noise: 0.2}")
    let seen = try play(family)
    #expect(Set(seen.flatMap { $0[2...] }).count == 4 * seen.count)
    #expect(try play(family)[0] == seen[0])
    #expect(try play(family, seed: 1)[0] != seen[0])
    let env = family.makeVectorEnv(
      for: family.drawTask(from: .train, using: RandomStream(seed: 0)), count: 2)
    var (step, firsts) = (env.makeStep(), Set<Float>())
    let rest: [Float] = [0, 0, 0, 0]
    env.reset(seeds: [0, 7], into: &step)
    for time in 0...3 * family.horizon {
      if time % family.horizon == 0 { firsts.formUnion(step.observations) }
      try env.step(rest.span, into: &step)
    }
    #expect(firsts.count == 1 + 2 * 4 * 4)
  }

  @Test("rewards and success see what is there, and the rest of the observation is exact") func truth() throws
  {
    let (plain, noisy) = (
      try family("{position: cart}"), try family("{position: cart, noise: 0.5, delay: 2, dropout: 0.5}")
    )
    let (a, b) = (try play(plain), try play(noisy))
    #expect(a.map { $0[..<2] } == b.map { $0[..<2] })
    #expect(a.map { $0[2...] } != b.map { $0[2...] })
    let task = plain.drawTask(from: .train, using: RandomStream(seed: 3))
    var first = SceneEnv(plain, task: task)
    var second = SceneEnv(noisy, task: task)
    _ = (first.reset(seed: 1), second.reset(seed: 1))
    for _ in 0..<40 {
      let results = try [first.step([0.5, 0.1]).result, second.step([0.5, 0.1]).result]
      #expect(results[0] == results[1])
    }
  }

  @Test("a task draws its level, which an oracle is told, with the readings of the policy") func levels()
    throws
  {
    let family = try family("{position: cart, noise: {uniform: [0, 0.1]}}", horizon: 500)
    #expect(family.taskNames == ["task.goal.x", "task.goal.y", "observe[1].noise"])
    for seed in 0..<3 as Range<UInt64> {
      let level = family.drawTask(from: .train, using: RandomStream(seed: seed)).numbers[2]
      let seen = try play(family, task: seed)
      let squares = seen.map { ($0[2] - $0[0]) * ($0[2] - $0[0]) }
      #expect(abs((squares.reduce(0, +) / 501).squareRoot() / level - 1) < 0.13)
      let shown = try play(family.revealed, task: seed)
      #expect(shown.map { $0[..<4] } == seen.map { $0[..<4] })
      #expect(abs(shown[9][6] - (level - 0.05) / 0.05) < 1e-5)
    }
  }

  @Test("the page and the description say what is imperfect") func words() throws {
    let family = try family("{position: cart, noise: {uniform: [0, 0.1]}, delay: 1, dropout: 0.5}")
    let line =
      "cart_x, cart_y: noise of deviation (0 to 0.1), 1 step late, the last reading again with probability 0.5"
    #expect(family.page.contains("Imperfect are:\n\n- \(line)\n"))
    #expect(family.describe().contains("imperfect\n  \(line)\n"))
    let again = try SceneFamily(text: family.text, source: "source")
    #expect(again.sceneHash == family.sceneHash && again.page == family.page)
  }
}
