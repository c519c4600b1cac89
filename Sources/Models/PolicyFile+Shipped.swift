public import Files
import Foundation

extension PolicyFile {
  /// Where the policy lies that is shipped for an environment: in `Policies` here, or in that of the source tree.
  /// - Throws: where there is none.
  public static func shippedPath(for environment: String) throws(FileError) -> String {
    var sources = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { sources.deleteLastPathComponent() }
    let name = URL(fileURLWithPath: environment).deletingPathExtension().lastPathComponent
    let paths = ["Policies", sources.appendingPathComponent("Policies").path].map {
      "\($0)/\(name).safetensors"
    }
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw .unreadable(path: paths[0], reason: "no policy is shipped for \(environment); train one")
    }
    return path
  }
}
