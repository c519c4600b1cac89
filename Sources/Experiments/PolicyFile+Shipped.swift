public import Files
import Foundation
public import Models
import Scenes

extension PolicyFile {
  /// Where the policy lies that is shipped for an environment, in the first of the folders of `DataFolders` that
  /// has one.
  /// - Throws: where none has.
  public static func shippedPath(for environment: String) throws(FileError) -> String {
    let name = URL(fileURLWithPath: environment).deletingPathExtension().lastPathComponent
    let file = "\(name).safetensors"
    let folders = DataFolders.current.policies
    let paths = folders.map { $0.appendingPathComponent(file).path }
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw .unreadable(
        path: file,
        reason: "no policy is shipped for \(environment), train one; "
          + DataFolders.searched(for: file, in: folders))
    }
    return path
  }
}
