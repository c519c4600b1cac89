import Autodiff
import Files
import Foundation
import Learning
import Models
import PolicyLearning
import Randomness
import Testing

/// Files of policies that adapt as they act.
@Suite struct TrialPolicyFileTests {
  private static func learner(
    _ network: SequenceNetwork, context: Int = 3, features: TokenFeatures = TokenFeatures(),
    pictures: [Range<Int>] = []
  ) -> LearnerDescription {
    .trialPolicy(
      .init(
        policy: SequencePolicy(
          network, critic: [4], head: .choices(2), features: features,
          normalization: .identity(count: 2), pictures: pictures, context: .identity(count: context),
          rewardScale: 1,
          deviation: DeviationSchedule(from: 1, to: 1, over: 0), episodes: 2, horizon: 5),
        loss: SequenceLoss()))
  }

  static func attention(_ change: (inout AttentionShape) -> Void = { _ in }) -> LearnerDescription {
    let own = AttentionShape(
      inputs: 9, encoder: [5], width: 6, heads: 2, blocks: 2, inner: 7, window: 11, head: [4], outputs: 2)
    guard case .trialPolicy(var description) = learner(.attention(own)) else {
      return learner(.attention(own))
    }
    var changed = own
    change(&changed)
    description.policy.network = .attention(changed)
    return .trialPolicy(description)
  }

  static let recurrent = learner(
    .recurrent(SequenceShape(kind: .lstm, inputs: 9, encoder: [5], hidden: 6, head: [4], outputs: 2)))

  private func file(_ learner: LearnerDescription) -> PolicyFile {
    var stream = RandomStream(seed: 3)
    return PolicyFile(
      learner: learner,
      parameters: Parameters(
        learner.layout.map { ($0, Tensor.normal($1, deviation: 1, using: &stream)) }),
      environment: "limber/X-v0", algorithm: "rl2", seed: 1, settings: "{}")
  }

  /// Its tokens are two numbers seen, two choices and the end.
  static let blind = {
    var features = TokenFeatures()
    (features.reward, features.change) = (false, false)
    return learner(
      .recurrent(SequenceShape(kind: .lstm, inputs: 5, encoder: [5], hidden: 6, head: [4], outputs: 2)),
      features: features)
  }()

  /// Its critic sees one number behind the picture.
  static let seeing = {
    guard case .trialPolicy(let own) = recurrent else { return recurrent }
    return learner(own.policy.network, context: 1, pictures: [0..<2])
  }()

  static let generating = attention { $0.generated = 2 }

  @Test(arguments: [attention(), recurrent, generating, blind, seeing]) func policiesSurviveTheFile(
    _ learner: LearnerDescription
  ) throws {
    let file = file(learner)
    let again = try PolicyFile(Safetensors(decoding: file.file().encoded(), path: "p"), path: "p")
    #expect(again.learner == learner && again.parameters.names == learner.layout.map(\.name))
    #expect(again.parameters.flattened() == file.parameters.flattened())
  }

  /// Before a policy could be without rewards, all had them, and files did not say so.
  @Test(arguments: [false, true]) func filesOfEarlierVersionsHaveRewards(_ change: Bool) throws {
    var features = TokenFeatures()
    features.change = change
    let text = "{\"change\": \(change)}"
    #expect(try JSONDecoder().decode(TokenFeatures.self, from: Data(text.utf8)) == features)
  }

  @Test func kindsAreToldApart() {
    #expect(!Self.attention().isOfSameModel(as: Self.recurrent))
    #expect(!Self.attention().isOfSameModel(as: Self.attention { $0.window = 12 }))
    #expect(Self.attention().summary == "9-5-attention 6 × 2-4-2" && Self.attention().hidden == [5, 6, 4])
    #expect(!Self.attention().isOfSameModel(as: Self.generating))
    #expect(Self.generating.summary == "9-5-attention 6 × 2-4-2, generated")
    #expect(Self.recurrent.summary == "9-5-lstm 6-4-2")
  }

  /// A critic of 3 numbers beside pictures.
  @Test(arguments: [[0..<3], [1..<2, 0..<1], [0..<2, 1..<2]])
  func picturesThatCannotBeAreRefused(_ pictures: [Range<Int>]) {
    guard case .trialPolicy(let own) = Self.recurrent else { return }
    let learner = Self.learner(own.policy.network, pictures: pictures)
    #expect(learner.problem == "has pictures that are not in what it sees, expected one behind the other")
  }

  @Test func attentionThatCannotBeIsRefused() {
    let bad: [((inout AttentionShape) -> Void, String)] = [
      ({ $0.heads = 4 }, "has 4 heads that do not divide its width, 6"),
      ({ $0.blocks = 65 }, "has 65 blocks"),
      ({ $0.window = 0 }, "has impossible layer sizes"), ({ $0.inner = -1 }, "has impossible layer sizes"),
      ({ ($0.window, $0.width) = (65536, 65536) }, "remembers "),
      ({ $0.generated = -1 }, "has impossible layer sizes"),
      ({ $0.generated = 3 }, "has parts that do not fit together"),
      ({ $0.width = 8 }, "has parts that do not fit together"),
      ({ $0.inputs = 8 }, "has parts that do not fit together"),
    ]
    for (change, says) in bad {
      let problem = Self.attention(change).problem ?? "nothing"
      #expect(problem.hasPrefix(says), "\(problem)")
    }
  }
}
