public import ArgumentParser

/// What a shell completes the tools' options with.
extension CompletionKind {
  /// Names that are looked up when the shell asks, not when its script is written.
  public static func names(_ names: @escaping @Sendable () -> [String]) -> CompletionKind {
    .custom { _, _, _ in names() }
  }

  public static var policies: CompletionKind { .file(extensions: ["safetensors"]) }
}
