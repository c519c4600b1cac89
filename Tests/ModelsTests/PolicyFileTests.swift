import Autodiff
import Files
import Learning
import MetaLearning
import Models
import PolicyLearning
import Randomness
import Testing

@Suite struct PolicyFileTests {
  /// A policy of two observations and one action, a regression of one number, a policy of three choices.
  static var learners: [LearnerDescription] {
    var steps = GradientSteps(rates: [0.25, 0.5])
    steps.learnedRates = .perTensor
    let policy = GaussianPolicy(
      network: MLPShape(inputs: 2, hidden: [3], outputs: 1, activation: .tanh), normalization: nil)
    let regressor = Regressor(network: MLPShape(inputs: 1, hidden: [4, 4], outputs: 1, activation: .relu))
    return [
      .gradientPolicy(
        .init(policy: policy, advantages: AdvantageSettings(), surrogate: .ratio, steps: steps)),
      .gradientRegression(.init(model: regressor, loss: RegressionLoss(), steps: steps)),
      .categoricalPolicy(
        .init(
          policy: CategoricalPolicy(network: MLPShape(inputs: 2, hidden: [3], outputs: 3)),
          advantages: AdvantageSettings(), surrogate: .score, steps: steps)),
    ]
  }

  private func file(_ learner: LearnerDescription) -> PolicyFile {
    var stream = RandomStream(seed: 3)
    let parameters = Parameters(
      learner.layout.map { name, shape in
        (name, Tensor((0..<shape.reduce(1, *)).map { _ in stream.normal() }, shape: shape))
      })
    var file = PolicyFile(
      learner: learner, parameters: parameters, environment: "mapping/x", algorithm: "maml++", seed: .max,
      settings: "{}")
    file.extra["note"] = "kept"
    return file
  }

  @Test(arguments: [0, 1, 2]) func everythingComesBack(_ index: Int) throws {
    try withTemporaryFolder { folder in
      let file = file(Self.learners[index])
      let path = folder + "/p.safetensors"
      try file.write(to: path)
      let again = try PolicyFile(reading: path)
      #expect(again.learner == file.learner && again.seed == .max && again.algorithm == "maml++")
      #expect(again.parameters.names == file.parameters.names)
      #expect(again.parameters.flattened() == file.parameters.flattened())
      #expect(again.environment == "mapping/x" && again.settings == "{}" && again.scores == nil)
      #expect(again.extra["note"] == "kept")
      // Written again, the bytes are the same.
      #expect(again.file().encoded() == file.file().encoded())
    }
  }

  /// The layout has the step sizes of each tensor and step that are learned, and they are a group of their own.
  @Test func learnedStepSizesStandBehindTheModel() throws {
    let names = Self.learners[0].layout.map(\.name)
    #expect(names.count { $0.hasPrefix("rates.") } == 2 * 4, "\(names)")
    #expect(names.firstIndex { $0.hasPrefix("rates.") } == 5)
    for name in names {
      #expect((Self.learners[0].group(ofTensor: name) == .rates) == name.hasPrefix("rates."))
    }
  }

  static let lies: [(key: String, value: String?, says: String)] = [
    ("format", nil, "has no metadata format, expected a Limber policy"),
    ("format", "limber-policy/1", "has format limber-policy/1, expected limber-policy/2"),
    ("seed", "-1", "metadata seed is no number"),
    ("learner", "{}", "metadata learner does not describe a learner"),
    ("learner", nil, "has no metadata learner, expected a Limber policy"),
    ("settings", nil, "has no metadata settings, expected a Limber policy"),
  ]

  @Test(arguments: lies.indices) func liesAreRefused(_ index: Int) throws {
    let lie = Self.lies[index]
    var safetensors = file(Self.learners[0]).file()
    safetensors.metadata[lie.key] = lie.value
    #expect { try PolicyFile(safetensors, path: "p") } throws: { "\($0)" == "p: \(lie.says)" }
  }

  /// Files that were written before a field was one.
  @Test func newFieldsHaveDefaultsInOldFiles() throws {
    let told = Self.learners.filter { JSONText.encode($0).contains("initialization") }
    #expect(!told.isEmpty)
    for learner in told {
      var safetensors = file(learner).file()
      let text = try #require(safetensors.metadata["learner"])
      safetensors.metadata["learner"] = text.replacing(/"initialization":"glorot",/, with: "")
      #expect(try PolicyFile(safetensors, path: "p").learner == learner)
    }
  }

  /// What stands in files that were written when all policies were Gaussian is read as such, and the two kinds are
  /// not taken for each other.
  @Test func kindsOfPoliciesAreTold() throws {
    let (numbers, choices) = (Self.learners[0], Self.learners[2])
    #expect(JSONText.encode(numbers).hasPrefix("{\"gradientPolicy\":"))
    #expect(!numbers.choosesActions && choices.choosesActions && !Self.learners[1].choosesActions)
    #expect(!numbers.isOfSameModel(as: choices) && choices.isOfSameModel(as: choices))
    #expect(Self.learners.map { $0.episodeLearner == nil } == [false, true, false])
    #expect(!choices.layout.contains { $0.name == "log_std" })
    #expect(choices.layout.contains { $0.name == "rates.0.head.bias" })
    #expect(choices.summary == "2-3-3 tanh, choices")
    guard case .categoricalPolicy(var own) = choices else {
      Issue.record("a learner that chooses")
      return
    }
    own.steps = GradientSteps(rates: [0.125])
    let other = LearnerDescription.categoricalPolicy(own)
    #expect(other != choices && other.isOfSameModel(as: choices) && other.steps?.rates == [0.125])
  }

  /// A policy whose baseline would look further than any memory.
  private static var farsighted: LearnerDescription {
    guard case .gradientPolicy(var own) = learners[0] else { return learners[0] }
    own.horizon = .max
    return .gradientPolicy(own)
  }

  private static var discountless: LearnerDescription {
    guard case .categoricalPolicy(var own) = learners[2] else { return learners[2] }
    own.advantages.discount = 0
    return .categoricalPolicy(own)
  }

  /// Sizes that no memory holds, scales that do not fit, step sizes that are no numbers: said, not tried.
  @Test func learnersThatCannotBeAreRefused() {
    let bad: [(LearnerDescription, String)] = [
      (
        .gradientRegression(
          .init(
            model: Regressor(network: MLPShape(inputs: 1, hidden: [1 << 40], outputs: 1, activation: .relu)),
            loss: RegressionLoss(), steps: GradientSteps(rates: [0.1]))), "has impossible layer sizes"
      ),
      (
        .gradientRegression(
          .init(
            model: Regressor(network: MLPShape(inputs: 1, hidden: [65536, 65536], outputs: 1)),
            loss: RegressionLoss(), steps: GradientSteps(rates: [0.1]))), "has 4295229441 parameters"
      ),
      (Self.farsighted, "has an impossible horizon"), (Self.discountless, "has impossible advantages"),
      (
        .gradientRegression(
          .init(
            model: Regressor(network: MLPShape(inputs: 1, hidden: [4], outputs: 1, activation: .relu)),
            loss: RegressionLoss(), steps: GradientSteps(rates: [-1]))), "learner.rates: is "
      ),
    ]
    for (learner, says) in bad {
      var safetensors = file(Self.learners[1]).file()
      safetensors.metadata["learner"] = JSONText.encode(learner)
      #expect { try PolicyFile(safetensors, path: "p") } throws: {
        "\($0)".hasPrefix("p: metadata learner: \(says)")
      }
    }
  }

  @Test func tensorsOfAnotherShapeAreRefused() {
    var safetensors = file(Self.learners[1]).file()
    let (name, tensor) = safetensors.tensors[0]
    safetensors.tensors[0].tensor = .zeros([9])
    #expect { try PolicyFile(safetensors, path: "p") } throws: {
      "\($0)" == "p: tensor \(name) has shape [9], expected \(tensor.shape)"
    }
    safetensors.tensors.removeFirst()
    #expect { try PolicyFile(safetensors, path: "p") } throws: {
      "\($0)".hasPrefix("p: has no tensor \(name)")
    }
  }
}
