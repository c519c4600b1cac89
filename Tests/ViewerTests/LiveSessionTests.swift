import Drawing
import Experiments
import Foundation
import Gym
import MetaLearning
import Models
import Physics
import Randomness
import Scenes
import Testing

@testable import Viewer

@Suite struct LiveSessionTests {
  /// A policy for `reach` before any training.
  private func learner() throws -> any LiveLearning {
    let training = try Training(RunConfiguration.defaults(for: "reach"))
    guard case .gradientPolicy(let description) = training.learner else {
      preconditionFailure("\(training.learner)")
    }
    return LiveLearner(description.makeLearner(), try training.initialState().parameters)
  }

  private func session(_ seed: UInt64 = 1) throws -> LiveSession {
    try LiveSession(
      LiveEntrant(
        name: "reach", policy: .learner(try learner()), family: try SceneFamily(named: "reach"), episodes: 20,
        steps: 3), seed: seed)
  }

  /// With the policy that is shipped, which adapts well.
  private func shippedSession(_ seed: UInt64 = 1) throws -> LiveSession {
    let path = try PolicyFile.shippedPath(for: "reach")
    return try LiveSession(RolloutRun(environment: nil, policy: path), seed: seed)
  }

  /// m: mean distance of the fingertip from the goal over the second half of some episodes, before and after.
  private func distances(_ session: LiveSession) -> (before: Float, after: Float) {
    func distance(_ motion: SceneMotion) -> Float {
      let path = session.model.path(of: session.model.followed[0], in: motion)
      let half = path.suffix(path.count / 2)
      return half.reduce(0) { $0 + ($1 - session.model.goals[0].offset).length } / Float(half.count)
    }
    var sums: (before: Float, after: Float) = (0, 0)
    for _ in 0..<10 {
      while !session.isEpisodeOver { session.advance(0.05) }
      sums.before += distance(session.sides[0].motion) / 10
      sums.after += distance(session.sides[1].motion) / 10
      while session.isEpisodeOver { session.advance(0.5) }
    }
    return sums
  }

  @Test func draggingTheGoalMovesItAndTheArmLearnsToReachIt() throws {
    let session = try shippedSession()
    // To where the un-adapted arm does not go.
    let end = session.point(of: Vector2(-0.06, -0.17))
    let start = session.point(of: session.model.goals[0].offset)
    session.handle(.press(start))
    session.handle(.move(Point((start.x + end.x) / 2, (start.y + end.y) / 2)))
    session.handle(.move(end))
    #expect(!session.isAdapting)
    session.handle(.release)
    #expect(session.isAdapting)
    session.settle()
    #expect((session.model.goals[0].offset - Vector2(-0.06, -0.17)).length < 0.002)
    #expect(session.sides[1].adaptation?.steps == 3)
    let returns = try #require(session.sides[1].adaptation?.returns)
    #expect(returns.count == 4 && returns[3] > returns[0])
    let (before, after) = distances(session)
    #expect(after < before / 2, "\(before) m before, \(after) m after")
  }

  /// Whoever does not adapt is watched, too: chance and the expert.
  @Test(arguments: ["random", "zero", "expert"]) func whatDoesNotAdaptIsWatched(_ policy: String) throws {
    let session = try LiveSession(RolloutRun(environment: "reach", policy: policy), seed: 1)
    while !session.isEpisodeOver { session.advance(0.05) }
    #expect(session.sides[1].motion.moments.count == 51)
    #expect(session.sides[1].motion.last.isSuccess == (policy == "expert"))
    session.handle(.adapt(1))
    #expect(!session.isAdapting && session.message == "\(policy) does not adapt")
    session.handle(.kill)
    session.handle(.newTask)
    #expect(!session.isAdapting && session.sides[0].motion.moments.count == 1)
  }

  /// Out of reach is told, and the goal stays as near as a task can have it.
  @Test func aGoalDraggedOutOfReachSaysSo() throws {
    let session = try session()
    session.handle(.press(session.point(of: session.model.goals[0].offset)))
    let place = session.camera.point(Vector2(0.18, 0.18))
    session.handle(.move(Point(place.x + session.panels[0].x, place.y + session.panels[0].y)))
    #expect(session.message == "no task has its goal there: the nearest one")
    #expect(session.model.goals[0].offset.length < 0.21)
    session.handle(.move(session.point(of: session.model.goals[0].offset)))
    #expect(session.message.isEmpty)
  }

  @Test func aPressBesideTheGoalMovesNothing() throws {
    let session = try session()
    let task = session.task
    let place = session.point(of: session.model.goals[0].offset)
    session.handle(.press(Point(place.x + 60, place.y + 60)))
    session.handle(.move(Point(place.x + 90, place.y)))
    session.handle(.release)
    #expect(session.task == task && !session.isAdapting)
  }

  @Test func keysChangeTheTaskAndTheTime() throws {
    let session = try session()
    let task = session.task
    session.handle(.newTask)
    #expect(session.task != task && session.task.split == .test)
    session.settle()
    session.handle(.togglePause)
    session.advance(0.5)
    #expect(session.sides[0].motion.moments.count == 1)
    session.handle(.singleStep)
    #expect(session.sides[0].motion.moments.count == 2 && session.sides[1].motion.moments.count == 2)
    session.handle(.togglePause)
    session.advance(0.1)
    #expect(session.sides[0].motion.moments.count == 7)
    session.handle(.faster)
    session.advance(0.1)
    #expect(session.sides[0].motion.moments.count == 17)
    for _ in 0..<9 { session.handle(.slower) }
    #expect(session.speed == 0.125)
  }

  @Test func adaptingGoesOnBesideTheDrawing() throws {
    let session = try session()
    session.handle(.adapt(2))
    #expect(session.isAdapting && session.sides[1].adaptation == nil)
    session.settle()
    #expect(session.sides[1].adaptation?.steps == 2)
    let returns = try #require(session.sides[1].adaptation?.returns)
    #expect(returns.count == 3 && Set(returns).count == 3)
    #expect(session.picture().allTexts.contains("after 2 adaptation steps"))
    #expect(session.picture().allTexts.contains { $0.contains(" · 2 steps in ") })
    session.handle(.reset)
    session.handle(.adapt(1))
    session.settle()
    #expect(session.picture().allTexts.contains { $0.contains(" · 1 step in ") })
    session.handle(.reset)
    #expect(session.sides[1].adaptation == nil)
  }

  /// What a job comes to after its task has gone is dropped; what the reader does begins another by itself.
  @Test(arguments: [ViewerCommand.newTask, .weaken, .reverse, .kill, .payload])
  func everyChangeIsAdaptedToInPlaceOfWhatRan(_ change: ViewerCommand) throws {
    let session = try session()
    session.handle(.adapt(9))
    session.handle(change)
    #expect(session.isAdapting && session.sides[1].adaptation == nil)
    #expect(session.picture().allTexts.contains("adapting…"))
    session.settle()
    #expect(session.sides[1].adaptation?.steps == 3 && session.adaptationTimes.milliseconds.count == 1)
    #expect(session.sides[0].adaptation == nil)
    session.handle(.reset)
    #expect(!session.isAdapting && session.sides[1].adaptation == nil)
  }

  /// What is adapted in the altered arm is of use there: a reversed joint is turned the other way.
  @Test func adaptationsAreToTheArmAsItIsBroken() throws {
    let session = try session()
    session.handle(.kill)
    session.settle()
    let returns = try #require(session.sides[1].adaptation?.returns)
    let family = try SceneFamily(named: "reach").altered(by: [.actuator(0, scale: 0), .actuator(1, scale: 1)])
    let stream = RandomStream(seed: 1).split("viewer").split("adapt").split(1)
    let job = AdaptationJob(
      family: family, task: session.task, learner: try learner(), steps: 3, episodes: 20, stream: stream)
    #expect(try job.run { true }.returns == returns)
  }

  /// The first frame is there at once, of policies that know nothing of the task yet.
  @Test func aWindowOpensAdapting() throws {
    let session = try session()
    #expect(!session.isAdapting)
    session.open()
    #expect(session.isAdapting && session.sides.allSatisfy { $0.motion.moments.count == 1 })
    #expect(session.picture().allTexts.contains("not adapted yet"))
    session.settle()
    #expect(session.picture().allTexts.contains("after 3 adaptation steps"))
    #expect(session.picture().allTexts.contains { $0.hasPrefix("60 episodes seen") })
    #expect(session.picture().allTexts.contains("0 episodes seen"))
    let expert = try LiveSession(RolloutRun(environment: "reach", policy: "expert"), seed: 1)
    expert.open()
    #expect(!expert.isAdapting && expert.message.isEmpty)
  }

  /// A job is asked before each step, and does no more once it is not wanted.
  @Test func aSupersededAdaptationStopsBeforeItsNextStep() throws {
    let family = try SceneFamily(named: "reach")
    let stream = RandomStream(seed: 1)
    let job = AdaptationJob(
      family: family, task: family.drawTask(from: .test, using: stream), learner: try learner(), steps: 3,
      episodes: 2, stream: stream)
    var asked = 0
    #expect(throws: CancellationError.self) {
      try job.run {
        asked += 1
        return asked < 3
      }
    }
    #expect(asked == 3)
    #expect(try job.run { true }.returns.count == 4)
  }

  @Test func ofSeveralAdaptationsTheLastOneCounts() throws {
    let session = try session()
    session.handle(.adapt(9))
    session.handle(.adapt(2))
    session.settle()
    #expect(session.sides[1].adaptation?.steps == 2 && session.adaptationTimes.milliseconds.count == 1)
  }

  /// The first joint of a dead shoulder stays, that of a reversed one goes the other way.
  @Test func brokenActuatorsDoWhatTheyAreToldToBe() throws {
    let session = try session()
    func turns() -> (first: Float, second: Float) {
      let start = session.sides[0].motion.moments[0].poses
      session.advance(0.08)
      let poses = session.sides[0].motion.last.poses
      session.handle(.togglePause)
      session.handle(.togglePause)
      return (poses[0].angle - start[0].angle, poses[1].angle - start[1].angle)
    }
    let whole = turns().first
    #expect(abs(whole) > 0.02)
    session.handle(.kill)
    #expect(abs(turns().first) < abs(whole) / 4)
    #expect(session.picture().allTexts.contains { $0.contains("▸ joint0 dead, joint1 works") })
    session.handle(.kill)
    session.handle(.nextActuator)
    session.handle(.weaken)
    #expect(session.scales == [1, 0.4])
    session.handle(.reverse)
    #expect(session.scales == [1, -1])
    session.handle(.payload)
    #expect(session.hasPayload)
    session.handle(.reset)
    #expect(session.scales == [1, 1] && !session.hasPayload && session.task.numbers.count == 2)
  }

  @Test(arguments: [(1000.0, 620.0), (480, 320), (1, 1), (1920, 1080)])
  func anySizeGivesAPicture(width: Double, height: Double) throws {
    let session = try session()
    (session.width, session.height) = (width, height)
    let bitmap = session.picture().bitmap()
    #expect(bitmap.width == Int(width) && bitmap.height == Int(height))
  }

  @Test func thePictureShowsBothArmsAndTheKeys() throws {
    let session = try session()
    let picture = session.picture()
    let bitmap = picture.bitmap()
    for (panel, ink) in zip(session.panels, [Ink.before, .after]) {
      let columns = Int(panel.x)..<Int(panel.right)
      let rows = Int(panel.y)..<Int(panel.bottom)
      let color = Theme.light.color(ink)
      #expect(rows.contains { y in columns.contains { bitmap[$0, y] == color } })
    }
    #expect(picture.allTexts.contains("1–9"))
    session.handle(.toggleHelp)
    #expect(!session.picture().allTexts.contains("1–9"))
  }
}

extension Picture {
  var allTexts: [String] {
    elements.flatMap { element -> [String] in
      switch element {
      case .text(let text, _, _): [text]
      case .picture(let picture, _): picture.allTexts
      default: []
      }
    }
  }
}
