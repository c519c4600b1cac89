import Experiments
import Learning
import Testing

@Suite struct ConfigurationTests {
  @Test func yamlRoundTripKeepsEverySetting() throws {
    var configuration = RunConfiguration()
    configuration.innerRates = [0.5, 0.25]
    configuration.hidden = [10]
    configuration.update = .adam
    configuration.baselineRidge = 0.125
    configuration.seed = .max
    #expect(try RunConfiguration().overridden(byYAML: configuration.yaml(), source: "f") == configuration)
  }

  @Test func settingsOverride() throws {
    let configuration = try RunConfiguration().overridden(bySettings: [
      "innerRates=[0.3, 0.2]", "algorithm=fomaml", "standardizeAdvantages=false", "innerSurrogate=score",
    ])
    #expect(configuration.innerRates == [0.3, 0.2])
    #expect(configuration.algorithm == .fomaml)
    #expect(!configuration.standardizeAdvantages)
    #expect(configuration.innerSurrogate == .score)
  }

  @Test func otherInnerStepsForgetTheWeightsOfTheOldOnes() throws {
    var configuration = RunConfiguration()
    configuration.innerRates = [0.3, 0.2]
    configuration.stageWeights = [0, 1, 2]
    #expect(try configuration.overridden(bySettings: ["innerRates=[0.1]"]).stageWeights == [])
    #expect(try configuration.overridden(bySettings: ["innerRates=[0.1, 0.1]"]).stageWeights == [0, 1, 2])
    let both = try configuration.overridden(bySettings: ["stageWeights=[0, 1]", "innerRates=[0.1]"])
    #expect(both.stageWeights == [0, 1])
    try both.validate()
    #expect(throws: ConfigurationError.self) {
      try configuration.overridden(bySettings: ["stageWeights=[0, 1]"]).validate()
    }
  }

  static let bad: [(setting: String, says: String)] = [
    ("inerRates=[1]", "--set: inerRates: no such setting; did you mean innerRates?"),
    ("zzzzzzzzz=1", "--set: zzzzzzzzz: no such setting"),
    (
      "algorithm=mamal",
      "--set: algorithm: is mamal, expected one of \(Algorithm.allCases.map(\.rawValue).joined(separator: ", "))"
    ),
    ("hidden=many", "--set: hidden: is many, expected a value like [64, 64]"),
    ("iterations", "--set iterations: expected KEY=VALUE"),
    ("iterations=[1", "--set iterations=[1: the value is not YAML"),
  ]

  @Test(arguments: bad.indices)
  func badSettingsAreOneLine(_ index: Int) {
    do {
      _ = try RunConfiguration().overridden(bySettings: [Self.bad[index].setting])
      Issue.record("accepted \(Self.bad[index].setting)")
    } catch {
      #expect("\(error)" == Self.bad[index].says)
    }
  }

  static let outOfRange = [
    "iterations=0", "threads=0", "tasksPerIteration=0", "episodesPerTask=-1", "innerRates=[]",
    "innerRates=[.nan]", "innerRates=[-1]", "discount=0", "discount=1.5", "lambda=-0.1", "baselineRidge=-1",
    "hidden=[0]", "hidden=[100000]", "initialLogStd=.nan", "outputScale=.inf", "metaRate=0",
    "maxGradientNorm=0",
    "maxDivergence=-1", "conjugateGradientIterations=0", "curvatureTasks=0", "damping=-1",
    "lineSearchSteps=0",
    "backtrack=1", "evaluationTasks=0", "evaluationEpisodes=0", "evaluationSteps=-1",
    "evaluationRates=[.inf]",
    "checkpointEvery=0",
  ]

  @Test(arguments: outOfRange)
  func valuesOutOfRangeAreRefused(_ setting: String) throws {
    let configuration = try RunConfiguration().overridden(bySettings: [setting])
    let key = setting.prefix { $0 != "=" }
    #expect { try configuration.validate() } throws: { "\($0)".hasPrefix("\(key): is ") }
  }
}
