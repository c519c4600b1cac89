/// Whether a YAML text is free of aliases, with which a small file expands without bound before whoever reads it
/// can count. Settings and scenes need none.
public enum PlainYAML {
  /// The line of the first alias, where the text has an anchor for it too; nil where it can expand to nothing.
  ///
  /// It looks into quotes and comments as well: no way of writing hides an alias from it, and a text that only looks
  /// as if it had anchor and alias is rare.
  public static func lineOfAlias(in text: String) -> Int? {
    var line = 1
    var firstAlias: Int?
    var hasAnchor = false
    var begins = true
    let bytes = Array(text.utf8)
    for (i, byte) in bytes.enumerated() {
      if begins, i + 1 < bytes.count, !blanks.contains(bytes[i + 1]) {
        if byte == UInt8(ascii: "&") { hasAnchor = true }
        if byte == UInt8(ascii: "*"), firstAlias == nil { firstAlias = line }
      }
      // YAML also breaks lines at U+0085, U+2028 and U+2029, whose last bytes are no ASCII.
      begins = starters.contains(byte) || byte >= 0x80
      if byte == UInt8(ascii: "\n") { line += 1 }
    }
    return hasAnchor ? firstAlias : nil
  }

  private static let blanks: [UInt8] = Array(" \t\r\n".utf8)
  /// What an anchor or an alias may follow.
  private static let starters: [UInt8] = blanks + Array("[]{},:?-".utf8)
}
