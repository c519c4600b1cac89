import Experiments
import Foundation
import MetaLearning
import Models
import PolicyLearning
import TestSupport
import Testing

extension OuterUpdate {
  /// With figures of its own.
  static let smallAdam = OuterUpdate.adam(AdamUpdate())
  static var smallRegion: OuterUpdate {
    var region = TrustRegion()
    region.curvatureTasks = 4
    return .trustRegion(region)
  }
}

extension RunConfiguration {
  /// Sizes of the hidden layers, of whatever model.
  var hidden: [Int] {
    get {
      switch model {
      case .gaussianMLP(let own): own.hidden
      case .categoricalMLP(let own): own.hidden
      case .mlp(let own): own.hidden
      case .recurrent(let own): own.hidden
      case .attention(let own): own.hidden
      }
    }
    set {
      switch model {
      case .gaussianMLP(var own):
        own.hidden = newValue
        model = .gaussianMLP(own)
      case .categoricalMLP(var own):
        own.hidden = newValue
        model = .categoricalMLP(own)
      case .mlp(var own):
        own.hidden = newValue
        model = .mlp(own)
      case .attention(var own):
        own.hidden = newValue
        own.encoder = newValue
        own.critic = newValue
        (own.width, own.inner) = (newValue.first ?? 1, newValue.first ?? 1)
        model = .attention(own)
      case .recurrent(var own):
        own.hidden = newValue
        own.encoder = newValue
        own.critic = newValue
        own.memory = newValue.first ?? 1
        model = .recurrent(own)
      }
    }
  }

  /// Makes it a run that takes no time to speak of.
  fileprivate mutating func shrink() {
    iterations = algorithm == .scratch ? 0 : 4
    schedule.over = iterations
    checkpointEvery = 2
    tasks.perIteration = algorithm.takesGradientSteps ? 4 : 32
    hidden = [8]
    if trial != nil { trial?.steps = 100 }
    if case .trial(var own) = loss, own.imitation > 0 {
      own.imitation = 2
      loss = .trial(own)
    }
    evaluation.tasks = 3
    evaluation.steps = algorithm.needsExamples ? 1 : 2
  }
}

/// Settings of a run on episodes that takes no time to speak of.
func smallRun(
  _ environment: String = "reach", algorithm: Algorithm = .mamlPlusPlus, update: OuterUpdate = .smallAdam
) -> RunConfiguration {
  var configuration = RunConfiguration.defaults(for: environment, algorithm: algorithm)
  configuration.shrink()
  if configuration.tasks.episodes != nil { configuration.tasks.episodes = 5 }
  configuration.evaluation.episodes = 4
  configuration.update = update
  return configuration
}

/// The same on examples.
func smallMapping(
  _ environment: String = "mapping/sinusoid", algorithm: Algorithm = .mamlPlusPlus
) -> RunConfiguration {
  var configuration = RunConfiguration.defaults(for: environment, algorithm: algorithm)
  configuration.shrink()
  configuration.evaluation.query = 10
  return configuration
}

@discardableResult
func train(_ configuration: RunConfiguration, in folder: String) throws -> TrainedRun {
  let training = try Training(configuration)
  return try training.run(in: RunFolder(folder), from: training.initialState())
}

/// Starts the run and stops it in the iteration after `iterations`.
func stop(
  _ configuration: RunConfiguration, in folder: String, after iterations: Int, from state: MetaState? = nil
) throws -> TrainingError? {
  let training = try Training(configuration)
  let stopping = Flag()
  do {
    _ = try training.run(
      in: RunFolder(folder), from: state ?? training.initialState(),
      observe: { if $0.iteration == iterations { stopping.set() } }, unless: { stopping.isSet })
    return nil
  } catch let error as TrainingError { return error }
}

/// The same shared by ranks, each a thread of this process with a folder of its own to look for: only the first one's is
/// made.
/// - Returns: of the first rank.
@discardableResult
func train(_ configuration: RunConfiguration, in folder: String, onRanks count: Int) throws -> TrainedRun {
  try onRanks(count) { rank in
    let training = try Training(
      configuration, workers: Workers(threads: configuration.threads, with: rank))
    let start = try training.initialState()
    try training.checkRanks(from: start)
    return try training.run(in: RunFolder(folder.place(of: rank)), from: start)
  }[0]
}

/// Goes on with the run in `folder`, which the first rank has.
func resume(in folder: String, onRanks count: Int) throws -> TrainedRun {
  try resumeAll(in: folder, onRanks: count)[0]
}

/// The same, of each rank.
func resumeAll(in folder: String, onRanks count: Int) throws -> [TrainedRun] {
  try onRanks(count) { rank in
    let workers = try Workers(threads: 1, with: rank)
    let folder = RunFolder(folder.place(of: rank))
    let kept = try folder.kept(by: workers)
    let training = try Training(kept.configuration, on: kept.family, workers: workers)
    try training.checkRanks()
    return try training.resume(in: folder, from: training.lastCheckpoint(in: folder))
  }
}

extension String {
  /// Where a rank would have the folder.
  func place(of rank: any Communicator) -> String { rank.rank == 0 ? self : "\(self)-rank-\(rank.rank)" }
}

/// Trains on one thread, on three, on two ranks, and again from where it was stopped, by one process and by three, and
/// expects the same bits.
/// - Parameters:
///   - iterations: after which it is stopped, each in a run of its own.
///   - place: an empty folder.
/// - Returns: the run that was never stopped.
@discardableResult
func expectSameBits(
  _ configuration: RunConfiguration, stoppedAfter iterations: [Int], in place: String
) throws -> TrainedRun {
  let one = try train(configuration, in: place + "/one")
  var configuration = configuration
  configuration.threads = 3
  let many = try train(configuration, in: place + "/many")
  #expect(one.result.digest == many.result.digest && one.evaluation.digest == many.evaluation.digest)
  configuration.threads = 1
  let shared = try train(configuration, in: place + "/shared", onRanks: 2)
  #expect(one.result.digest == shared.result.digest && one.evaluation.digest == shared.evaluation.digest)
  #expect(one.result.curve == shared.result.curve && one.evaluation.amount == shared.evaluation.amount)
  configuration.threads = 3
  for iteration in iterations {
    let folder = RunFolder("\(place)/stopped-\(iteration)")
    _ = try stop(configuration, in: folder.path, after: iteration)
    try FileManager.default.copyItem(atPath: folder.path, toPath: folder.path + "-shared")
    // As the tools do: with the scene that is in the folder.
    let training = try Training(configuration, on: folder.scene(for: folder.configuration()))
    #expect(try training.resume(in: folder).result.digest == one.result.digest, "after \(iteration)")
    let digest = try resume(in: folder.path + "-shared", onRanks: 3).result.digest
    #expect(digest == one.result.digest, "after \(iteration), on three ranks")
  }
  return one
}
