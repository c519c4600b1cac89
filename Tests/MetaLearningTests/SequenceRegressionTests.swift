import Autodiff
import Learning
import MetaLearning
import Randomness
import TestSupport
import Testing

/// Learners of functions that remember what they have seen.
@Suite struct SequenceRegressionTests {
  static let scale = ObservationNormalization(mean: [0.25], scale: [0.5])

  static func recurrent(_ kind: Recurrence) -> SequenceRegressionLearner {
    SequenceRegressionLearner(
      SequenceRegressor(
        network: SequenceShape(kind: kind, inputs: 2, encoder: [6], hidden: 5, head: [4], outputs: 1),
        inputs: scale, outputs: ObservationNormalization(mean: [-1], scale: [2])))
  }

  static let attention = AttentionRegressionLearner(
    AttentionRegressor(
      encoder: [6], width: 8, heads: 2, blocks: 2, hidden: 5, head: [4], inputs: scale,
      outputs: ObservationNormalization(mean: [-1], scale: [2])))

  /// A wave's examples.
  private func examples(_ count: Int, seed: UInt64 = 1) -> Examples {
    let family = WaveFamily()
    let stream = RandomStream(seed: seed)
    return family.examples(of: family.function(from: .train, using: stream), count: count, using: stream)
  }

  private func part(_ examples: Examples, _ range: Range<Int>) -> Examples {
    Examples(inputs: examples.inputs.slice(range), targets: examples.targets.slice(range))
  }

  /// What was trained is what is deployed: after k examples a learner predicts as place k of a sequence does.
  private func check<L: MetaLearner>(
    _ learner: L, predicted: (ExampleSequences, Parameters) -> [Float]
  ) throws where L.Experience == Examples, L.Mapping: Predictor, L.State: Equatable {
    let initial = learner.initialParameters(using: RandomStream(seed: 3))
    let theta = initial.adding(initial.unflattened(noise(initial.elementCount, seed: 4)), scaledBy: 0.2)
    let all = examples(6)
    let want = predicted(ExampleSequences([all]), theta)
    var state = learner.begin(theta)
    for k in 0..<6 {
      let said = learner.mapping(state, theta)(all.inputs.slice(k..<k + 1)).scalar
      #expect(abs(said - want[k]) < 1e-4, "after \(k) examples: \(said), in training \(want[k])")
      let rows = learner.mapping(state, theta)(all.inputs).values
      #expect(abs(rows[k] - said) < 1e-5, "a row for itself")
      state = learner.absorb(state, part(all, k..<k + 1), theta)
    }
    let atOnce = learner.absorb(learner.begin(theta), all, theta)
    #expect(atOnce == state, "cut anywhere")
    let error = learner.measures(of: part(all, 2..<3), by: learner.mapping(learner.begin(theta), theta))
    let miss =
      2
      * (learner.mapping(learner.begin(theta), theta)(all.inputs.slice(2..<3)).scalar - all.targets.values[2])
    #expect(abs((error["error"] ?? 0) - Double(miss * miss)) < 1e-3 * Double(miss * miss))
  }

  @Test(arguments: Recurrence.allCases) func aRecurrenceIsDeployedAsTrained(_ kind: Recurrence) throws {
    let learner = Self.recurrent(kind)
    try check(learner) { sequences, theta in
      let model = learner.model
      return model.outputs.inverse(
        model.predictions(
          model.inputs(sequences.inputs), model.outputs(sequences.targets), theta)
      ).values
    }
  }

  @Test func attentionIsDeployedAsTrained() throws {
    let model = Self.attention.model
    try check(Self.attention) { sequences, theta in
      model.outputs.inverse(
        model.predictions(
          model.inputs(sequences.inputs).transposed([1, 0, 2]),
          model.outputs(sequences.targets).transposed([1, 0, 2]), theta
        ).reshaped([sequences.time, 1])
      ).values
    }
  }

  /// The same examples tell attention nothing new.
  @Test func whatAttentionKnowsCountsOnce() {
    let theta = Self.attention.initialParameters(using: RandomStream(seed: 1))
    let once = Self.attention.absorb(Self.attention.begin(theta), examples(4), theta)
    #expect(Self.attention.absorb(once, examples(4), theta) == once)
    #expect(Self.attention.absorb(once, examples(4, seed: 2), theta) != once)
  }

  /// The gradient is the objective's slope, and threads change no bit.
  private func checkSlope<L: MetaLearner>(_ learner: L) throws
  where L.Experience == Examples, L.TrainingExperience == ExampleSequences {
    let family = ExampleBlocks(WaveFamily(), functions: 3, examples: 4, for: L.Mapping.self)
    let theta = learner.initialParameters(using: RandomStream(seed: 5))
    func objective(_ theta: Parameters, threads: Int) throws -> Objective {
      let tasks = TaskBatch(
        family, count: 3, stream: RandomStream(seed: 6), threads: threads, iteration: 0)
      return try learner.objective(on: tasks, at: theta, for: ObjectiveDemand())
    }
    let told = try objective(theta, threads: 1)
    #expect(try objective(theta, threads: 3).gradient.flattened() == told.gradient.flattened())
    #expect(told.amount == 3 * 3 * 4 && told.measures.count == 2)
    let direction = theta.unflattened(noise(theta.elementCount, seed: 7))
    let h: Float = 2e-3
    let slope =
      try
      (objective(theta.adding(direction, scaledBy: h), threads: 1).value
      - objective(theta.adding(direction, scaledBy: -h), threads: 1).value) / (2 * h)
    #expect(abs(slope - told.gradient.dot(direction)) < 0.02 * max(abs(slope), 0.1))
    #expect(learner.refusal(of: .proximal(ProximalUpdate())) != nil)
    #expect(learner.refusal(of: .adam(AdamUpdate())) == nil)
  }

  /// Functions that are one number each.
  private struct Constants: ExampleFamily {
    let name = "constants"
    let summary = ""
    let inputs = [Quantity("x")]
    let outputs = [Quantity("y")]
    func function(from split: Split, using stream: RandomStream) -> Float {
      var stream = stream
      return stream.uniform(-1, 1)
    }
    func examples(of function: Float, count: Int, using stream: RandomStream) -> Examples {
      var stream = stream
      let x = (0..<count).map { _ in stream.uniform(-1, 1) }
      return Examples(
        inputs: Tensor(x, shape: [count, 1]), targets: Tensor.full([count, 1], function))
    }
  }

  @Test func aBlockIsOfDifferentFunctions() throws {
    let learner = Self.recurrent(.gru)
    let theta = learner.initialParameters(using: RandomStream(seed: 1))
    let blocks = ExampleBlocks(Constants(), functions: 5, examples: 4, for: SequencePredictor.self)
    let sequences = try (0..<2).map {
      try blocks.task(from: .train, using: RandomStream(seed: 2).split($0)).gather(
        with: learner.mapping(learner.begin(theta), theta), for: .query, using: RandomStream(seed: 3))
    }
    for own in sequences {
      #expect(own.time == 4 && own.rows == 5)
      #expect(
        (0..<4).allSatisfy {
          Array(own.targets.values[5 * $0..<5 * $0 + 5]) == Array(own.targets.values[..<5])
        })
    }
    #expect(Set(sequences.flatMap { $0.targets.values }).count == 10)
    #expect(Set(sequences.flatMap { $0.inputs.values }).count == 40)
  }

  /// Sequences that stand there already.
  private struct Given<Mapping: Sendable>: LearningTask, TaskFamily {
    let sequences: ExampleSequences
    static var gathersAfresh: Bool { false }
    func gather(with mapping: Mapping, for purpose: Purpose, using stream: RandomStream) -> ExampleSequences {
      sequences
    }
    func task(from split: Split, using stream: RandomStream) -> Given { self }
  }

  /// Before and after: of the first place of a sequence, and of the last.
  @Test func measuresAreOfTheFirstAndTheLastPlace() throws {
    let learner = Self.attention
    let theta = learner.initialParameters(using: RandomStream(seed: 5))
    let given = Given<AttentionPredictor>(
      sequences: ExampleSequences([examples(5), examples(5, seed: 2), examples(5, seed: 3)]))
    let tasks = TaskBatch(given, count: 2, stream: RandomStream(seed: 6), threads: 1, iteration: 0)
    let measures = try learner.objective(on: tasks, at: theta, for: ObjectiveDemand()).measures
    let errors = learner.squaredErrors(given.sequences, theta).values
    for (told, place) in zip(measures, [0, 4]) {
      let want = errors[3 * place..<3 * place + 3].reduce(0, +) / 3
      #expect(abs((told["error"] ?? 0) - Double(want)) < 1e-5 * Double(want))
    }
  }

  /// Where so much is known that not all queries fit in memory at once, each is still predicted for itself.
  @Test func queriesOfManyExamplesGoBlockByBlock() {
    let learner = AttentionRegressionLearner(
      AttentionRegressor(
        encoder: [], width: 8, heads: 8, blocks: 1, hidden: 0, head: [], inputs: Self.scale,
        outputs: ObservationNormalization(mean: [-1], scale: [2])))
    let theta = learner.initialParameters(using: RandomStream(seed: 3))
    let known = learner.absorb(learner.begin(theta), examples(800), theta)
    let (predictor, queries) = (learner.mapping(known, theta), examples(3, seed: 2).inputs)
    let all = predictor(queries).values
    #expect(Set(all).count == 3)
    for row in 0..<3 {
      #expect(abs(predictor(queries.slice(row..<row + 1)).scalar - all[row]) < 1e-5)
    }
  }

  @Test func theGradientIsTheSlope() throws {
    try checkSlope(Self.recurrent(.gru))
    try checkSlope(Self.recurrent(.lstm))
    try checkSlope(Self.attention)
  }
}
