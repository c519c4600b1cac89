import Foundation
import Scenes

/// What an environment is called by, taken apart.
public struct EnvironmentName: Sendable, Hashable {
  public static let mappingPrefix = "mapping/"
  public let text: String

  public init(_ text: String) { self.text = text }

  public var isMapping: Bool { text.hasPrefix(Self.mappingPrefix) }
  /// Whether it names a suite, or would if there were one; a suite's file is a path like any other.
  public var isSuite: Bool { SuiteFamily.isName(text) }

  /// What the folder of a run is called by.
  var forFolder: String {
    let level = SceneFamily.levelSplit(text).level.map { "-\($0)" } ?? ""
    return (isSuite ? "suite-\(plain)" : plain) + level
  }

  /// The bare name: of `reach`, `limber/Reach-v0`, `./my/reach.yaml`, `mapping/reach` and `suite/reach` alike, and of their levels.
  public var plain: String {
    if isMapping { return String(text.dropFirst(Self.mappingPrefix.count)) }
    var name = URL(fileURLWithPath: SceneFamily.levelSplit(text).scene).lastPathComponent
    for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    let isID = text.hasPrefix("limber/") || isSuite && !text.hasPrefix(SuiteFamily.namePrefix)
    if isID, let dash = name.range(of: "-v", options: .backwards) {
      name = String(name[..<dash.lowerBound])
    }
    return name.lowercased()
  }
}
