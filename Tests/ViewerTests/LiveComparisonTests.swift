import Drawing
import Experiments
import Foundation
import Models
import Physics
import Scenes
import Testing

@testable import Viewer

/// Two policies beside each other, each adapting in its own way.
@Suite struct LiveComparisonTests {
  /// - Parameters: policy files that are shipped, or names of policies that need none.
  private func session(_ right: String, beside left: String, _ environment: String = "reach") throws
    -> LiveSession
  {
    func path(_ name: String) throws -> String {
      ["random", "zero", "expert"].contains(name) ? name : try PolicyFile.shippedPath(for: name)
    }
    let run = try RolloutRun(environment: environment, policy: path(right))
    return try LiveSession(run, beside: run.beside(path(left)), seed: 1)
  }

  @Test func gradientStepsAndMemoryStandSideBySide() throws {
    let session = try session("reach-rl2", beside: "reach")
    session.open()
    #expect(session.sides[0].isAdapting && !session.sides[1].isAdapting)
    session.settle()
    while session.sides[1].episodesOfTask < 3 { session.advance(0.3) }
    let texts = session.picture().allTexts
    #expect(texts.contains("reach, policy reach-rl2 beside reach"))
    #expect(texts.contains("after 3 adaptation steps"))
    #expect(texts.contains("adapts as it acts · episode 3 of this task"))
    #expect(texts.contains { $0.hasPrefix("reach · 60 episodes seen · 3 steps in ") })
    #expect(texts.contains("reach-rl2 · 2 episodes seen"))
  }

  /// The one that acts with a memory goes on with its episode; the other begins anew, and adapts beside it.
  @Test func aDraggedGoalIsOneTaskForBoth() throws {
    let session = try session("reach-rl2", beside: "reach")
    while session.sides[1].episodesOfTask < 2 { session.advance(0.3) }
    while session.sides[1].motion.moments.count < 12 { session.advance(0.02) }
    let poses = session.sides[1].motion.moments.map(\.poses)
    let target = Vector2(-0.06, -0.17)
    func distances() -> [Float] {
      session.sides.map { side in
        let path = session.model.path(of: session.model.followed[0], in: side.motion)
        return (path[path.count - 1] - target).length
      }
    }
    let before = distances()
    session.dragGoal(to: target)
    #expect((session.model.goals[0].offset - target).length < 0.002)
    #expect(session.sides[0].isAdapting && session.sides[0].motion.moments.count == 1)
    #expect(session.sides[1].episodesOfTask == 2 && session.sides[1].motion.moments.map(\.poses) == poses)
    session.settle()
    #expect(session.sides[0].adaptation?.steps == 3 && session.sides[1].motion.moments.map(\.poses) == poses)
    // Both come to it, each in its own way.
    while !session.isEpisodeOver { session.advance(0.02) }
    #expect(session.sides[1].episodesOfTask == 2)
    for (end, start) in zip(distances(), before) { #expect(end < start / 2, "\(start) m, then \(end) m") }
  }

  @Test func aBrokenActuatorIsBrokenOnBothSides() throws {
    let session = try session("reach-rl2", beside: "reach")
    while session.sides[1].motion.moments.count < 4 { session.advance(0.02) }
    session.handle(.kill)
    #expect(session.sides[0].isAdapting && session.sides[0].motion.moments.count == 1)
    #expect(session.sides[1].episodesOfTask == 1 && session.sides[1].motion.moments.count == 4)
    session.settle()
    let angles = session.sides.map { $0.motion.last.poses[0].angle }
    for _ in 0..<10 { session.advance(0.02) }
    // A little is left of the speed that it had.
    for (side, angle) in zip(session.sides, angles) {
      #expect(abs(side.motion.last.poses[0].angle - angle) < 0.05)
    }
    session.handle(.payload)
    #expect(session.sides[0].isAdapting && session.sides.allSatisfy { $0.motion.moments.count == 1 })
    #expect(session.sides[1].episodesOfTask == 2)
    session.handle(.newTask)
    session.settle()
    #expect(session.sides[0].adaptation?.steps == 3 && session.sides[1].episodesOfTask == 1)
    session.handle(.reset)
    #expect(!session.isAdapting && session.sides.allSatisfy { $0.adaptation == nil && $0.experience == 0 })
  }

  @Test(arguments: [
    ("reach", "reach"), ("reach-rl2", "reach-rl2"), ("reach", "expert"), ("reach-rl2", "random"),
    ("random", "expert"),
  ]) func anyTwoCanBeShown(_ right: String, _ left: String) throws {
    let session = try session(right, beside: left)
    session.open()
    #expect(session.isAdapting == [right, left].contains("reach"))
    session.settle()
    while !session.isEpisodeOver { session.advance(0.05) }
    for (side, name) in zip(session.sides, [left, right]) {
      #expect((side.adaptation != nil) == (name == "reach"))
      if name == "expert" { #expect(side.motion.last.isSuccess) }
    }
    // Two that take steps have a curve each, told apart by name.
    let names = session.picture().allTexts.count { $0 == "reach" }
    #expect(names == (right == left && right == "reach" ? 2 : 0))
    session.handle(.adapt(1))
    if !session.isAdapting {
      let remembers = [right, left].contains("reach-rl2")
      #expect(
        session.message
          == (remembers ? "it adapts as it acts: no key is needed" : "neither of them adapts"))
    }
  }

  /// Both sides begin each episode with the same seed: what differs is what they learned, not their luck.
  @Test func bothHaveTheSameLuck() throws {
    let session = try session("random", beside: "random")
    for _ in 0..<2 {
      while !session.isEpisodeOver { session.advance(0.05) }
      #expect(session.sides[0].motion.moments.map(\.poses) == session.sides[1].motion.moments.map(\.poses))
      session.handle(.newTask)
    }
  }

  @Test func policiesOfOtherFamiliesAreRefused() throws {
    let run = try RolloutRun(environment: nil, policy: PolicyFile.shippedPath(for: "reach"))
    for (name, says) in [
      (try PolicyFile.shippedPath(for: "navigate"), "was trained on limber/Navigate-v0"),
      ("scratch", "scratch: has no file to show, expected a policy file, random, zero or expert"),
    ] {
      #expect { try run.beside(name) } throws: { "\($0)".contains(says) }
    }
  }
}
