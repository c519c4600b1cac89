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
    return try LiveSession(RolloutRun(environment: nil, policy: path), name: environment, seed: seed)
  }

  /// Where the goal is in the left panel, px.
  private func goal(_ session: LiveSession) -> Point {
    let place = session.camera.point(session.model.goals[0].offset)
    return Point(place.x + session.panels[0].x, place.y + session.panels[0].y)
  }

  /// A policy that adapts as it acts changes course within the episode in which its goal moves.
  @Test func aDraggedGoalIsFollowedWithinTheEpisode() throws {
    let session = try rememberingSession("reach")
    #expect(session.remembers)
    // The second episode: it knows where the goal is, and goes there.
    while session.episodesOfTask < 2 { session.advance(0.3) }
    while session.motions.after.moments.count < 12 { session.advance(0.02) }
    let motions = session.motions
    let target = Vector2(-0.06, -0.17)
    let place = session.camera.point(target)
    let end = Point(place.x + session.panels[0].x, place.y + session.panels[0].y)
    session.handle(.press(goal(session)))
    session.handle(.move(end))
    session.handle(.release)
    #expect((session.model.goals[0].offset - target).length < 0.002 && !session.isAdapting)
    #expect(
      session.episodesOfTask == 2
        && session.motions.after.moments.map(\.poses) == motions.after.moments.map(\.poses))
    func distance() -> Float {
      let path = session.model.path(of: session.model.followed[0], in: session.motions.after)
      return (path[path.count - 1] - target).length
    }
    let before = distance()
    while !session.isEpisodeOver { session.advance(0.02) }
    #expect(session.episodesOfTask == 2)
    #expect(distance() < before / 2, "\(before) m before, \(distance()) m after")
  }

  /// One that was trained to meets with an actuator that works the wrong way in the middle of its way.
  @Test func aBrokenActuatorIsMadeUpForWithinTheEpisode() throws {
    let session = try rememberingSession("reach-broken")
    while session.episodesOfTask < 2 { session.advance(0.3) }
    while session.motions.after.moments.count < 3 { session.advance(0.02) }
    session.handle(.kill)
    #expect(session.episodesOfTask == 2 && session.motions.after.moments.count == 3)
    #expect(session.picture().allTexts.contains { $0.contains("dead") })
    func distance() -> Float {
      let path = session.model.path(of: session.model.followed[0], in: session.motions.after)
      return (path[path.count - 1] - session.model.goals[0].offset).length
    }
    let before = distance()
    while !session.isEpisodeOver { session.advance(0.02) }
    #expect(session.episodesOfTask == 2)
    #expect(distance() < before / 2, "\(before) m before, \(distance()) m after")
  }

  /// A payload is another world: it comes with the next episode, and what was learned stays.
  @Test func whatIsRememberedOutlivesAPayloadButNoTask() throws {
    let session = try rememberingSession("reach")
    while session.episodesOfTask < 3 { session.advance(0.3) }
    session.handle(.payload)
    #expect(session.hasPayload && session.episodesOfTask == 4)
    #expect(session.picture().allTexts.contains("remembers · episode 4 of this task"))
    session.handle(.adapt(1))
    #expect(!session.isAdapting && session.message == "it adapts as it acts: no key is needed")
    session.handle(.newTask)
    #expect(session.episodesOfTask == 1)
  }
}
