public import Autodiff
import Foundation
public import Learning
public import MetaLearning

/// A trained policy with all that is needed to use and to trust it: one safetensors file.
public struct PolicyFile: Sendable {
  static let format = "limber-policy/1"
  static func ratePrefix(_ step: Int) -> String { "rates.\(step)." }

  public var policy: GaussianPolicy
  public var parameters: Parameters
  /// Learned inner step sizes, one set for each inner step; nil where they are those of the configuration.
  public var rates: [Parameters]?
  /// Registry id of the environment it was trained on, as in `limber/Reach-v0`.
  public var environment: String
  /// Hash of that environment's scene.
  public var sceneHash: String
  public var configuration: RunConfiguration
  /// That scene itself, as text; nil in files of earlier versions.
  public var scene: String?
  /// Held-out scores at the end of training; nil in a checkpoint.
  public var scores: Scores?
  /// Further metadata, kept as it is.
  public var extra: [String: String] = [:]

  /// Return and success before and after adaptation, over held-out tasks.
  public struct Scores: Sendable, Hashable, Codable {
    public var `return`: BeforeAfter
    public var success: BeforeAfter
  }

  public var learner: GradientLearner { configuration.learner(policy, parameters, learned: rates) }

  func file() -> Safetensors {
    var metadata = extra
    metadata["format"] = Self.format
    metadata["environment"] = environment
    metadata["sceneHash"] = sceneHash
    metadata["algorithm"] = configuration.algorithm.rawValue
    metadata["seed"] = String(configuration.seed)
    metadata["version"] = limberVersion
    metadata["policy"] = json(policy)
    metadata["configuration"] = json(configuration)
    if let scene { metadata["scene"] = scene }
    if let scores { metadata["scores"] = json(scores) }
    var file = Safetensors(metadata: metadata, tensors: [])
    file.append(parameters)
    for (k, rates) in (rates ?? []).enumerated() { file.append(rates, prefix: Self.ratePrefix(k)) }
    return file
  }

  public func write(to path: String) throws(FileError) { try AtomicFile.write(file().encoded(), to: path) }

  public init(
    policy: GaussianPolicy, parameters: Parameters, rates: [Parameters]?, environment: String,
    sceneHash: String, configuration: RunConfiguration, scores: Scores?, scene: String? = nil
  ) {
    self.scene = scene
    self.rates = rates
    self.policy = policy
    self.parameters = parameters
    self.environment = environment
    self.sceneHash = sceneHash
    self.configuration = configuration
    self.scores = scores
  }

  /// - Throws: where the file is unreadable, damaged, or no policy of this format.
  public init(reading path: String) throws(FileError) {
    let bytes = try AtomicFile.read(path, limit: Safetensors.maximumFile)
    try self.init(try Safetensors(decoding: bytes, path: path), path: path)
  }

  init(_ file: Safetensors, path: String) throws(FileError) {
    func malformed(_ problem: String) -> FileError { .malformed(path: path, problem: problem) }
    func metadata(_ key: String) throws(FileError) -> String {
      guard let value = file.metadata[key] else {
        throw malformed("has no metadata \(key), expected a Limber policy")
      }
      return value
    }
    let format = try metadata("format")
    guard format == Self.format else { throw malformed("has format \(format), expected \(Self.format)") }
    environment = try metadata("environment")
    sceneHash = try metadata("sceneHash")
    scene = file.metadata["scene"]
    guard let policy = try? decode(GaussianPolicy.self, metadata("policy")) else {
      throw malformed("metadata policy does not describe a policy")
    }
    let network = policy.network
    guard
      ([network.inputs, network.outputs] + network.hidden).allSatisfy({ (1...65536).contains($0) }),
      network.hidden.count <= 64,
      policy.normalization.mean.count == network.inputs, policy.normalization.scale.count == network.inputs,
      (policy.normalization.mean + policy.normalization.scale).allSatisfy(\.isFinite)
    else { throw malformed("metadata policy has impossible sizes") }
    self.policy = policy
    let settings = try metadata("configuration")
    do {
      // JSON is YAML; settings that came later than the file have their defaults.
      configuration = try RunConfiguration().overridden(byYAML: settings, source: "metadata configuration")
      try configuration.validate()
    } catch { throw malformed("\(error)") }
    scores = file.metadata["scores"].flatMap { try? decode(Scores.self, $0) }
    parameters = try file.parameters(policy.layout, path: path)
    if configuration.learnedRates != .fixed {
      var rates: [Parameters] = []
      for k in configuration.innerRates.indices {
        rates.append(try file.parameters(policy.layout, prefix: Self.ratePrefix(k), path: path))
      }
      self.rates = rates
    }
    let own = [
      "format", "environment", "sceneHash", "algorithm", "seed", "version", "policy", "configuration",
      "scores", "scene",
    ]
    extra = file.metadata.filter { !own.contains($0.key) }
  }
}

func json(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  guard let data = try? encoder.encode(value) else {
    preconditionFailure("\(type(of: value)) did not encode as JSON")
  }
  return String(decoding: data, as: UTF8.self)
}

func decode<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
  try JSONDecoder().decode(type, from: Data(text.utf8))
}
