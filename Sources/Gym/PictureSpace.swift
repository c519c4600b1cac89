/// A block of an observation that is a picture: consecutive numbers from 0 to 1, row by row with the top first, in a row
/// column by column, of each pixel red, green and blue.
public struct PictureSpace: Sendable, Hashable {
  public let name: String
  /// Of its first number in the observation.
  public let offset: Int
  /// px
  public let height: Int
  public let width: Int
  public let channels = 3

  public init(_ name: String, offset: Int, height: Int, width: Int) {
    precondition(
      offset >= 0 && height > 0 && width > 0, "a picture of \(width) × \(height) px at \(offset)")
    self.name = name
    self.offset = offset
    self.height = height
    self.width = width
  }

  /// Numbers.
  public var count: Int { height * width * channels }
  public var range: Range<Int> { offset..<offset + count }
  /// As in "32 × 32 × 3": rows, columns and channels.
  public var size: String { "\(height) × \(width) × \(channels)" }
}

extension Box {
  /// A component that stands for itself, or a picture's together.
  public enum Part: Sendable, Hashable {
    case number(Int)
    case picture(PictureSpace)
  }

  /// What the vector consists of, in its order.
  public var parts: [Part] {
    var parts: [Part] = []
    var next = 0
    for picture in pictures {
      parts += (next..<picture.offset).map(Part.number)
      parts.append(.picture(picture))
      next = picture.range.upperBound
    }
    return parts + (next..<count).map(Part.number)
  }
}
