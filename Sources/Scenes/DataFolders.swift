public import Foundation

/// Where the scenes and the policies that come with Limber may lie, first to last:
///
/// 1. scenes: the folder that `LIMBER_ENVIRONMENTS` names;
/// 2. `LIMBER_DATA`, a folder that holds `Environments` and `Policies`;
/// 3. `../share/limber` as the executable's folder sees it, where `make install` puts them;
/// 4. the checkout whose build folder the executable lies in, or the one that this build fetched as a dependency;
/// 5. the current folder.
///
/// Where the code was compiled says nothing about where it runs, and is not looked at.
public struct DataFolders: Sendable {
  /// Folders of scene files; few of them need exist.
  public let environments: [URL]
  /// Folders of policy files; few of them need exist.
  public let policies: [URL]

  /// Those of this process as it is now.
  public static var current: DataFolders {
    let link = "/proc/self/exe"
    return DataFolders(
      variables: ProcessInfo.processInfo.environment,
      executable: (try? FileManager.default.destinationOfSymbolicLink(atPath: link))
        ?? Bundle.main.executablePath,
      here: FileManager.default.currentDirectoryPath)
  }

  /// - Parameters:
  ///   - executable: its real path; nil where the system does not tell.
  ///   - here: the current folder.
  public init(variables: [String: String], executable: String?, here: String) {
    func named(_ variable: String) -> [URL] {
      guard let path = variables[variable], !path.isEmpty else { return [] }
      return [URL(fileURLWithPath: path, isDirectory: true)]
    }
    var roots = named("LIMBER_DATA")
    if let executable {
      let folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
      roots.append(
        folder.deletingLastPathComponent().appendingPathComponent("share/limber", isDirectory: true))
      if let checkout = Self.checkout(above: folder) { roots.append(checkout) }
    }
    roots.append(URL(fileURLWithPath: here, isDirectory: true))
    environments =
      named("LIMBER_ENVIRONMENTS")
      + roots.map { $0.appendingPathComponent("Environments", isDirectory: true) }
    policies = roots.map { $0.appendingPathComponent("Policies", isDirectory: true) }
  }

  private static func checkout(above folder: URL) -> URL? {
    var folder = folder
    while folder.path != "/" {
      for candidate in [folder, folder.appendingPathComponent("checkouts/limber", isDirectory: true)]
      where ["Package.swift", "Environments"].allSatisfy({
        FileManager.default.fileExists(atPath: candidate.appendingPathComponent($0).path)
      }) {
        return candidate
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// What to tell a person when nothing was found: what was looked for, where, and how to say where it is.
  public static func searched(for files: String, in folders: [URL]) -> String {
    var paths: [String] = []
    for folder in folders where !paths.contains(folder.path) { paths.append(folder.path) }
    return "looked for \(files) in \(paths.joined(separator: ", ")); "
      + "LIMBER_DATA can name a folder that holds Environments and Policies"
  }
}
