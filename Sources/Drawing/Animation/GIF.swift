import CGIF

/// A moving picture that repeats for ever, as a GIF file.
public enum GIF {
  /// The same bitmaps give the same bytes.
  /// - Parameters:
  ///   - frames: all of one size; at least one.
  ///   - hundredths: how long each is shown, in 1/100 s.
  public static func encode(_ frames: [Bitmap], hundredths: [Int]) -> [UInt8] {
    precondition(!frames.isEmpty && frames.count == hundredths.count, "\(frames.count) frames")
    let (width, height) = (frames[0].width, frames[0].height)
    precondition(frames.allSatisfy { $0.width == width && $0.height == height }, "frames of several sizes")
    precondition(width < 65_536 && height < 65_536, "a GIF of \(width) × \(height)")
    let table = ColorTable(frames)
    let writer = GIFWriter(width: width, height: height, colors: table.colors)
    var before: [UInt8]?
    for (frame, delay) in zip(frames, hundredths) {
      let indices = table.indices(frame)
      let region = before.map { changed(from: $0, to: indices, width: width) } ?? (0..<width, 0..<height)
      writer.add(indices, since: before, region: region, delay: delay)
      before = indices
    }
    return writer.finish()
  }

  /// The smallest rectangle around what differs; one pixel where nothing does.
  private static func changed(
    from old: [UInt8], to new: [UInt8], width: Int
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
    for i in new.indices where old[i] != new[i] {
      let (row, column) = i.quotientAndRemainder(dividingBy: width)
      (left, right) = (min(left, column), max(right, column))
      (top, bottom) = (min(top, row), max(bottom, row))
    }
    return right < 0 ? (0..<1, 0..<1) : (left..<right + 1, top..<bottom + 1)
  }
}

/// giflib's encoder, writing into memory.
private final class GIFWriter {
  private final class Sink {
    var bytes: [UInt8] = []
  }
  private let sink = Sink()
  private let file: UnsafeMutablePointer<GifFileType>?
  private let width: Int

  init(width: Int, height: Int, colors: [RGB]) {
    self.width = width
    var error: Int32 = 0
    file = EGifOpen(
      Unmanaged.passUnretained(sink).toOpaque(),
      { file, data, length in
        guard let file, let data, let closure = file.pointee.UserData else { return 0 }
        Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().bytes
          .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return length
      }, &error)
    EGifSetGifVersion(file, true)
    var entries = colors.map { GifColorType(Red: $0.red, Green: $0.green, Blue: $0.blue) }
    entries += Array(repeating: GifColorType(), count: 256 - entries.count)
    let map = GifMakeMapObject(256, entries)
    check(EGifPutScreenDesc(file, Int32(width), Int32(height), 8, 0, map))
    GifFreeMapObject(map)
    // Netscape's extension: repeat without end.
    check(EGifPutExtensionLeader(file, Int32(APPLICATION_EXT_FUNC_CODE)))
    check(EGifPutExtensionBlock(file, 11, Array("NETSCAPE2.0".utf8)))
    check(EGifPutExtensionBlock(file, 3, [1, 0, 0] as [UInt8]))
    check(EGifPutExtensionTrailer(file))
  }

  /// - Parameter before: what the picture shows already; its pixels that stay are left transparent.
  func add(
    _ indices: [UInt8], since before: [UInt8]?, region: (columns: Range<Int>, rows: Range<Int>), delay: Int
  ) {
    // "Leave in place", a transparent index, the delay.
    let control: [UInt8] = [
      1 << 2 | 1, UInt8(delay & 255), UInt8(delay >> 8 & 255), ColorTable.transparent,
    ]
    check(EGifPutExtension(file, Int32(GRAPHICS_EXT_FUNC_CODE), Int32(control.count), control))
    check(
      EGifPutImageDesc(
        file, Int32(region.columns.lowerBound), Int32(region.rows.lowerBound), Int32(region.columns.count),
        Int32(region.rows.count), false, nil))
    for row in region.rows {
      var line = region.columns.map { column -> UInt8 in
        let i = row * width + column
        if let before, before[i] == indices[i] { return ColorTable.transparent }
        return indices[i]
      }
      check(EGifPutLine(file, &line, Int32(line.count)))
    }
  }

  func finish() -> [UInt8] {
    var error: Int32 = 0
    check(EGifCloseFile(file, &error))
    return sink.bytes
  }

  private func check(_ status: Int32) { precondition(status == GIF_OK, "giflib refused a frame") }
}
