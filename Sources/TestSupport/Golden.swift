internal import Foundation

/// A reference file with what it holds; see `Tests/Golden/README.md` for the kinds.
public struct Golden<Content: Decodable & Sendable>: Sendable, CustomStringConvertible {
  /// The file's name.
  public let description: String
  public let content: Content

  /// Every file of a kind, by name, in `LIMBER_GOLDEN` or else in the package's `Tests/Golden`. Keys in snake
  /// case become properties in camel case.
  ///
  /// - Parameter variant: where files of the kind differ in what they hold, the one that `Content` describes.
  /// - Throws: what reading or decoding throws, and `GoldenError` where no file is of the kind.
  public static func files(ofKind kind: String, variant: String? = nil) throws -> [Golden] {
    let folder = goldenFolder()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let files: [Golden] = try names.sorted().compactMap { name in
      let data = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name))
      let header = try decoder.decode(Header.self, from: data)
      guard header.kind == kind, variant == nil || header.variant == variant else { return nil }
      return Golden(description: name, content: try decoder.decode(Content.self, from: data))
    }
    if files.isEmpty {
      throw GoldenError(
        description:
          "no golden file of kind \(([kind] + (variant.map { [$0] } ?? [])).joined(separator: ", ")) in \(folder)"
      )
    }
    return files
  }
}

/// Why there is nothing to compare with.
public struct GoldenError: Error, CustomStringConvertible {
  public let description: String
}

private struct Header: Decodable {
  let kind: String
  let variant: String?
}

private func goldenFolder() -> String {
  if let folder = ProcessInfo.processInfo.environment["LIMBER_GOLDEN"] { return folder }
  let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return package.appendingPathComponent("Tests/Golden").path
}
