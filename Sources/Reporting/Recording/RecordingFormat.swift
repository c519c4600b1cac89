import Foundation

/// What a recording is written as: the end of its file's name says it.
public enum RecordingFormat: String, Sendable, CaseIterable {
  /// One picture of each task: the whole way and where it ends.
  case png, svg
  /// Every frame.
  case gif, mp4

  /// - Returns: nil for a name with another ending.
  public init?(path: String) { self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) }

  /// Endings, for messages.
  public static let endings = allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
}
