import Files
import Foundation
import Gym
import MetaLearning
import Models
import PolicyLearning
import Randomness
import Scenes
import Testing

@testable import Experiments

/// Runs on suites: tasks of several scenes in one batch.
@Suite struct SuiteRunTests {
  private func small(_ environment: String, _ algorithm: Algorithm = .mamlPlusPlus) -> RunConfiguration {
    var configuration = smallRun(
      environment, algorithm: algorithm,
      update: RunConfiguration.defaults(for: environment, algorithm: algorithm).update)
    if configuration.trial != nil {
      configuration.trial?.steps = 200
      configuration.evaluation.steps = 1
    }
    configuration.iterations = 3
    configuration.schedule.over = 3
    configuration.evaluation.tasks = 5
    return configuration
  }

  @Test(.serialized, arguments: [Algorithm.mamlPlusPlus, .oracle, .rl2, .distill])
  func threadsAndResumptionChangeNoBit(_ algorithm: Algorithm) throws {
    let configuration = small("suite/manipulation-10", algorithm)
    try withTemporaryFolder { folder in
      let one = try expectSameBits(configuration, stoppedAfter: [1], in: folder)
      // The policy by itself, and what stands beside it.
      let run = try RolloutRun(environment: nil, policy: one.result.policy)
      #expect(run.family?.id == "limber-suite/Manipulation-10-v2")
      #expect(try run.run(configuration.evaluationSettings).evaluation.digest == one.evaluation.digest)
      #expect(try Training(configuration).references().map(\.name).prefix(2) == ["random", "expert"])
    }
  }

  /// Three scenes in a folder of a user's, and a suite of them.
  private func write(_ folder: String, goal: String = "0.2") throws -> String {
    func scene(_ name: String, _ horizon: Int) -> String {
      """
      name: \(name)
      horizon: \(horizon)
      arm: {links: [{length: 0.1, radius: 0.01, density: 100}, {length: 0.1, radius: 0.01, density: 100}]}
      actuators: [{joint: shoulder, mode: velocity, scale: 5, torque: 0.5}]
      task: {goal: {disc: {radius: \(goal)}}}
      observe: [joint_cosines, fingertip_position]
      reward: [{distance: [fingertip, goal], weight: -1}]
      """
    }
    for (name, horizon) in [("short", 5), ("long", 9), ("other", 7)] {
      try AtomicFile.write(scene(name, horizon), to: "\(folder)/\(name).yaml")
    }
    try AtomicFile.write(
      "name: mine\nsummary: 'Of mine: & *all*.'\ntrain: [./short.yaml, ./long.yaml]\ntest: [long.yaml, other.yaml]\n",
      to: folder + "/mine.yaml")
    return folder + "/mine.yaml"
  }

  @Test func aRunGoesOnAndItsPolicyRollsOutWithoutTheFiles() throws {
    try withTemporaryFolder { folder in
      let configuration = small(try write(folder))
      let whole = try train(configuration, in: folder + "/whole")
      _ = try stop(configuration, in: folder + "/cut", after: 1)
      for name in ["mine", "short", "long", "other"] {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name).yaml")
      }
      let run = try RolloutRun(environment: nil, policy: whole.result.policy)
      #expect(try run.run(configuration.evaluationSettings).evaluation.digest == whole.evaluation.digest)
      let cut = RunFolder(folder + "/cut")
      let training = try Training(configuration, on: cut.scene(for: cut.configuration()))
      try FileManager.default.copyItem(atPath: cut.path, toPath: cut.path + "-shared")
      #expect(try training.resume(in: cut).result.digest == whole.result.digest)
      #expect(try resume(in: cut.path + "-shared", onRanks: 2).result.digest == whole.result.digest)
      // What the run keeps is a file like any other.
      #expect(
        try ActingCatalogue.family(named: folder + "/whole/scene.yaml").record?.hash == whole.policy.sceneHash
      )
    }
  }

  /// Tasks of one scene cost about alike.
  @Test func everySceneIsAKind() throws {
    let base = EpisodeTasks(
      try SuiteFamily(named: "suite/manipulation-10"), episodes: 1, for: GaussianActor.self)
    let tasks = StoppableTasks(base: base, shouldStop: { false })
    var kinds: [String: Set<Int>] = [:]
    for index in 0..<60 {
      let stream = RandomStream(seed: 1).split(index)
      let task = try tasks.task(from: .train, using: stream)
      let name = try #require((task as? any SceneTask)?.sceneName)
      kinds[name, default: []].insert(tasks.kind(ofTaskFrom: .train, using: stream))
    }
    #expect(kinds.count > 5 && kinds.values.allSatisfy { $0.count == 1 })
    #expect(Set(kinds.values).count == kinds.count)
  }

  @Test func everySceneHasItsOwnScores() throws {
    try withTemporaryFolder { folder in
      let path = try write(folder)
      var configuration = small(path)
      configuration.evaluation.tasks = 12
      let trained = try train(configuration, in: folder + "/run")
      let evaluation = trained.evaluation
      #expect(evaluation.sceneNames == ["long", "other"] && evaluation.scenes.count == 12)
      let training = try Training(configuration)
      let references = try training.references()
      let scores = try #require(evaluation.sceneScores(beside: references))
      #expect(trained.result.scenes?.keys.sorted() == ["long", "other"])
      #expect(scores.values.reduce(0) { $0 + $1.tasks } == 12)
      for point in 0..<evaluation.points {
        let sum = try scores.values.reduce(0.0) {
          try $0 + Double($1.tasks) * #require($1.curve[point].measures["return"]).mean
        }
        #expect(try abs(sum / 12 - #require(evaluation.curve[point].measures["return"]).mean) < 1e-9)
      }
      for (name, horizon) in [("long", 9), ("other", 7)] {
        let own = try #require(scores[name])
        // Adaptation took episodes of this scene's length.
        #expect(own.curve.map(\.environmentSteps) == [0, 4 * horizon, 8 * horizon])
        #expect(own.references?.keys.sorted() == ["random", "scratch"])
        for reference in references {
          #expect(own.references?[reference.name] == reference.evaluation.part(of: name).curve)
          #expect(reference.evaluation.scenes == evaluation.scenes)
        }
        let tasks = evaluation.scenes.indices.filter { evaluation.scenes[$0] == name }
        #expect(
          evaluation.part(of: name).values("return", at: 2)
            == tasks.map { evaluation.values("return", at: 2)[$0] })
      }
      // In the table of all tasks, too, which runs are compared by.
      try training.record(references, in: trained)
      let lines = try String(contentsOfFile: trained.folder.scoresPath, encoding: .utf8).split(
        separator: "\n")
      #expect(lines[0] == "policy,task,steps,return,success,scene")
      #expect(lines[1].hasSuffix(",\(evaluation.scenes[0])"))
      configuration.seed = 2
      let other = try train(configuration, in: folder + "/other")
      let comparison = try RunComparison([trained.folder.path, other.folder.path])
      #expect(comparison.differences.map(\.measure) == ["return", "success"])
      #expect(try train(smallRun(), in: folder + "/reach").result.scenes == nil)
    }
  }

  @Test func aPolicyOfASuiteActsInScenesOfItsLayout() throws {
    try withTemporaryFolder { folder in
      let path = try write(folder)
      let policy = try train(small(path), in: folder + "/suite").result.policy
      let settings = EvaluationSettings(tasks: 2, episodes: 2, adaptSteps: 1, seed: 1, threads: 1)
      let run = try RolloutRun(environment: folder + "/short.yaml", policy: policy)
      let result = try run.run(settings).result
      #expect(result.env == "limber/Short-v0" && result.scenes == nil)
      #expect(try run.references(nil, settings).map(\.name) == ["random", "scratch"])
      let hash = try SceneSuite(loading: path).hash
      #expect { try RolloutRun(environment: "reach", policy: policy) } throws: {
        "\($0)".hasPrefix(
          "\(policy): was trained on limber-suite/Mine-v0 (scene \(hash)), expected a policy for limber/Reach-v0"
        )
      }
      // One scene teaches nothing of the others, and an oracle sees which of its scenes it is in.
      let scene = try train(small(folder + "/short.yaml"), in: folder + "/scene").result.policy
      #expect { try RolloutRun(environment: path, policy: scene) } throws: {
        "\($0)".contains("expected a policy for limber-suite/Mine-v0")
      }
      let oracle = try train(small(path, .oracle), in: folder + "/oracle").result.policy
      #expect { try RolloutRun(environment: folder + "/short.yaml", policy: oracle) } throws: {
        "\($0)".contains("expected a policy for limber/Short-v0")
      }
    }
  }

  @Test func nothingInAPolicyIsTrusted() throws {
    try withTemporaryFolder { folder in
      let policy = try train(small(try write(folder)), in: folder + "/run").result.policy
      func message(_ change: (String) -> String) throws -> String {
        var file = try PolicyFile(reading: policy)
        file.scene = change(try #require(file.scene))
        let path = folder + "/hostile.safetensors"
        try file.write(to: path)
        do {
          _ = try RolloutRun(environment: nil, policy: path)
          return "no error"
        } catch { return "\(error)".replacing(path, with: "FILE") }
      }
      #expect(try message { $0 } == "no error")
      // Said of it, and nothing else.
      #expect(try message { $0.replacing("Of mine", with: "Of yours") } == "no error")
      #expect(try message { $0.replacing("horizon: 7", with: "horizon: 8") }.hasSuffix("it was changed"))
      #expect(
        try message { $0.replacing("test: [long, other]", with: "test: [long]") }.hasSuffix("it was changed"))
      #expect(
        try message { $0.replacing("test: [long, other]", with: "test: [long, reach]") }
          == "FILE: scene:5: test[1]: reach is not in this text, expected one of short, long, other")
      #expect(
        try message { $0.replacing("    name: other", with: "    extends: reach\n    name: other") }
          == "FILE: scene: scenes[2]:1: extends: names another file, expected a scene that needs none")
      #expect(
        try message { $0.replacing("joint_cosines", with: "joint_sines", maxReplacements: 1) }
          .hasSuffix("expected the same components"))
    }
  }

  @Test func settingsSuitLongEpisodes() throws {
    for algorithm in Algorithm.allCases where !algorithm.needsExamples {
      _ = try Training(.defaults(for: "suite/manipulation-10", algorithm: algorithm))
    }
    let trials = RunConfiguration.defaults(for: "suite/manipulation-goals", algorithm: .rl2)
    #expect(trials.trial.map { $0.episodes == 2 && $0.steps == 2 * 100 } == true)
    let reach = RunConfiguration.defaults(for: "suite/reach", algorithm: .rl2)
    #expect(reach.trial == RunConfiguration.defaults(for: "reach", algorithm: .rl2).trial)
  }

  @Test func namesAreFoundOrTheNearestIsSaid() throws {
    for (name, id) in [
      ("suite/push", "limber-suite/Push-v1"),
      ("limber-suite/Manipulation-10-v2", "limber-suite/Manipulation-10-v2"),
    ] {
      #expect(try ActingCatalogue.family(named: name).id == id)
    }
    #expect(
      EnvironmentName("suite/push").plain == "push" && EnvironmentName("suite/push").forFolder == "suite-push"
    )
    #expect(EnvironmentName("limber-suite/Manipulation-10-v2").plain == "manipulation-10")
    #expect(!EnvironmentName("suite/push.yaml").isSuite)
    #expect(EnvironmentName("suite/reach-vertical").plain == "reach-vertical")
    // A suite is no environment of its name.
    let settings = ["bandit", "gridworld", "navigate", "semicircle"].map {
      RunConfiguration.defaults(for: "suite/\($0)", algorithm: .rl2)
    }
    #expect(Set(settings.map(\.trial)).count == 1 && settings[0].trial?.episodes == 2)
    for (name, says) in [
      (
        "suite/pusch",
        "suite/pusch: no such suite (did you mean \"suite/push\"?), expected the file of a suite or one of "
      ),
      ("suite/../push", "suite/../push: no such suite, expected "),
      ("limber-suite/Push-v2", "/push.yaml: version: 1, expected that of limber-suite/Push-v2"),
    ] {
      #expect { try ActingCatalogue.family(named: name) } throws: { "\($0)".contains(says) }
    }
  }
}
