/// Whether a YAML text is free of aliases, with which a small file expands without bound before whoever reads it
/// can count. Settings and scenes need none.
public enum PlainYAML {
  /// The line of the first alias, where the text has an anchor for it too; nil where it can expand to nothing.
  ///
  /// It does not tell text from what stands in quotes and comments, so that no way of writing hides an alias from it:
  /// libyaml begins a token only behind what it has skipped, which are blanks and line breaks, behind an indicator or
  /// behind a quote. A text that only looks as if it had anchor and alias is rare.
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
      // U+FEFF and YAML's other line breaks, U+0085, U+2028 and U+2029, end in bytes that are no ASCII.
      begins = starters.contains(byte) || byte >= 0x80
      if endsLine(bytes, i) { line += 1 }
    }
    return hasAnchor ? firstAlias : nil
  }

  /// Whether the byte is the last of what YAML 1.1 calls a line break, so that lines are numbered as libyaml does.
  private static func endsLine(_ bytes: [UInt8], _ i: Int) -> Bool {
    switch bytes[i] {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): i + 1 == bytes.count || bytes[i + 1] != UInt8(ascii: "\n")
    case 0x85: i > 0 && bytes[i - 1] == 0xC2
    case 0xA8, 0xA9: i > 1 && bytes[i - 1] == 0x80 && bytes[i - 2] == 0xE2
    default: false
    }
  }

  private static let blanks: [UInt8] = Array(" \t\r\n".utf8)
  /// What an anchor or an alias may follow.
  private static let starters: [UInt8] = blanks + Array("[]{},:?-\"'".utf8)
}
