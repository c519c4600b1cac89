import Drawing
import Experiments
import Models
import Physics
import Scenes
import Testing

@testable import Viewer

/// Policies that adapt as they act, live.
@Suite struct LiveMemoryTests {
  /// With a shipped policy that adapts as it acts.
  private func rememberingSession(_ environment: String, _ seed: UInt64 = 1) throws -> LiveSession {
    let path = try PolicyFile.shippedPath(for: environment + "-rl2")
    return try LiveSession(RolloutRun(environment: nil, policy: path), seed: seed)
  }

  /// A policy that adapts as it acts changes course within the episode in which its goal moves.
  @Test func aDraggedGoalIsFollowedWithinTheEpisode() throws {
    let session = try rememberingSession("reach")
    #expect(session.sides.allSatisfy { $0.remembers })
    // The second episode: it knows where the goal is, and goes there.
    while session.sides[1].episodesOfTask < 2 { session.advance(0.3) }
    while session.sides[1].motion.moments.count < 12 { session.advance(0.02) }
    let motion = session.sides[1].motion
    let target = Vector2(-0.06, -0.17)
    session.dragGoal(to: target)
    #expect((session.model.goals[0].offset - target).length < 0.002 && !session.isAdapting)
    #expect(
      session.sides[1].episodesOfTask == 2
        && session.sides[1].motion.moments.map(\.poses) == motion.moments.map(\.poses))
    func distance() -> Float {
      let path = session.model.path(of: session.model.followed[0], in: session.sides[1].motion)
      return (path[path.count - 1] - target).length
    }
    let before = distance()
    while !session.isEpisodeOver { session.advance(0.02) }
    #expect(session.sides[1].episodesOfTask == 2)
    #expect(distance() < before / 2, "\(before) m before, \(distance()) m after")
  }

  /// One that was trained to meets with an actuator that works the wrong way in the middle of its way.
  @Test func aBrokenActuatorIsMadeUpForWithinTheEpisode() throws {
    let session = try rememberingSession("reach-broken")
    while session.sides[1].episodesOfTask < 2 { session.advance(0.3) }
    while session.sides[1].motion.moments.count < 3 { session.advance(0.02) }
    session.handle(.kill)
    #expect(session.sides[1].episodesOfTask == 2 && session.sides[1].motion.moments.count == 3)
    #expect(session.picture().allTexts.contains { $0.contains("dead") })
    func distance() -> Float {
      let path = session.model.path(of: session.model.followed[0], in: session.sides[1].motion)
      return (path[path.count - 1] - session.model.goals[0].offset).length
    }
    let before = distance()
    while !session.isEpisodeOver { session.advance(0.02) }
    #expect(session.sides[1].episodesOfTask == 2)
    #expect(distance() < before / 2, "\(before) m before, \(distance()) m after")
  }

  /// A point robot's one actuator takes two numbers of an action.
  @Test func aBrokenActuatorOfTwoNumbersKeepsTheRobotWhereItIs() throws {
    let session = try rememberingSession("navigate")
    while session.sides[1].motion.moments.count < 3 { session.advance(0.1) }
    session.handle(.kill)
    func place() throws -> Vector2 { try #require(session.sides[1].motion.last.poses.first).position }
    let before = try place()
    while session.sides[1].motion.moments.count < 8 { session.advance(0.1) }
    #expect(try place() == before)
    session.handle(.kill)
    while session.sides[1].motion.moments.count < 13 { session.advance(0.1) }
    #expect(try place() != before)
  }

  /// What is broken stays so in the next task, until all is mended.
  @Test func whatIsBrokenStaysBroken() throws {
    let session = try rememberingSession("navigate")
    session.handle(.kill)
    session.handle(.newTask)
    func moves() throws -> Bool {
      while session.sides[1].motion.moments.count < 6 { session.advance(0.1) }
      let places = try session.sides[1].motion.moments.map { try #require($0.poses.first).position }
      return places.contains { $0 != places[0] }
    }
    #expect(try !moves())
    session.handle(.reset)
    #expect(try moves())
  }

  /// What one side forgets after each episode the other goes to at once.
  @Test func whatItLearnedIsKeptFromEpisodeToEpisode() throws {
    let session = try rememberingSession("navigate")
    var returns: [Float] = [0, 0]
    for _ in 0..<4 {
      while session.sides[1].episodesOfTask < 3 { session.advance(0.3) }
      while !session.isEpisodeOver { session.advance(0.1) }
      for (i, side) in session.sides.enumerated() { returns[i] += side.motion.last.totalReward }
      session.handle(.newTask)
    }
    #expect(returns[1] > returns[0] / 2, "\(returns)")
  }

  /// The past of an episode has its broken actuators, too.
  @Test func aGoalMovesInAnEpisodeInWhichAnActuatorBroke() throws {
    let session = try rememberingSession("reach")
    while session.sides[1].motion.moments.count < 4 { session.advance(0.02) }
    session.handle(.kill)
    while session.sides[1].motion.moments.count < 8 { session.advance(0.02) }
    let poses = session.sides[1].motion.moments.map(\.poses)
    let task = session.task
    session.dragGoal(to: Vector2(-0.06, -0.17))
    #expect(session.task != task && session.sides[1].episodesOfTask == 1)
    #expect(session.sides[1].motion.moments.map(\.poses) == poses && !session.sides[1].isOver)
  }

  /// A payload is another world: it comes with the next episode, and what was learned stays.
  @Test func whatIsRememberedOutlivesAPayloadButNoTask() throws {
    let session = try rememberingSession("reach")
    while session.sides[1].episodesOfTask < 3 { session.advance(0.3) }
    session.handle(.payload)
    #expect(session.hasPayload && session.sides[1].episodesOfTask == 4)
    #expect(session.picture().allTexts.contains("remembers · episode 4 of this task"))
    session.handle(.adapt(1))
    #expect(!session.isAdapting && session.message == "it adapts as it acts: no key is needed")
    session.handle(.newTask)
    #expect(session.sides[1].episodesOfTask == 1)
  }
}
