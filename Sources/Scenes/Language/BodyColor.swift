/// The colours that a body can have. Pictures and sensors read this table.
public enum BodyColor: String, Sendable, CaseIterable {
  case red, orange, yellow, green, cyan, blue, purple, pink, brown, black, grey, white

  /// Red, green and blue of sRGB, as in `0xRRGGBB`.
  public var code: UInt32 {
    switch self {
    case .red: 0xD62828
    case .orange: 0xF77F00
    case .yellow: 0xF2C80F
    case .green: 0x2A9D3A
    case .cyan: 0x22B8CF
    case .blue: 0x1F5FBF
    case .purple: 0x7B2CBF
    case .pink: 0xE56B9F
    case .brown: 0x7F4F24
    case .black: 0x202020
    case .grey: 0x808080
    case .white: 0xF5F5F5
    }
  }

  /// Red, green and blue, each from 0 to 1: a byte of `code` over 255.
  public var components: [Float] {
    [16, 8, 0].map { Float(UInt8(truncatingIfNeeded: code >> $0)) / 255 }
  }

  static let names = allCases.map(\.rawValue)
}

/// What cameras see of what has no colour of its own.
extension BodyColor {
  static func usual(of role: BodyRole) -> BodyColor {
    switch role {
    case .arm: .blue
    case .object: .purple
    case .wall: .grey
    }
  }

  /// A point that a camera is to show.
  static let goal = green

  var bytes: (UInt8, UInt8, UInt8) {
    (UInt8(code >> 16 & 0xFF), UInt8(code >> 8 & 0xFF), UInt8(code & 0xFF))
  }
}
