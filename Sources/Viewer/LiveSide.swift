import Drawing
import Gym
import Physics
import PolicyLearning
import Randomness
import Scenes

/// One panel of the window: a policy at work on the task that both panels pose, and what it made of it so far.
final class LiveSide {
  let entrant: LiveEntrant
  /// Whether it makes use of what it experiences; one that does not shows what adapting is worth.
  let adapts: Bool
  /// The family as it is altered now.
  private(set) var family: SceneFamily
  private(set) var adaptation: LiveAdaptation?
  /// Begun since the task was posed.
  private(set) var episodesOfTask = 0
  private var player: Player
  private let adapter = BackgroundAdapter()

  init(_ entrant: LiveEntrant, adapts: Bool, task: TaskDraw) throws {
    self.entrant = entrant
    self.adapts = adapts
    family = entrant.family
    player = try Player(family, task: task, policy: entrant.policy.mapping)
  }

  /// Whether it acts with a memory: it meets what changes in the middle of an episode.
  var remembers: Bool { entrant.policy.remembers }
  /// Whether it adapts by gradient steps.
  var takesSteps: Bool { adapts && entrant.policy.takesSteps }
  var isAdapting: Bool { adapter.isBusy }
  var isOver: Bool { player.isOver }
  var motion: SceneMotion { player.motion }

  /// Episodes of the task that it learned from.
  var experience: Int {
    guard adapts else { return 0 }
    return remembers ? max(0, episodesOfTask - 1) : adaptation?.experience ?? 0
  }

  // MARK: Playing

  func advance() throws(EnvError) { try player.advance() }

  /// Begins an episode, with what it knows of the task.
  func begin(using stream: RandomStream) throws {
    episodesOfTask += 1
    let goesOn = remembers && adapts && episodesOfTask > 1
    try player.restart(goesOn ? nil : adaptation?.learner.acting ?? entrant.policy.mapping, stream: stream)
  }

  /// Nothing of what it remembers is worth anything: the simulation left the finite numbers.
  func forget() { player.forget() }

  // MARK: Tasks

  /// A player of a task that nothing is known of.
  func player(of task: TaskDraw, in family: SceneFamily) throws -> Player {
    try Player(family, task: task, policy: entrant.policy.mapping)
  }

  /// Poses a task: what was learned of the last one is worth nothing now.
  /// - Parameters:
  ///   - next: of `player(of:in:)`.
  ///   - scales: what actuators do of what they are told, beside what `family` says.
  func pose(_ next: Player, in family: SceneFamily, scales: [Float]) {
    self.family = family
    player = next
    player.scales = scales
    adapter.forget()
    adaptation = nil
    episodesOfTask = 0
  }

  /// Goes on in the middle of the episode with other actuators.
  func alter(scales: [Float]) { player.scales = scales }

  /// Goes on in another world from the next episode on.
  func change(to family: SceneFamily, task: TaskDraw) {
    self.family = family
    player.change(to: family, task: task)
  }

  /// Goes on with another task: in the middle of the episode, where its past can be the same; else from the next on.
  func move(to task: TaskDraw) {
    if !player.move(to: task, in: family) { player.change(to: family, task: task) }
  }

  // MARK: Adapting

  /// Begins to adapt to a task in place of what it may be adapting to.
  func adapt(_ steps: Int?, to task: TaskDraw, using stream: RandomStream) {
    guard adapts, case .learner(let learner) = entrant.policy else { return }
    adapter.start(
      AdaptationJob(
        family: family, task: task, learner: learner, steps: steps ?? entrant.steps,
        episodes: entrant.episodes, stream: stream))
  }

  /// What adapting has come to since the last call; nil for nothing.
  /// - Throws: what kept it from its end.
  func takeAdaptation() throws -> LiveAdaptation? {
    guard let outcome = adapter.take() else { return nil }
    adaptation = try outcome.get()
    return adaptation
  }
}
