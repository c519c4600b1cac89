import Foundation

/// Names of environments and where their files are.
enum SceneName {
  /// `reach-torque`, 1 → `limber/ReachTorque-v1`: a capital stands for a hyphen and its small letter, and other
  /// hyphens stay, so that `reach-2` and `reach2` have ids of their own.
  static func id(_ name: String, version: Int) -> String {
    var id = "limber/"
    var begins = true
    for character in name {
      if begins, character.isLowercase {
        if id.last == "-" { id.removeLast() }
        id += character.uppercased()
      } else {
        id.append(character)
      }
      begins = character == "-"
    }
    return "\(id)-v\(version)"
  }

  /// `push@hard` → (`push`, `hard`): what stands behind the last @ is the name of a level.
  static func split(_ name: String) -> (scene: String, level: String?) {
    guard let at = name.lastIndex(of: "@"), isLevel(name[name.index(after: at)...]), at > name.startIndex
    else { return (name, nil) }
    return (String(name[..<at]), String(name[name.index(after: at)...]))
  }

  static func isLevel(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy(SceneNode.isNameByte)
  }

  /// `manipulation-10`, 0 → `limber-suite/Manipulation-10-v0`.
  static func suiteID(_ name: String, version: Int) -> String {
    suiteIDPrefix + id(name, version: version).dropFirst("limber/".count)
  }

  static let suiteIDPrefix = "limber-suite/"

  /// `limber/ReachTorque-v1` → (`reach-torque`, 1), the inverse of `id` for all names of scenes; nil if it is no id.
  static func parse(id: String) -> (name: String, version: Int)? {
    guard id.hasPrefix("limber/"), let dash = id.range(of: "-v", options: .backwards),
      let version = Int(id[dash.upperBound...])
    else { return nil }
    var name = ""
    for character in id[id.index(id.startIndex, offsetBy: 7)..<dash.lowerBound] {
      if character.isUppercase, !name.isEmpty { name += "-" }
      name += character.lowercased()
    }
    return (name, version)
  }

  private static var folders: [URL] { DataFolders.current.environments }

  static func file(named name: String) -> String? { file(named: name, in: folders) }
  static func suiteFile(named name: String) -> String? { file(named: name, in: suiteFolders) }
  /// The file of a suite by its name, or by its id but for the version.
  static func suite(named name: String, isID: Bool) -> String? {
    guard isID else { return suiteFile(named: name) }
    let id = "limber/" + name.dropFirst(suiteIDPrefix.count)
    return parse(id: id).flatMap { suiteFile(named: $0.name) }
  }

  static var known: [String] { known(in: folders) }
  static var knownSuites: [String] { known(in: suiteFolders) }

  /// A file whose name is no scene's, such as one with capitals, but has this id all the same.
  static func file(withID id: String, _ version: Int) -> String? {
    known.first { Self.id($0, version: version) == id }.flatMap { file(named: $0) }
  }

  /// What is said of a name that no file has.
  static func unknown(_ name: String) -> SceneError {
    known.isEmpty ? nothing(in: folders) : .unknownEnvironment(name, known: known)
  }
  static func unknownSuite(_ name: String) -> SceneError {
    knownSuites.isEmpty ? nothing(in: suiteFolders) : .unknownSuite(name, known: knownSuites)
  }

  private static func nothing(in folders: [URL]) -> SceneError {
    .nothingInstalled(searched: DataFolders.searched(for: "*.yaml", in: folders))
  }

  private static var suiteFolders: [URL] {
    folders.map { $0.appendingPathComponent("suites", isDirectory: true) }
  }

  private static func file(named name: String, in folders: [URL]) -> String? {
    guard !name.contains("/"), !name.hasPrefix(".") else { return nil }
    return folders.lazy.map { $0.appendingPathComponent("\(name).yaml").path }
      .first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func known(in folders: [URL]) -> [String] {
    var names: Set<String> = []
    for folder in folders {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      for file in files where file.hasSuffix(".yaml") { names.insert(String(file.dropLast(5))) }
    }
    return names.sorted()
  }
}

extension SceneFamily {
  /// The environments that `init(named:)` finds, in alphabetical order.
  public static var knownNames: [String] { SceneName.known }

  /// The environments of `knownNames`.
  /// - Throws: where there are none, or where one cannot be loaded.
  public static func known() throws(SceneError) -> [SceneFamily] {
    let names = knownNames
    guard !names.isEmpty else { throw SceneName.unknown("") }
    return try names.map { name throws(SceneError) in try SceneFamily(named: name) }
  }

  /// A family by its name (`reach`), its id (`limber/Reach-v0`) or the path of its file, each with `@LEVEL` behind it
  /// for a level of its scene.
  public init(named whole: String) throws(SceneError) {
    let (name, level) = SceneName.split(whole)
    if let (plain, version) = SceneName.parse(id: name) {
      guard let path = SceneName.file(named: plain) ?? SceneName.file(withID: name, version) else {
        throw SceneName.unknown(name)
      }
      let family = try SceneFamily(loading: path, level: level)
      guard family.scene.description.version == version else {
        throw .invalid(
          path: path, line: nil, key: "version",
          problem: "\(family.scene.description.version), expected \(version) as in \(name)")
      }
      self = family
    } else if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      self = try SceneFamily(loading: name, level: level)
    } else if let path = SceneName.file(named: name) {
      self = try SceneFamily(loading: path, level: level)
    } else {
      throw SceneName.unknown(name)
    }
  }
}
