import Files
public import Learning
public import MetaLearning
public import PolicyLearning

/// All that a learner is apart from its θ: what a policy file holds to make it again, and what a run is made of.
///
/// The one factory: run, checkpoint, policy file and viewer get their learners here. A further kind is a case, a line of
/// `kind`, and a record that says of itself what `DescribedLearner` asks.
public enum LearnerDescription: Sendable, Hashable, Codable {
  case gradientPolicy(GradientPolicy<GaussianPolicy>)
  case categoricalPolicy(GradientPolicy<CategoricalPolicy>)
  case gradientRegression(GradientRegression)
  case trialPolicy(TrialPolicy)
  case sequenceRegression(SequenceRegression)
  case attentionRegression(AttentionRegression)

  private var kind: any DescribedLearner {
    switch self {
    case .gradientPolicy(let own): own
    case .categoricalPolicy(let own): own
    case .gradientRegression(let own): own
    case .trialPolicy(let own): own
    case .sequenceRegression(let own): own
    case .attentionRegression(let own): own
    }
  }

  /// Name and shape of every tensor of θ, in order.
  public var layout: [(name: String, shape: [Int])] { kind.layout }

  public func group(ofTensor name: String) -> ParameterGroup { kind.makeLearner().group(ofTensor: name) }

  /// The learner, where it learns by acting; nil where from examples.
  public var episodeLearner: (any EpisodeLearner)? { kind.episodeLearner }

  /// The learner, where it learns from examples; nil where by acting.
  public var exampleLearner: (any ExampleLearner)? { kind.exampleLearner }

  /// Whether it acts by choosing, not by numbers.
  public var choosesActions: Bool { kind.choosesActions }

  /// How it takes gradient steps; nil where it takes none.
  public var steps: GradientSteps? { kind.gradientSteps }

  /// Numbers that it sees, and that it says.
  public var interface: (inputs: Int, outputs: Int) { kind.interface }

  /// Sizes of its hidden layers.
  public var hidden: [Int] { kind.hidden }

  /// As in `8-64-64-2 tanh`.
  public var summary: String { kind.summary }

  /// Whether θ of one means the same in the other, learned step sizes apart.
  public func isOfSameModel(as other: LearnerDescription) -> Bool { kind.isSame(as: other.kind) }

  /// Of θ: as many as a file can hold, with two moments each beside them.
  public static let maximumNumbers = Safetensors.maximumFile / 4 / 3

  /// What makes it unusable, where it was read from a file; nil where nothing does.
  public var problem: String? { kind.problem }
}
