/// At most 255 colours that stand for all of some pictures, and one index for "as before".
///
/// Pictures of flat colours have few of them; blends at the edges of shapes take the nearest of the most frequent.
struct ColorTable {
  static let transparent: UInt8 = 255
  /// At most 255.
  let colors: [RGB]
  /// By the upper five bits of red, green and blue.
  private let nearest: [UInt8]

  /// Of what is frequent in some bitmaps.
  init(_ bitmaps: [Bitmap]) {
    // Of each cell of the colour cube: how often, and the sum of its colours.
    var counts = [Int](repeating: 0, count: 1 << 15)
    var sums = [Int](repeating: 0, count: 3 << 15)
    for bitmap in bitmaps {
      bitmap.bytes.withUnsafeBufferPointer { bytes in
        for i in stride(from: 0, to: bytes.count, by: 4) {
          let cell = Self.cell(bytes[i], bytes[i + 1], bytes[i + 2])
          counts[cell] += 1
          for k in 0..<3 { sums[3 * cell + k] += Int(bytes[i + k]) }
        }
      }
    }
    let cells = counts.indices.filter { counts[$0] > 0 }
    let frequent = cells.sorted { (counts[$0], $1) > (counts[$1], $0) }.prefix(255)
    let colors = frequent.map { cell -> RGB in
      let mean = (0..<3).map { UInt32(sums[3 * cell + $0] / counts[cell]) }
      return RGB(mean[2] << 16 | mean[1] << 8 | mean[0])
    }
    nearest = (0..<1 << 15).map { cell in
      // The mean of what was seen in the cell, else its middle.
      let (blue, green, red) =
        counts[cell] > 0
        ? (
          sums[3 * cell] / counts[cell], sums[3 * cell + 1] / counts[cell], sums[3 * cell + 2] / counts[cell]
        )
        : ((cell & 31) << 3 | 4, (cell >> 5 & 31) << 3 | 4, (cell >> 10) << 3 | 4)
      var best = (distance: Int.max, index: 0)
      for (i, color) in colors.enumerated() {
        let (b, g, r) = (Int(color.blue) - blue, Int(color.green) - green, Int(color.red) - red)
        let distance = 2 * r * r + 4 * g * g + b * b
        if distance < best.distance { best = (distance, i) }
      }
      return UInt8(best.index)
    }
    self.colors = colors
  }

  private static func cell(_ blue: UInt8, _ green: UInt8, _ red: UInt8) -> Int {
    Int(red >> 3) << 10 | Int(green >> 3) << 5 | Int(blue >> 3)
  }

  /// `[height, width]`: the index of every pixel's colour.
  func indices(_ bitmap: Bitmap) -> [UInt8] {
    let bytes = bitmap.bytes
    return (0..<bitmap.width * bitmap.height).map { pixel in
      nearest[Self.cell(bytes[4 * pixel], bytes[4 * pixel + 1], bytes[4 * pixel + 2])]
    }
  }
}
