import Autodiff
import Files
import Learning
import MetaLearning
import PolicyLearning
import Scenes
import Yams

/// A configuration as a tree of YAML, whose leaves are found by their paths.
struct SettingsTree {
  private(set) var node: Node

  init(_ configuration: RunConfiguration) {
    node = Self.node(of: configuration)
  }

  /// The YAML of a value, with numbers as people write them: 0.15, not 1.50000005960464e-1.
  private static func node(of value: some Encodable) -> Node {
    guard let text = try? YAMLEncoder().encode(value), let node = try? Yams.compose(yaml: text),
      let exact = try? Yams.compose(yaml: JSONText.encode(value))
    else { preconditionFailure("settings did not survive their own YAML") }
    return plain(node, exact)
  }

  /// YAML has the order of the declarations and 15 digits of every number; JSON, which is YAML too, has as many digits
  /// as tell the number from its neighbours.
  private static func plain(_ node: Node, _ exact: Node) -> Node {
    switch (node, exact) {
    case (.mapping(var mapping), .mapping(let exact)):
      for (key, value) in mapping { mapping[key] = plain(value, exact[key] ?? value) }
      return .mapping(mapping)
    case (.sequence(var sequence), .sequence(let exact)):
      for i in sequence.indices { sequence[i] = plain(sequence[i], exact[i]) }
      if sequence.allSatisfy({ $0.scalar != nil }) { sequence.style = .flow }
      return .sequence(sequence)
    case (.scalar(var scalar), .scalar(let exact)):
      guard exact.style == .plain, Double(exact.string)?.isFinite == true else { return node }
      scalar.string = exact.string
      if scalar.string.hasSuffix(".0") { scalar.string.removeLast(2) }
      return .scalar(scalar)
    default: return node
    }
  }

  /// Paths and values of all leaves, in order.
  var leaves: [(String, Node)] { Self.leaves(of: node, under: "") }

  private static func leaves(of node: Node, under path: String) -> [(String, Node)] {
    guard case .mapping(let mapping) = node else { return [(path, node)] }
    return mapping.flatMap { key, value in
      leaves(of: value, under: path.isEmpty ? key.string ?? "" : "\(path).\(key.string ?? "")")
    }
  }

  func contains(_ key: String) -> Bool { leaves.contains { $0.0 == key } }
  func value(_ key: String) -> Node? { leaves.first { $0.0 == key }?.1 }

  mutating func set(_ key: String, _ value: Node) {
    node = Self.setting(key.split(separator: ".").map(String.init)[...], to: value, in: node)
  }

  private static func setting(_ path: ArraySlice<String>, to value: Node, in node: Node) -> Node {
    guard let first = path.first else { return value }
    var mapping: Node.Mapping
    if case .mapping(let own) = node { mapping = own } else { mapping = [:] }
    mapping[Node(first)] = setting(path.dropFirst(), to: value, in: mapping[Node(first)] ?? Node.mapping([:]))
    return .mapping(mapping)
  }

  // MARK: Kinds

  /// Groups that come in kinds, with every kind's leaves.
  private static var kinded: [(group: String, kinds: [(name: String, node: Node)])] {
    [
      ("update", nodes(OuterUpdate.self)), ("model", nodes(ModelSettings.self)),
      ("loss", nodes(LossSettings.self)),
    ]
  }

  private static func nodes<K: KindedSettings>(_ type: K.Type) -> [(name: String, node: Node)] {
    K.kinds.map { ($0, node(of: $1)) }
  }

  /// Gives a group the settings of another kind, where the pair asks for one.
  mutating func changeKind(_ key: String, _ value: Node, source: String) throws(ConfigurationError) {
    if key == "learner.learnedRates", value.string != RateGranularity.fixed.rawValue,
      !contains("rateUpdate.rate")
    {
      set("rateUpdate.rate", Node(String(RateUpdate().rate)))
    }
    if key == "tasks.curriculum.kind" {
      guard value.string.flatMap(Curriculum.Kind.init(rawValue:)) != nil else {
        throw .badValue(key: "\(source): \(key)", value: Self.text(value), expected: expectation(for: key))
      }
      if !contains(key) { set("tasks.curriculum", Self.node(of: Curriculum())) }
    }
    guard let own = Self.kinded.first(where: { key == "\($0.group).kind" }),
      value.string != self.value(key)?.string
    else { return }
    guard let kind = own.kinds.first(where: { $0.name == value.string }) else {
      throw .badValue(
        key: "\(source): \(key)", value: Self.text(value), expected: oneOf(own.kinds.map(\.name)))
    }
    set(own.group, kind.node)
  }

  // MARK: Messages

  /// What somebody who wrote an unknown key may have meant; nil where nothing is near.
  func hint(for key: String) -> String? {
    if let new = Self.formerNames[key] { return "it is \(new) now" }
    let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, let own = Self.kinded.first(where: { $0.group == parts[0] }) {
      let kinds = own.kinds.filter { kind in
        Self.leaves(of: kind.node, under: own.group).contains { $0.0 == key }
      }
      if !kinds.isEmpty, let current = value("\(own.group).kind")?.string {
        return
          "\(own.group).kind=\(alternatives(kinds.map(\.name))) has it, this run has \(current)"
      }
    }
    switch key {
    case "tasks.shots", "tasks.query", "evaluation.shots", "evaluation.query":
      return "mappings have examples, this run has episodes"
    case "tasks.episodes" where contains("trial.steps"): return "a trial has trial.episodes"
    case "tasks.episodes", "evaluation.episodes": return "this run has examples, not episodes"
    case "rateUpdate.rate": return "this run learns no step sizes (learner.learnedRates)"
    default: break
    }
    if key.hasPrefix("tasks.curriculum"), !contains("tasks.curriculum.kind") {
      return
        "tasks.curriculum.kind=\(alternatives(Curriculum.Kind.allCases.map(\.rawValue))) proposes tasks, "
        + "this run only draws them"
    }
    if key.hasPrefix("advantages.") {
      return contains("trial.steps")
        ? "a trial's advantages are under loss" : "this run has examples, not episodes"
    }
    if key.hasPrefix("learner."), !contains("learner.rates") {
      return "this run adapts by what it remembers and takes no gradient steps on a task"
    }
    if key.hasPrefix("trial."), !contains("trial.steps") {
      return "this run adapts by gradient steps; rl2, rl2-attention and distill have trials"
    }
    let names = leaves.map(\.0)
    if let same = names.first(where: { $0.hasSuffix(".\(key)") }) { return "did you mean \(same)?" }
    return nearest(to: key, among: names).map { "did you mean \($0)?" }
  }

  /// Keys of flat settings, before they were grouped.
  static let formerNames = [
    "tasksPerIteration": "tasks.perIteration", "episodesPerTask": "tasks.episodes",
    "innerRates": "learner.rates", "stageWeights": "learner.stageWeights",
    "innerSurrogate": "loss.surrogate", "learnedRates": "learner.learnedRates", "rateRate": "rateUpdate.rate",
    "discount": "advantages.discount", "lambda": "advantages.lambda",
    "standardizeAdvantages": "advantages.standardize", "baselineRidge": "advantages.baseline.ridge",
    "hidden": "model.hidden", "activation": "model.activation", "normalizeObservations": "model.normalize",
    "initialLogStd": "model.initialLogStd", "outputScale": "model.outputScale", "update": "update.kind",
    "metaRate": "update.rate", "finalUpdateScale": "schedule.final",
    "maxGradientNorm": "update.maxGradientNorm", "epochs": "update.epochs", "clip": "update.clip",
    "innerDivergenceWeight": "update.innerDivergenceWeight", "maxDivergence": "update.maxDivergence",
    "curvatureTasks": "update.curvatureTasks",
    "conjugateGradientIterations": "update.conjugateGradient.iterations", "damping": "update.damping",
    "lineSearchSteps": "update.lineSearchSteps", "backtrack": "update.backtrack",
    "evaluationSeed": "evaluation.seed", "evaluationTasks": "evaluation.tasks",
    "evaluationEpisodes": "evaluation.episodes", "evaluationSteps": "evaluation.steps",
    "evaluationRates": "learner.evaluationRates",
  ]

  /// What kind of value a setting takes, told by its present one.
  func expectation(for key: String) -> String {
    switch key {
    case "algorithm": return oneOf(Algorithm.allCases.map(\.rawValue))
    case "tasks.curriculum.kind": return oneOf(Curriculum.Kind.allCases.map(\.rawValue))
    case "model.activation": return oneOf(HiddenActivation.allCases.map(\.rawValue))
    case "learner.learnedRates": return oneOf(RateGranularity.allCases.map(\.rawValue))
    case "learner.derivative": return oneOf(GradientSteps.Derivative.allCases.map(\.rawValue))
    case "model.cell": return oneOf(Recurrence.allCases.map(\.rawValue))
    case "model.head": return oneOf(SequenceHead.allCases.map(\.rawValue))
    case "loss.flow": return oneOf(SequenceLoss.Flow.allCases.map(\.rawValue))
    case "loss.surrogate": return oneOf(Surrogate.allCases.map(\.rawValue))
    default: return value(key).map { "a value like \(Self.text($0))" } ?? "another value"
    }
  }

  static func text(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string
    case .sequence(let sequence): "[" + sequence.map(text).joined(separator: ", ") + "]"
    case .mapping, .alias: "a mapping"
    }
  }

  // MARK: Reading

  /// Paths and values of a YAML text. Aliases are refused: settings need none, and a few of them can name more values
  /// than a memory holds.
  static func pairs(inYAML text: String, source: String) throws(ConfigurationError) -> [(String, Node)] {
    if let line = PlainYAML.lineOfAlias(in: text) {
      throw .malformed(source: "\(source):\(line)", problem: "an alias (*), expected plain values")
    }
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch {
      throw .malformed(source: source, problem: "not YAML: \(oneLine("\(error)"))")
    }
    guard let node else { return [] }
    guard case .mapping(let mapping) = node else {
      throw .malformed(source: source, problem: "expected a mapping of settings to values")
    }
    guard mapping.keys.allSatisfy({ $0.string != nil }) else {
      throw .malformed(source: source, problem: "a setting's name is not a word")
    }
    return leaves(of: node, under: "")
  }
}
