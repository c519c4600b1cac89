import Drawing
import Experiments
import Files
import Foundation
import FoundationXML
import Gym
import MetaLearning
import Models
import Scenes
import Testing

@testable import Reporting

@Suite struct RecordingTests {
  private let settings = EvaluationSettings(tasks: 2, episodes: 3, adaptSteps: 2, seed: 5, threads: 1)

  @Test func aFilmShowsTheEpisodesThatAreScored() throws {
    try withPolicy { policy in
      let run = try RolloutRun(environment: nil, policy: policy)
      let evaluation = try run.run(settings).evaluation
      for task in 0..<2 {
        let film = try run.film(task: task, settings)
        #expect(film.stages.map(\.meanReturn) == evaluation.measures[task].map { $0["return"] })
        #expect(film.stages.map(\.successRate) == evaluation.measures[task].map { $0["success"] })
        #expect(film.stages.map(\.gathered.count) == [3, 3, 0])
        #expect(film.stages.allSatisfy { $0.episode.moments.count == 51 })
      }
    }
  }

  @Test(arguments: [("grasp", "expert"), ("push", "random"), ("navigate", "zero")])
  func policiesThatDoNotLearnAreFilmedToo(_ environment: String, _ policy: String) throws {
    let run = try RolloutRun(environment: environment, policy: policy)
    var settings = settings
    settings.adaptSteps = 0
    let film = try run.film(task: 1, settings)
    #expect(
      try film.stages.map(\.meanReturn) == run.run(settings).evaluation.measures[1].map { $0["return"] })
    let texts = Storyboard(policy: policy).picture(of: film).texts
    #expect(texts.contains("\(environment), policy \(policy)"))
    #expect(!texts.contains("before adapting"))
    // The mean of one episode is its return, which stands there already.
    settings.episodes = 1
    let single = Storyboard(policy: policy).picture(of: try run.film(task: 1, settings)).texts
    #expect(texts.contains { $0.contains("mean") } && !single.contains { $0.contains("mean") })
  }

  @Test func aPictureShowsBothPoliciesWithTaskReturnAndSuccess() throws {
    let film = try withPolicy { try RolloutRun(environment: nil, policy: $0).film(task: 0, settings) }
    let board = Storyboard(policy: "reach.safetensors")
    let texts = board.picture(of: film).texts
    for text in [
      "before adapting", "after 2 adaptation steps", "held-out task 1: \(film.model.taskText())",
      "return \(Storyboard.text(Double(film.first.episode.last.totalReward)))",
      "3 episodes: mean \(Storyboard.text(film.last.meanReturn)), success \(Int((100 * film.last.successRate).rounded())) %",
    ] { #expect(texts.contains { $0.hasPrefix(text) }, "\(text) in \(texts)") }
    // At the start there is no return yet, and both arms stand alike.
    #expect(board.picture(of: film, step: 0).texts.filter { $0 == "return 0.00" }.count == 2)
    let colors = Set(board.picture(of: film).bitmap().colors)
    for ink in [Ink.before, .after, .goal] { #expect(colors.contains(Theme.light.color(ink))) }
  }

  @Test(arguments: [RecordingFormat.png, .svg, .gif]) func theSameSeedGivesTheSameBytes(
    format: RecordingFormat
  ) throws {
    try withTemporaryFolder { folder in
      func record(_ name: String, seed: UInt64) throws -> [UInt8] {
        var settings = settings
        settings.seed = seed
        settings.adaptSteps = 1
        let path = "\(folder)/\(name).\(format.rawValue)"
        try withPolicy { try RolloutRun(environment: nil, policy: $0).record(settings, to: path, as: format) }
        return try AtomicFile.read(path, limit: 1 << 24)
      }
      let one = try record("one", seed: 1)
      #expect(try record("two", seed: 1) == one)
      #expect(try record("other", seed: 2) != one)
      let text = String(decoding: one.prefix(6), as: UTF8.self)
      switch format {
      case .gif: #expect(text == "GIF89a")
      case .png: #expect(one.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
      case .svg, .mp4: #expect(XMLParser(data: Data(one)).parse())
      }
    }
  }

  @Test(arguments: SceneFamily.knownNames) func everyFamilyRecords(name: String) throws {
    try withTemporaryFolder { folder in
      let run = try RolloutRun(environment: name, policy: "random")
      let settings = EvaluationSettings(tasks: 1, episodes: 1, adaptSteps: 0, seed: 1, threads: 1)
      for format in [RecordingFormat.gif, .png, .svg] {
        try run.record(settings, to: "\(folder)/film.\(format.rawValue)", as: format)
      }
      let film = try AtomicFile.read(folder + "/film.gif", limit: 1 << 24)
      #expect(Array(film.prefix(6)) == Array("GIF89a".utf8) && film.last == 0x3B)
      // A graphics control block for every frame: the film moves.
      let frames = film.indices.dropLast(2).filter { film[$0...].starts(with: [0x21, 0xF9, 4]) }.count
      #expect(frames > 20)
    }
  }

  @Test func aMappingHasNoFilm() throws {
    try withTemporaryFolder { folder in
      let training = try Training(smallMapping())
      let run = try training.run(in: RunFolder(folder + "/run"), from: training.initialState())
      let path = folder + "/film.png"
      #expect {
        try RolloutRun(environment: nil, policy: run.result.policy).record(settings, to: path, as: .png)
      } throws: {
        "\($0)" == "\(path): cannot be written: the policy has examples, no episodes to film"
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func playbackIsInRealTimeOrHalf() {
    let reach = Playback(horizon: 50, stepSeconds: 0.02)
    #expect(reach.stride == 1 && abs(reach.frameSeconds - 0.04) < 1e-9)
    let push = Playback(horizon: 150, stepSeconds: 0.02)
    #expect(push.stride == 2 && abs(push.frameSeconds - 0.04) < 1e-9)
    #expect(push.steps(length: 5) == [0, 2, 4, 5] && push.steps(length: 4) == [0, 2, 4])
    #expect(abs(Playback(horizon: 100, stepSeconds: 0.1).frameSeconds - 0.1) < 1e-9)
  }
}

extension Picture {
  /// Every text, also in pictures within.
  var texts: [String] {
    elements.flatMap { element -> [String] in
      switch element {
      case .text(let text, _, _): [text]
      case .picture(let picture, _): picture.texts
      default: []
      }
    }
  }
}

extension Bitmap {
  var colors: [RGB] { (0..<height).flatMap { y in (0..<width).map { self[$0, y] } } }
}
