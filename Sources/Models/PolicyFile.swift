public import Autodiff
public import Files
import Foundation
import Learning
import MetaLearning

/// A trained mapping with all that is needed to use and to trust it: one safetensors file.
public struct PolicyFile: Sendable {
  static let format = "limber-policy/2"

  public var learner: LearnerDescription
  /// θ
  public var parameters: Parameters
  /// Registry id of what it was trained on, as in `limber/Reach-v0` or `mapping/sinusoid`.
  public var environment: String
  /// The scene itself as canonical text, or a suite with all its scenes, so that it can be posed again anywhere; nil for
  /// what has no scene.
  public var scene: String?
  /// Hash of that scene or suite.
  public var sceneHash: String?
  /// As in `maml++`.
  public var algorithm: String
  public var seed: UInt64
  /// All settings of the run that made it, as JSON.
  public var settings: String
  /// Held-out scores at the end of training, as JSON; nil in a checkpoint.
  public var scores: String?
  /// Further metadata, kept as it is.
  public var extra: [String: String] = [:]

  public init(
    learner: LearnerDescription, parameters: Parameters, environment: String, algorithm: String, seed: UInt64,
    settings: String
  ) {
    self.learner = learner
    self.parameters = parameters
    self.environment = environment
    self.algorithm = algorithm
    self.seed = seed
    self.settings = settings
  }

  /// Keys of the metadata, `extra` apart.
  private enum Key: String, CaseIterable {
    case format, environment, scene, sceneHash, algorithm, seed, version, learner, settings, scores
  }

  public func file() -> Safetensors {
    var metadata = extra
    func set(_ key: Key, _ value: String?) { metadata[key.rawValue] = value }
    set(.format, Self.format)
    set(.environment, environment)
    set(.scene, scene)
    set(.sceneHash, sceneHash)
    set(.algorithm, algorithm)
    set(.seed, String(seed))
    set(.version, limberVersion)
    set(.learner, JSONText.encode(learner))
    set(.settings, settings)
    set(.scores, scores)
    var file = Safetensors(metadata: metadata, tensors: [])
    file.append(parameters)
    return file
  }

  public func write(to path: String) throws(FileError) { try file().write(to: path) }

  /// - Throws: where the file is unreadable, damaged, or no policy of this format.
  public init(reading path: String) throws(FileError) {
    try self.init(try Safetensors(reading: path), path: path)
  }

  public init(_ file: Safetensors, path: String) throws(FileError) {
    func malformed(_ problem: String) -> FileError { .malformed(path: path, problem: problem) }
    func metadata(_ key: Key) throws(FileError) -> String {
      guard let value = file.metadata[key.rawValue] else {
        throw malformed("has no metadata \(key.rawValue), expected a Limber policy")
      }
      return value
    }
    let format = try metadata(.format)
    guard format == Self.format else { throw malformed("has format \(format), expected \(Self.format)") }
    environment = try metadata(.environment)
    scene = file.metadata[Key.scene.rawValue]
    sceneHash = file.metadata[Key.sceneHash.rawValue]
    algorithm = try metadata(.algorithm)
    guard let seed = UInt64(try metadata(.seed)) else { throw malformed("metadata seed is no number") }
    self.seed = seed
    let description = try metadata(.learner)
    guard let learner = try? JSONText.decode(LearnerDescription.self, description) else {
      throw malformed("metadata learner does not describe a learner")
    }
    if let problem = learner.problem { throw malformed("metadata learner: \(problem)") }
    self.learner = learner
    settings = try metadata(.settings)
    scores = file.metadata[Key.scores.rawValue]
    parameters = try file.parameters(learner.layout, path: path)
    extra = file.metadata.filter { Key(rawValue: $0.key) == nil }
  }
}
