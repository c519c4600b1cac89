import Files
import Foundation
import Gym
import MetaLearning
import PolicyLearning
import Randomness
import Scenes
import Testing

@testable import Experiments

/// Runs whose tasks are proposed.
@Suite struct CurriculumRunTests {
  private func small(_ environment: String, _ algorithm: Algorithm, share: Float? = 0.7) -> RunConfiguration {
    var configuration = smallRun(
      environment, algorithm: algorithm,
      update: RunConfiguration.defaults(for: environment, algorithm: algorithm).update)
    if configuration.trial != nil { configuration.trial?.steps = 200 }
    configuration.tasks.curriculum = share.map {
      var curriculum = Curriculum()
      (curriculum.share, curriculum.kind, curriculum.neighbours) = ($0, .progress, 2)
      curriculum.memory = 6
      return curriculum
    }
    return configuration
  }

  /// For any number of threads and ranks, and for a run that was stopped in its middle.
  @Test(
    .serialized,
    arguments: [
      ("reach", .mamlPlusPlus), ("reach", .rl2), ("suite/manipulation-goals", .oracle), ("reach", .blind),
    ] as [(String, Algorithm)])
  func threadsAndResumptionChangeNoBit(_ environment: String, _ algorithm: Algorithm) throws {
    let configuration = small(environment, algorithm)
    try withTemporaryFolder { folder in
      let one = try expectSameBits(configuration, stoppedAfter: [1, 3], in: folder)
      let metrics = try RunFolder(folder + "/one").metrics()
      #expect(metrics.count == 4)
      for line in metrics {
        let figures = Dictionary(uniqueKeysWithValues: (line.diagnostics ?? []).map { ($0.name, $0.values) })
        let share = try #require(figures["curriculum/share"]?.first)
        #expect(share > 0.3 && share <= 1, "\(share)")
        #expect(figures["curriculum/proposed_return"] != nil && figures["curriculum/drawn_success"] != nil)
      }
      let checkpoint = try Checkpoint(reading: folder + "/one/checkpoint/4.safetensors")
      #expect(checkpoint.state.history.mostOfAKind > 0 && checkpoint.state.history.mostOfAKind <= 6)
      // Other tasks were trained on than without it.
      let plain = try train(small(environment, algorithm, share: nil), in: folder + "/plain")
      #expect(plain.result.digest != one.result.digest)
    }
  }

  @Test(arguments: [Algorithm.mamlPlusPlus, .rl2])
  func noShareIsNoCurriculum(_ algorithm: Algorithm) throws {
    try withTemporaryFolder { folder in
      let digests = try [nil, 0].map {
        try train(small("reach", algorithm, share: $0), in: folder + "/\($0 ?? 1)").result.digest
      }
      #expect(digests[0] == digests[1])
    }
  }

  /// Every family that can be acted in: with any history, what is proposed is a draw of the training split, and what is
  /// drawn for other splits is what is drawn without a proposer.
  @Test func noTaskOfAnotherSplitIsProposed() throws {
    func check<Family: ActingFamily>(_ family: Family) throws {
      var curriculum = Curriculum()
      (curriculum.share, curriculum.neighbours) = (1, 2)
      let plain = EpisodeTasks(family, episodes: 1, for: GaussianActor.self)
      var history = TaskHistory()
      for round in 0..<3 {
        let tasks = plain.proposing(Proposer(curriculum, after: history))
        var outcomes: [TaskOutcome] = []
        for i in 0..<40 {
          let stream = RandomStream(seed: 3).split(round).split(i)
          let task = tasks.task(from: .train, using: stream)
          let proposal = try #require(task.proposal)
          #expect(proposal.isProposed && family.accepts(task.draw) && isForTraining(task.draw, of: family))
          #expect(tasks.kind(ofTaskFrom: .train, using: stream) == proposal.place.kind)
          #expect(proposal.place.coordinates.allSatisfy { abs($0) < 1.001 }, "\(family.id)")
          outcomes.append(TaskOutcome(proposal, success: Float(i % 3) / 2, meanReturn: Float(i)))
          for split in [Split.validation, .test] where family.hasValidationTasks && family.record != nil {
            let task = tasks.task(from: split, using: stream)
            #expect(task.proposal == nil && !isForTraining(task.draw, of: family))
            #expect("\(task.draw)" == "\(plain.task(from: split, using: stream).draw)")
          }
        }
        history.append(outcomes, keeping: 20)
      }
    }
    for family in try ActingCatalogue.all() + ActingCatalogue.suites() { try check(family) }
  }

  private func isForTraining<Family: ActingFamily>(_ draw: Family.Draw, of family: Family) -> Bool {
    switch draw {
    case let draw as TaskDraw: draw.split == .train
    case let draw as SuiteDraw:
      draw.task.split == .train
        && (family as? SuiteFamily)?.suite.train.contains { $0.name == draw.scene } == true
    default: true
    }
  }

  @Test func whatCannotBeIsSaid() throws {
    func message(
      on environment: String = "reach", by algorithm: Algorithm = .mamlPlusPlus, _ settings: [String]
    ) -> String {
      do {
        let configuration = try RunConfiguration.defaults(for: environment, algorithm: algorithm)
          .overridden(bySettings: settings)
        _ = try Training(configuration)
        return ""
      } catch { return "\(error)" }
    }
    let on = "tasks.curriculum.kind=success"
    #expect(message([on]) == "")
    #expect(
      message(["tasks.curriculum.kind=goals"])
        == "--set: tasks.curriculum.kind: is goals, expected one of success, progress")
    #expect(
      message(["tasks.curriculum.share=0.5"])
        == "--set: tasks.curriculum.share: no such setting; tasks.curriculum.kind=success or progress proposes tasks, "
        + "this run only draws them")
    #expect(
      message([on, "tasks.curriculum.share=1.5"])
        == "tasks.curriculum.share: is 1.5, expected a number in [0, 1]")
    #expect(
      message([on, "tasks.curriculum.share=most"])
        == "--set: tasks.curriculum.share: is most, expected a value like 0.5")
    #expect(
      message([on, "tasks.curriculum.candidates=1"])
        == "tasks.curriculum.candidates: is 1, expected an integer from 2 to 1000")
    #expect(
      message([on, "tasks.curriculum.neighbours=30", "tasks.curriculum.memory=20"])
        == "tasks.curriculum.memory: is 20, expected an integer from 30 to 100000")
    #expect(
      message(on: "reach", by: .rl2, [on, "trial.steps=100"])
        == "trial.steps: is 100, expected at least the 150 steps of a trial, whose last episode tells "
        + "tasks.curriculum what came of its task")
    #expect(
      message(on: "mapping/sinusoid", [on])
        == "tasks.curriculum proposes tasks by what episodes came to; mapping/sinusoid has examples")
  }

  @Test func aFamilyHasToHaveSomethingToPropose() throws {
    func message(task: String, success: String, kind: String) throws -> String {
      try withTemporaryFolder { folder in
        let path = folder + "/own.yaml"
        try AtomicFile.write(
          """
          name: own
          horizon: 5
          arm: {links: [{length: 0.1, radius: 0.01, density: 100}]}
          actuators: [{joint: shoulder, mode: velocity, scale: 5, torque: 0.5}]
          task: {goal: \(task)}
          observe: [joint_cosines]
          reward: [{distance: [fingertip, goal], weight: -1}]
          \(success)
          """, to: path)
        do {
          _ = try Training(
            RunConfiguration.defaults(opening: path, algorithm: .oracle)
              .overridden(bySettings: ["tasks.curriculum.kind=\(kind)"]))
          return ""
        } catch { return "\(error)" }
      }
    }
    let rule = "success: {distance: [fingertip, goal], below: 0.02}"
    #expect(try message(task: "{disc: {radius: 0.1}}", success: rule, kind: "success") == "")
    #expect(try message(task: "{disc: {radius: 0.1}}", success: "", kind: "progress") == "")
    #expect(
      try message(task: "{disc: {radius: 0.1}}", success: "", kind: "success")
        == "tasks.curriculum.kind: is success, expected progress, which returns tell of: own does not say what success is"
    )
    #expect(
      try message(task: "[0.1, 0]", success: rule, kind: "progress")
        == "tasks.curriculum: all tasks of own are the same, there is none to propose")
  }
}
