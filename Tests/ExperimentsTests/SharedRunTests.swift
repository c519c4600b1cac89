import Autodiff
import Experiments
import Files
import Foundation
import MetaLearning
import Models
import Scenes
import TestSupport
import Testing

/// Runs that several ranks share. That they end with the same bits is checked of every kind of run: `expectSameBits`.
@Suite struct SharedRunTests {
  @Test(
    .serialized,
    arguments: [
      smallRun(update: .smallRegion), smallRun(algorithm: .promp, update: .proximal(ProximalUpdate())),
      smallMapping(),
    ])
  func gradientLearnersEndWithTheSameBits(_ configuration: RunConfiguration) throws {
    try withTemporaryFolder { try expectSameBits(configuration, stoppedAfter: [2], in: $0) }
  }

  /// Scores on validation tasks decide which state is the best, and only the first rank has its file.
  @Test func theBestStateIsTold() throws {
    var configuration = smallRun()
    configuration.evaluation.every = 1
    configuration.evaluation.keepBest = true
    try withTemporaryFolder { folder in
      let alone = try train(configuration, in: folder + "/alone").result
      let shared = try train(configuration, in: folder + "/shared", onRanks: 3).result
      #expect(shared.digest == alone.digest && shared.best == alone.best && alone.best != nil)
    }
  }

  /// Whoever goes on knows the best state so far, and what was gathered.
  @Test func theBestStateIsToldToThoseThatGoOn() throws {
    var configuration = smallRun()
    configuration.evaluation.every = 1
    configuration.evaluation.keepBest = true
    // Steps so large that states get worse: what was best before the stop stays it.
    var adam = AdamUpdate()
    adam.rate = 0.5
    configuration.update = .adam(adam)
    try withTemporaryFolder { folder in
      let alone = try train(configuration, in: folder + "/alone").result
      #expect(alone.best?.iteration ?? 4 <= 2, "\(String(describing: alone.best))")
      _ = try stop(configuration, in: folder + "/run", after: 2)
      for result in try resumeAll(in: folder + "/run", onRanks: 3).map(\.result) {
        #expect(result.digest == alone.digest && result.best == alone.best)
        #expect(result.environmentSteps == alone.environmentSteps)
      }
    }
  }

  /// Ranks with unlike numbers of threads score the same tasks, each once, also where they are more than are worked on
  /// at a time.
  @Test func scoresAreShared() throws {
    var configuration = smallRun()
    configuration.evaluation.tasks = 30
    @Sendable func score(_ workers: Workers, _ configuration: RunConfiguration) throws -> ([Evaluation], Int)
    {
      let training = try Training(configuration, workers: workers)
      let references = try training.references()
      return (references.map(\.evaluation), workers.traffic.tasks)
    }
    let alone = try score(Workers(threads: 1), configuration).0
    let shared = try onRanks(2) { [configuration] rank in
      try score(Workers(threads: 1 + rank.rank, with: rank), configuration)
    }
    #expect(shared.reduce(0) { $0 + $1.1 } == 30 * alone.count && shared.allSatisfy { $0.1 > 0 })
    for own in shared.map(\.0) {
      #expect(own.map(\.digest) == alone.map(\.digest) && own.map(\.amount) == alone.map(\.amount))
      #expect(own.map(\.curve) == alone.map(\.curve))
    }
  }

  /// A baseline that is prolonged keeps the schedule that the first rank's folder has of it.
  @Test func aProlongedBaselineIsShared() throws {
    var longer = smallRun()
    (longer.iterations, longer.schedule.over) = (6, 6)
    @Sendable func digests(
      _ place: String, _ workers: Workers, _ longer: RunConfiguration
    ) throws -> [String] {
      for configuration in [smallRun(), longer] {
        _ = try Training(configuration, workers: workers).trainedReferences(in: RunFolder(place))
      }
      return try workers.onFirst {
        try ["pretrain", "oracle"].map { try PolicyFile(reading: "\(place)/\($0)/policy.safetensors") }
          .map { "\($0.parameters.flattened())" }
      }
    }
    try withTemporaryFolder { folder in
      let alone = try digests(folder + "/alone", Workers(threads: 1), longer)
      let shared = try onRanks(2) { [longer] rank in
        try digests((folder + "/shared").place(of: rank), Workers(threads: 1, with: rank), longer)
      }
      #expect(shared == [alone, alone] && Set(alone).count == 2)
    }
  }

  @Test func onlyTheFirstRankWrites() throws {
    try withTemporaryFolder { folder in
      let shared = try train(smallRun(), in: folder + "/run", onRanks: 3)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names == ["run"])
      let alone = try train(smallRun(), in: folder + "/alone")
      let files = try [alone, shared].map { try AtomicFile.read($0.result.policy, limit: 1 << 24) }
      #expect(files[0] == files[1])
      let figures = try #require(shared.result.ranks)
      #expect(figures.count == 3 && figures.workSeconds.count == 3 && figures.exchanges > 4)
      #expect(alone.result.ranks == nil)
    }
  }

  @Test func aSweepIsShared() throws {
    @Sendable func sweep(_ place: String, _ workers: Workers) throws -> SweepResult {
      try SeedSweep(smallRun(), count: 2, trainsBaselines: true, workers: workers).run(
        in: RunFolder(place), from: { try $0.initialState() })
    }
    try withTemporaryFolder { folder in
      let alone = try sweep(folder + "/alone", Workers(threads: 2))
      let path = folder + "/shared"
      func shared() throws -> [SweepResult] {
        try onRanks(2) { try sweep(path.place(of: $0), Workers(threads: 1, with: $0)) }
      }
      // What is there already is not done again, by any rank.
      let twice = try shared() + shared()
      for result in twice {
        #expect(result.runs.map(\.digest) == alone.runs.map(\.digest))
        #expect(result.mean == alone.mean)
        #expect(result.references == alone.references)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["alone", "shared"])
    }
  }

  // MARK: Faults

  private func errors(
    _ count: Int, _ folder: String,
    _ prepare: @escaping @Sendable (Int) throws -> (RunConfiguration, MetaState?)
  ) -> [String] {
    resultsOnRanks(count) { rank in
      let (configuration, start) = try prepare(rank.rank)
      let training = try Training(configuration, workers: Workers(threads: 1, with: rank))
      if start == nil { try training.checkRanks(from: training.initialState()) }
      _ = try training.run(
        in: RunFolder(folder.place(of: rank)), from: start ?? training.initialState())
    }.map { result in
      if case .failure(let error) = result { "\(error)" } else { "none" }
    }
  }

  @Test func otherSettingsAreRefused() throws {
    try withTemporaryFolder { folder in
      let all = errors(3, folder + "/run") { rank in
        var configuration = smallRun()
        if rank == 2 { (configuration.seed, configuration.threads) = (5, 3) }
        return (configuration, nil)
      }
      for error in all {
        #expect(error == "rank 2 has other settings than the others (seed), expected the same")
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.isEmpty)
    }
  }

  @Test func anotherSceneIsRefused() throws {
    let text = try #require(Training(smallRun()).policyScene?.record?.text)
    let other = try SceneFamily(text: text.replacing("horizon: 50", with: "horizon: 51"), source: "other")
    #expect(other.horizon == 51)
    let errors = resultsOnRanks(2) { rank in
      let workers = try Workers(threads: 1, with: rank)
      let training = try Training(smallRun(), on: rank.rank == 1 ? other : nil, workers: workers)
      try training.checkRanks(from: training.initialState())
    }
    for error in errors {
      #expect(throws: RankError.differs([1], what: "another scene than the others, expected the same files"))
      {
        try error.get()
      }
    }
  }

  @Test func anotherBeginningIsRefused() throws {
    let errors = resultsOnRanks(2) { rank in
      let training = try Training(smallRun(), workers: Workers(threads: 1, with: rank))
      var start = try training.initialState()
      if rank.rank == 1 { start.parameters = start.parameters.map { $0 + 1e-6 } }
      try training.checkRanks(from: start)
    }
    let what = "other parameters to begin with, expected the same policy file and machine"
    for error in errors { #expect(throws: RankError.differs([1], what: what)) { try error.get() } }
  }

  /// A state that is no longer that of the others is found before it is written, and the rank is named.
  @Test func anotherStateIsNamed() throws {
    try withTemporaryFolder { folder in
      let start = try Training(smallRun()).initialState()
      let all = errors(3, folder + "/run") { rank in
        var own = start
        if rank == 1 { own.parameters = own.parameters.map { $0 + 1e-6 } }
        return (smallRun(), own)
      }
      let problem = "rank 1 has another state after iteration 2"
      let others = problem + "; where the run has a checkpoint, go on with: sim-train --resume \(folder)/run"
      #expect(all[1] == others + "-rank-1" && all[2] == others + "-rank-2")
      #expect(
        all[0].hasPrefix(problem + "; the last good checkpoint is \(folder)/run/checkpoint/0.safetensors; "))
      #expect(all[0].hasSuffix("go on with: sim-train --resume \(folder)/run"))
    }
  }

  /// The best state is not written over before states are compared.
  @Test func anotherStateIsNoBestOne() throws {
    try withTemporaryFolder { folder in
      let start = try Training(smallRun()).initialState()
      let all = errors(2, folder + "/run") { rank in
        var (configuration, own) = (smallRun(), start)
        (configuration.evaluation.every, configuration.evaluation.keepBest) = (1, true)
        if rank == 1 { own.parameters = own.parameters.map { $0 + 1e-6 } }
        return (configuration, own)
      }
      for error in all { #expect(error.hasPrefix("rank 1 has another state after iteration 1; ")) }
      #expect(!FileManager.default.fileExists(atPath: folder + "/run/best.safetensors"))
    }
  }

  /// What goes wrong on the first rank alone ends the others, too.
  @Test func aFolderThatHoldsARunEndsAll() throws {
    try withTemporaryFolder { folder in
      try train(smallRun(), in: folder + "/run")
      let all = errors(2, folder + "/run") { _ in (smallRun(), nil) }
      #expect(all[0].contains("the folder holds a run"))
      #expect(all[1].hasPrefix("rank 0: ") && all[1].contains("the folder holds a run"))
    }
  }

  /// Numbers that leave the finite ones on one rank end all of them with the same words.
  @Test func aRunThatDivergesEndsAlike() throws {
    try withTemporaryFolder { folder in
      let all = errors(2, folder + "/run") { _ in
        var configuration = smallMapping()
        configuration.learner.rates = configuration.learner.rates.map { _ in 1e30 }
        return (configuration, nil)
      }
      #expect(all[1].hasPrefix("iteration 1, task "))
      #expect(all[0].hasPrefix(all[1] + "; the last good checkpoint is"))
    }
  }
}
