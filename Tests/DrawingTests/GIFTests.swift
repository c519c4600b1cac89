import CGIF
import Drawing
import Testing

@Suite struct GIFTests {
  private func frames() -> [Bitmap] {
    (0..<5).map { i in
      var picture = Picture(width: 60, height: 40)
      picture.rectangle(Frame(x: 5, y: 5, width: 10, height: 10), .fill(.goal))
      picture.circle(Point(12 + 8 * Double(i), 25), radius: 7, .fill(.before))
      return picture.bitmap()
    }
  }

  private func encode(_ frames: [Bitmap], _ hundredths: [Int]) -> [UInt8] {
    let encoder = GIFEncoder(colorsOf: frames)
    for (frame, delay) in zip(frames, hundredths) { encoder.add(frame, hundredths: delay) }
    return encoder.finish()
  }

  /// What a viewer shows after each image of the file, and for how many hundredths of a second.
  private func decode(_ bytes: [UInt8]) throws -> [(pixels: [RGB], delay: Int32)] {
    final class Source {
      var rest: ArraySlice<UInt8>
      init(_ bytes: [UInt8]) { rest = bytes[...] }
    }
    let source = Source(bytes)
    var error: Int32 = 0
    let file = try #require(
      DGifOpen(
        Unmanaged.passUnretained(source).toOpaque(),
        { file, buffer, length in
          guard let buffer, let closure = file?.pointee.UserData else { return 0 }
          let source = Unmanaged<Source>.fromOpaque(closure).takeUnretainedValue()
          let part = source.rest.prefix(Int(length))
          for (i, byte) in part.enumerated() { buffer[i] = byte }
          source.rest = source.rest.dropFirst(part.count)
          return Int32(part.count)
        }, &error))
    defer { DGifCloseFile(file, &error) }
    try #require(DGifSlurp(file) == GIF_OK)
    let (width, height) = (Int(file.pointee.SWidth), Int(file.pointee.SHeight))
    var screen = [RGB](repeating: RGB(0), count: width * height)
    let map = try #require(file.pointee.SColorMap).pointee
    return try (0..<Int(file.pointee.ImageCount)).map { i in
      let image = file.pointee.SavedImages[i]
      var control = GraphicsControlBlock()
      try #require(DGifSavedExtensionToGCB(file, Int32(i), &control) == GIF_OK)
      let place = image.ImageDesc
      for row in 0..<Int(place.Height) {
        for column in 0..<Int(place.Width) {
          let index = image.RasterBits[row * Int(place.Width) + column]
          if Int32(index) == control.TransparentColor { continue }
          let color = map.Colors[Int(index)]
          screen[(Int(place.Top) + row) * width + Int(place.Left) + column] = RGB(
            UInt32(color.Red) << 16 | UInt32(color.Green) << 8 | UInt32(color.Blue))
        }
      }
      return (screen, control.DelayTime)
    }
  }

  private func pixels(_ bitmap: Bitmap) -> [RGB] {
    (0..<bitmap.height).flatMap { y in (0..<bitmap.width).map { bitmap[$0, y] } }
  }

  @Test func aDecoderSeesTheFrames() throws {
    let frames = frames()
    let shown = try decode(encode(frames, [4, 4, 4, 4, 80]))
    #expect(shown.map(\.delay) == [4, 4, 4, 4, 80])
    for (frame, image) in zip(frames, shown) {
      // Colours within one cell of the colour cube are one.
      for (a, b) in zip(pixels(frame), image.pixels) {
        #expect(abs(Int(a.red) - Int(b.red)) < 8 && abs(Int(a.green) - Int(b.green)) < 8)
        #expect(abs(Int(a.blue) - Int(b.blue)) < 8)
      }
    }
  }

  @Test func theSameFramesGiveTheSameBytesAndStandingOnesCostLittle() {
    let frames = frames()
    let bytes = encode(frames, [4, 4, 4, 4, 4])
    #expect(bytes == encode(self.frames(), [4, 4, 4, 4, 4]))
    let still = encode(
      frames + Array(repeating: frames[4], count: 20), Array(repeating: 4, count: 25))
    #expect(still.count < bytes.count + 20 * 40)
  }

  @Test func moreColoursThanATableHoldsAreApproximated() throws {
    var bytes: [UInt8] = []
    for y in 0..<64 { for x in 0..<64 { bytes += [UInt8(4 * x), UInt8(4 * y), UInt8(2 * (x + y)), 0] } }
    let bitmap = Bitmap(width: 64, height: 64, bytes: bytes)
    let shown = try decode(encode([bitmap], [10]))[0].pixels
    let errors = zip(pixels(bitmap), shown).map { a, b in
      abs(Int(a.red) - Int(b.red)) + abs(Int(a.green) - Int(b.green))
    }
    // The most frequent 255 of about a thousand cells: near ones are always among them.
    #expect(errors.reduce(0, +) / errors.count < 40)
  }
}
