import Autodiff
import Learning
import MetaLearning
import PolicyLearning
import Randomness

/// What files, runs and messages ask of the description of a learner, of whatever kind.
protocol DescribedLearner: Sendable, Hashable, Codable {
  associatedtype Described: MetaLearner

  func makeLearner() -> Described
  /// Name and shape of every tensor of θ, in order.
  var layout: [(name: String, shape: [Int])] { get }
  /// One of these two is not nil.
  var episodeLearner: (any EpisodeLearner)? { get }
  var exampleLearner: (any ExampleLearner)? { get }
  var choosesActions: Bool { get }
  /// nil where it takes none.
  var gradientSteps: GradientSteps? { get }
  /// Numbers that it sees, and that it says.
  var interface: (inputs: Int, outputs: Int) { get }
  /// Sizes of hidden layers.
  var hidden: [Int] { get }
  /// Of its model, for people.
  var summary: String { get }
  /// Whether θ of one means the same in the other, learned step sizes apart.
  func isOfSameModel(as other: Self) -> Bool
  /// What makes it unusable, where it was read from a file; nil where nothing does. Nothing else is asked of one with a
  /// problem.
  var problem: String? { get }
}

extension DescribedLearner {
  var layout: [(name: String, shape: [Int])] {
    let theta = makeLearner().initialParameters(using: RandomStream(seed: 0))
    return zip(theta.names, theta.tensors).map { ($0, $1.shape) }
  }

  var episodeLearner: (any EpisodeLearner)? { nil }
  var exampleLearner: (any ExampleLearner)? { nil }
  var choosesActions: Bool { false }
  var gradientSteps: GradientSteps? { nil }
  func isOfSameModel(as other: Self) -> Bool { self == other }

  func isSame(as other: any DescribedLearner) -> Bool { (other as? Self).map(isOfSameModel) ?? false }
}

/// Layers of impossible sizes; nil where none is. No product of two sizes leaves 64 bits: each is at most 2¹⁶.
func problem(ofSizes sizes: [Int]) -> String? {
  sizes.count <= 64 && sizes.allSatisfy { (1...65536).contains($0) }
    ? nil : "has impossible layer sizes \(sizes)"
}

/// More numbers than a file can hold; nil where there are not.
/// - Parameter copies: of each tensor's numbers in θ.
func problem(ofTensors layout: [(name: String, shape: [Int])], copies: Int = 1) -> String? {
  let numbers = layout.reduce(0) { $0 + $1.shape.reduce(1, *) } * copies
  return numbers <= LearnerDescription.maximumNumbers
    ? nil : "has \(numbers) parameters, expected at most \(LearnerDescription.maximumNumbers)"
}

/// Scales that scale by impossible numbers, or not as many as `count` says; nil where none does.
func problem(ofScales scales: [(scale: ObservationNormalization, count: Int)]) -> String? {
  scales.allSatisfy { scale, count in
    scale.mean.count == count && scale.scale.count == count
      && (scale.mean + scale.scale).allSatisfy(\.isFinite)
  } ? nil : "scales its inputs or outputs by impossible numbers"
}
