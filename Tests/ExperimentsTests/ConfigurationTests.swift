import Experiments
import MetaLearning
import PolicyLearning
import Testing

@Suite struct ConfigurationTests {
  private let reach = RunConfiguration.defaults(for: "reach")

  @Test func yamlRoundTripKeepsEverySetting() throws {
    var configuration = reach
    configuration.learner.rates = [0.5, 0.25]
    configuration.learner.stageWeights = [1, 2, 3]
    configuration.hidden = [10]
    configuration.update = .adam(AdamUpdate())
    configuration.advantages?.baseline.ridge = 0.125
    configuration.seed = .max
    #expect(try reach.overridden(byYAML: configuration.yaml(), source: "f") == configuration)
  }

  @Test func settingsOverride() throws {
    let configuration = try reach.overridden(bySettings: [
      "learner.rates=[0.3, 0.2]", "algorithm=fomaml", "advantages.standardize=false", "loss.surrogate=score",
    ])
    #expect(configuration.learner.rates == [0.3, 0.2])
    #expect(configuration.algorithm == .fomaml)
    #expect(configuration.advantages?.standardize == false)
    guard case .policyGradient(let loss) = configuration.loss else {
      Issue.record("\(configuration.loss)")
      return
    }
    #expect(loss.surrogate == .score)
  }

  /// A kind brings its own settings, which others of the same command then change, in whatever order.
  @Test func aKindBringsItsSettings() throws {
    let adam = try reach.overridden(bySettings: ["update.rate=0.25", "update.kind=adam"])
    guard case .adam(let update) = adam.update else {
      Issue.record("\(adam.update)")
      return
    }
    #expect(update.rate == 0.25 && update.maxGradientNorm == AdamUpdate().maxGradientNorm)
    for kind in ["adam", "sgd", "rmsprop", "proximal", "trust-region"] {
      try reach.overridden(bySettings: ["update.kind=\(kind)"]).validate()
      try adam.overridden(bySettings: ["update.kind=\(kind)"]).validate()
    }
    let maml = RunConfiguration.defaults(for: "reach", algorithm: .maml)
    let learning = try maml.overridden(bySettings: [
      "rateUpdate.rate=0.5", "learner.learnedRates=per-parameter",
    ])
    #expect(learning.rateUpdate?.rate == 0.5)
    #expect(try learning.overridden(bySettings: ["learner.learnedRates=fixed"]).rateUpdate == nil)
  }

  @Test func otherInnerStepsForgetTheWeightsOfTheOldOnes() throws {
    var configuration = reach
    configuration.learner.rates = [0.3, 0.2]
    configuration.learner.stageWeights = [0, 1, 2]
    func weights(_ settings: String...) throws -> [Float] {
      try configuration.overridden(bySettings: settings).learner.stageWeights
    }
    #expect(try weights("learner.rates=[0.1]") == [])
    #expect(try weights("learner.rates=[0.1, 0.1]") == [0, 1, 2])
    let both = try configuration.overridden(bySettings: [
      "learner.stageWeights=[0, 1]", "learner.rates=[0.1]",
    ])
    #expect(both.learner.stageWeights == [0, 1])
    try both.validate()
    #expect(throws: ConfigurationError.self) {
      try configuration.overridden(bySettings: ["learner.stageWeights=[0, 1]"]).validate()
    }
  }

  /// A run that is only made longer has a schedule as long, unless its length is said.
  @Test func theScheduleSpansTheRun() throws {
    #expect(try reach.overridden(bySettings: ["iterations=7"]).schedule.over == 7)
    #expect(try reach.overridden(bySettings: ["iterations=7", "schedule.over=9"]).schedule.over == 9)
    var other = reach
    other.schedule.over = 13
    #expect(try other.overridden(bySettings: ["iterations=7"]).schedule.over == 13)
  }

  static let bad: [(settings: [String], says: String)] = [
    (["learner.rate=[1]"], "--set: learner.rate: no such setting; did you mean learner.rates?"),
    (["rates=[1]"], "--set: rates: no such setting; did you mean learner.rates?"),
    (["zzzzzzzzz=1"], "--set: zzzzzzzzz: no such setting"),
    // Keys from before the groups.
    (["innerRates=[1]"], "--set: innerRates: no such setting; it is learner.rates now"),
    (["tasksPerIteration=3"], "--set: tasksPerIteration: no such setting; it is tasks.perIteration now"),
    (["damping=1"], "--set: damping: no such setting; it is update.damping now"),
    (["update=adam"], "--set: update: no such setting; it is update.kind now"),
    // Keys of another kind.
    (
      ["update.kind=adam", "update.damping=1"],
      "--set: update.damping: no such setting; update.kind=trust-region has it, this run has adam"
    ),
    (
      ["update.rate=1"],
      "--set: update.rate: no such setting; update.kind=adam, sgd, rmsprop or proximal has it, this run has trust-region"
    ),
    (["tasks.shots=5"], "--set: tasks.shots: no such setting; mappings have examples, this run has episodes"),
    (
      ["learner.learnedRates=fixed", "learner.rates=[1"],
      "--set learner.rates=[1: the value is not YAML"
    ),
    (
      ["algorithm=mamal"],
      "--set: algorithm: is mamal, expected one of \(Algorithm.allCases.map(\.rawValue).joined(separator: ", "))"
    ),
    (["model.hidden=many"], "--set: model.hidden: is many, expected a value like [64, 64]"),
    (
      ["model.kind=cnn"],
      "--set: model.kind: is cnn, expected one of gaussian-mlp, categorical-mlp, mlp, recurrent, attention"
    ),
    (["model.activation=sine"], "--set: model.activation: is sine, expected one of tanh, relu"),
    (["iterations"], "--set iterations: expected KEY=VALUE"),
    (["iterations=[1"], "--set iterations=[1: the value is not YAML"),
  ]

  @Test(arguments: bad.indices)
  func badSettingsAreOneLine(_ index: Int) {
    do {
      _ = try reach.overridden(bySettings: Self.bad[index].settings)
      Issue.record("accepted \(Self.bad[index].settings)")
    } catch {
      #expect("\(error)" == Self.bad[index].says)
    }
  }

  @Test func settingsOfEpisodesAreNoneOfMappings() {
    let sinusoid = RunConfiguration.defaults(for: "mapping/sinusoid", algorithm: .maml)
    for (setting, says) in [
      ("tasks.episodes=3", "this run has examples, not episodes"),
      ("advantages.discount=0.5", "this run has examples, not episodes"),
      ("rateUpdate.rate=1", "this run learns no step sizes (learner.learnedRates)"),
      ("update.damping=1", "update.kind=trust-region has it, this run has adam"),
      (
        "model.outputScale=1",
        "model.kind=gaussian-mlp, categorical-mlp, recurrent or attention has it, this run has mlp"
      ),
    ] {
      #expect { try sinusoid.overridden(bySettings: [setting]) } throws: {
        "\($0)" == "--set: \(setting.prefix { $0 != "=" }): no such setting; \(says)"
      }
    }
  }

  static let outOfRange = [
    "iterations=0", "threads=0", "tasks.perIteration=0", "tasks.episodes=-1", "learner.rates=[]",
    "learner.rates=[.nan]", "learner.rates=[-1]", "learner.evaluationRates=[.inf]",
    "learner.stageWeights=[1]", "advantages.discount=0", "advantages.discount=1.5",
    "advantages.lambda=-0.1", "advantages.baseline.ridge=-1", "model.hidden=[0]", "model.hidden=[100000]",
    "model.initialLogStd=.nan", "model.outputScale=.inf", "update.maxDivergence=-1",
    "update.conjugateGradient.iterations=0", "update.curvatureTasks=0", "update.damping=-1",
    "update.lineSearchSteps=0", "update.backtrack=1", "evaluation.tasks=0", "evaluation.episodes=0",
    "evaluation.steps=-1", "evaluation.every=-1", "evaluation.patience=2", "rateUpdate.rate=0",
    "schedule.over=-1", "schedule.final=0", "checkpointEvery=0",
    "update.kind=adam update.rate=0", "update.kind=adam update.maxGradientNorm=-1",
    "update.kind=adam update.weightDecay=-1", "update.kind=proximal update.rate=0",
    "update.kind=proximal update.maxGradientNorm=0", "update.kind=proximal update.epochs=0",
    "update.kind=proximal update.clip=1", "update.kind=proximal update.innerDivergenceWeight=-1",
  ]

  @Test(arguments: outOfRange)
  func valuesOutOfRangeAreRefused(_ text: String) throws {
    let settings = text.split(separator: " ").map(String.init)
    let configuration = try reach.overridden(bySettings: settings)
    let key = settings[settings.count - 1].prefix { $0 != "=" }
    #expect { try configuration.validate() } throws: { "\($0)".hasPrefix("\(key): is ") }
  }

  @Test(arguments: [
    "tasks.shots=0", "tasks.query=0", "evaluation.shots=0", "loss.dropout=1", "loss.inputNoise=-1",
  ])
  func valuesOutOfRangeAreRefusedForMappings(_ setting: String) throws {
    let configuration = try RunConfiguration.defaults(for: "mapping/sinusoid").overridden(bySettings: [
      setting
    ])
    let key = setting.prefix { $0 != "=" }
    #expect { try configuration.validate() } throws: { "\($0)".hasPrefix("\(key): is ") }
  }

  /// 0.15, not 1.50000005960464e-1.
  @Test func numbersAreWrittenAsPeopleWriteThem() throws {
    let lines = reach.yaml().split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    for line in [
      "rates: [0.15, 0.08, 0.05]", "stageWeights: [0, 1, 1, 2]", "maxDivergence: 0.04", "damping: 0.03",
      "discount: 0.95", "final: 0.1", "hidden: [64, 64]", "lambda: 1", "ridge: 0.001", "iterations: 100",
    ] { #expect(lines.contains(line[...]), "\(line) in \(lines)") }
    for algorithm in Algorithm.allCases {
      for name in ["reach", "navigate", "bandit", "mapping/sinusoid"] {
        let all = RunConfiguration.defaults(for: name, algorithm: algorithm)
        #expect(!all.yaml().contains(/[0-9]\.[0-9]+e|[0-9]\.[0-9]{8}/), "\(all.yaml())")
      }
    }
    // Every bit of a number that is not round comes back.
    var odd = reach
    odd.learner.rates = [Float(0.1).nextUp, 1e-30, .pi]
    odd.advantages?.baseline.ridge = 0.1.nextUp
    #expect(try reach.overridden(byYAML: odd.yaml(), source: "f") == odd)
  }

  /// YAML cannot hold every character: what holds another is refused, and ends no process.
  @Test func unprintableNamesAreRefused() throws {
    for name in ["a\u{7F}", "a\u{9B}31m", "a\u{0}", "a\u{FFFE}", "a\u{1FFFF}", "a\u{FEFF}"] {
      let named = RunConfiguration.defaults(for: name)
      #expect(throws: ConfigurationError.self) { try named.overridden(bySettings: ["seed=2"]) }
      #expect(throws: ConfigurationError.self) { try named.validate() }
      let json = name.unicodeScalars.map { "\\U" + ("0000000" + String($0.value, radix: 16)).suffix(8) }
        .joined()
      let plain = RunConfiguration.defaults(for: "reach")
      for setting in ["environment=\"\(json)\"", "learner.adapting=[\"\(json)\"]"] {
        #expect(throws: ConfigurationError.self, "\(setting)") { try plain.overridden(bySettings: [setting]) }
      }
    }
    let strange = RunConfiguration.defaults(for: "ä\u{202E}b\u{1F916}")
    #expect(try strange.overridden(byYAML: strange.yaml(), source: "c") == strange)
  }
}
