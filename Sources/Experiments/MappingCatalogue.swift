import Autodiff
import Learning
import Mappings
import MetaLearning
import Models
import Randomness

/// The families of mappings that `--env mapping/NAME` names.
public enum MappingCatalogue {
  /// One family, its type still to be opened.
  static func family(named name: String) throws -> any ExampleFamily {
    switch name {
    case "linear": return LinearFunctions()
    case "sinusoid": return Sinusoids()
    case "sinusoid-frequency": return SinusoidsOfFrequency()
    case "kinematics": return try ArmKinematics()
    case "dynamics": return try ArmDynamics()
    default:
      throw ConfigurationError.unknownName(
        key: "--env", value: EnvironmentName.mappingPrefix + name,
        names: names.map { EnvironmentName.mappingPrefix + $0 })
    }
  }

  /// In alphabetical order.
  public static let names = ["dynamics", "kinematics", "linear", "sinusoid", "sinusoid-frequency"]

  /// Name and summary of each.
  public static func list() throws -> [(name: String, summary: String)] {
    try names.map { (EnvironmentName.mappingPrefix + $0, try family(named: $0).summary) }
  }

  static func problem(_ name: String, _ configuration: RunConfiguration) throws -> any Problem {
    try open(family(named: name), configuration)
  }

  /// A problem on any family of examples, also one that is not in the catalogue.
  static func open<Family: ExampleFamily>(
    _ family: Family, _ configuration: RunConfiguration
  ) throws -> any Problem {
    switch configuration.model {
    case .recurrent(let settings): return try recurrence(family, configuration, settings)
    case .attention(let settings): return try attention(family, configuration, settings)
    case .mlp, .gaussianMLP, .categoricalMLP: break
    }
    guard case .mlp(let settings) = configuration.model,
      case .squaredError(let loss) = configuration.loss,
      let shots = configuration.tasks.shots, let query = configuration.tasks.query
    else {
      throw ConfigurationError.impossible(
        "\(configuration.environment) has examples, its settings are for episodes")
    }
    var description = LearnerDescription.GradientRegression(
      model: try regressor(for: family, settings), loss: loss, steps: configuration.learner)
    description.initialization = settings.initialization
    let learner = description.makeLearner()
    try configuration.checkSelection(learner.criterion.tensorNames)
    let heldOutQuery = configuration.evaluation.query ?? query
    var problem = LearningProblem(
      description: .gradientRegression(description), id: EnvironmentName.mappingPrefix + family.name,
      summary: family.summary, learner: learner,
      training: ExampleTasks(family, shots: shots, query: query, for: RegressionCriterion.Mapping.self),
      heldOut: {
        ExampleTasks(
          family, shots: $0.episodes, query: heldOutQuery, for: RegressionCriterion.Mapping.self)
      })
    if family.inputs.count == 1, family.outputs.count == 1 {
      problem.adaptedFunctions = { try adaptedFunctions(learner, at: $0, of: family, $1, count: $2) }
    }
    return problem
  }

  private static func recurrence<Family: ExampleFamily>(
    _ family: Family, _ configuration: RunConfiguration, _ settings: RecurrentSettings
  ) throws -> any Problem {
    let scale = try ExampleScale(of: family)
    let model = SequenceRegressor(
      network: SequenceShape(
        kind: settings.cell, inputs: family.inputs.count + family.outputs.count, encoder: settings.encoder,
        hidden: settings.memory, head: settings.hidden, outputs: family.outputs.count),
      inputs: scale.inputs,
      outputs: settings.normalize ? scale.outputs : .identity(count: family.outputs.count))
    let description = LearnerDescription.SequenceRegression(model: model)
    return try sequences(description.makeLearner(), .sequenceRegression(description), family, configuration)
  }

  private static func attention<Family: ExampleFamily>(
    _ family: Family, _ configuration: RunConfiguration, _ settings: AttentionSettings
  ) throws -> any Problem {
    let scale = try ExampleScale(of: family)
    let model = AttentionRegressor(
      encoder: settings.encoder, width: settings.width, heads: settings.heads, blocks: settings.blocks,
      hidden: settings.inner, head: settings.hidden, inputs: scale.inputs,
      outputs: settings.normalize ? scale.outputs : .identity(count: family.outputs.count))
    let description = LearnerDescription.AttentionRegression(model: model)
    return try sequences(description.makeLearner(), .attentionRegression(description), family, configuration)
  }

  /// A problem of a learner that is trained on sequences of examples.
  private static func sequences<L: SequenceTrainedLearner, Family: ExampleFamily>(
    _ learner: L, _ description: LearnerDescription, _ family: Family, _ configuration: RunConfiguration
  ) throws -> any Problem {
    guard let shots = configuration.tasks.shots, let query = configuration.tasks.query else {
      throw ConfigurationError.impossible(
        "\(configuration.environment) has examples, its settings are for episodes")
    }
    let heldOutQuery = configuration.evaluation.query ?? query
    var problem = LearningProblem(
      description: description, id: EnvironmentName.mappingPrefix + family.name, summary: family.summary,
      learner: learner,
      training: ExampleBlocks(
        family, functions: TrialSettings.lanesPerBlock, examples: shots + query, for: L.Mapping.self),
      heldOut: { ExampleTasks(family, shots: $0.episodes, query: heldOutQuery, for: L.Mapping.self) })
    problem.tasksPerBlock = TrialSettings.lanesPerBlock
    if family.inputs.count == 1, family.outputs.count == 1 {
      problem.adaptedFunctions = { try adaptedFunctions(learner, at: $0, of: family, $1, count: $2) }
    }
    return problem
  }

  private static func regressor<Family: ExampleFamily>(
    for family: Family, _ settings: MLPSettings
  ) throws -> Regressor {
    let network = MLPShape(
      inputs: family.inputs.count, hidden: settings.hidden, outputs: family.outputs.count,
      activation: settings.activation == .tanh ? .tanh : .relu)
    guard settings.normalize else { return Regressor(network: network) }
    let scale = try ExampleScale(of: family)
    return Regressor(network: network, inputs: scale.inputs, outputs: scale.outputs)
  }
}

/// A family's own scale, the same for every seed.
private struct ExampleScale {
  let inputs: ObservationNormalization
  let outputs: ObservationNormalization

  init<Family: ExampleFamily>(of family: Family) throws {
    let root = RandomStream(seed: 0).split("normalization")
    let examples = try (0..<100).map { i in
      let stream = root.split(i)
      return try family.examples(
        of: family.function(from: .train, using: stream.split("function")), count: 20,
        using: stream.split("examples"))
    }
    inputs = ObservationNormalization(ofRows: examples.map { $0.inputs.values }, count: family.inputs.count)
    outputs = ObservationNormalization(
      ofRows: examples.map { $0.targets.values }, count: family.outputs.count)
  }
}

extension MappingCatalogue {
  /// Scores a learner on held-out mappings of a family.
  static func evaluate<L: ExampleLearner, Family: ExampleFamily>(
    _ learner: L, at theta: Parameters, on family: Family, _ settings: EvaluationSettings, query: Int
  ) throws -> Evaluation {
    try Experiments.evaluate(
      learner, at: theta,
      on: ExampleTasks(family, shots: settings.episodes, query: query, for: L.Mapping.self), settings)
  }
}
