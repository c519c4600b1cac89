import CGIF

/// A moving picture that repeats for ever, as a GIF file: giflib's encoder, writing into memory.
public final class GIFEncoder {
  private final class Sink {
    var bytes: [UInt8] = []
  }
  private let sink = Sink()
  private let file: UnsafeMutablePointer<GifFileType>?
  private let width: Int
  private let height: Int
  private let table: ColorTable
  /// What the file shows up to here.
  private var shown: [UInt8]?

  /// - Parameter samples: some of the frames, all of one size: the colours of the file are chosen from them. At
  ///   least one, no side beyond 65,535.
  public init(colorsOf samples: [Bitmap]) {
    precondition(!samples.isEmpty, "a GIF without a sample of its frames")
    (width, height) = (samples[0].width, samples[0].height)
    precondition(width < 65_536 && height < 65_536, "a GIF of \(width) × \(height)")
    table = ColorTable(samples)
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
    var entries = table.colors.map { GifColorType(Red: $0.red, Green: $0.green, Blue: $0.blue) }
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

  /// Adds a frame. Only the rectangle that changed is written, and in it only the pixels that did.
  /// - Parameter hundredths: how long it is shown, in 1/100 s.
  public func add(_ frame: Bitmap, hundredths: Int) {
    precondition(
      frame.width == width && frame.height == height,
      "a frame of \(frame.width) × \(frame.height) in a GIF of \(width) × \(height)")
    let indices = table.indices(frame)
    let region = changed(to: indices)
    // "Leave in place", a transparent index, the delay.
    let control: [UInt8] = [
      1 << 2 | 1, UInt8(hundredths & 255), UInt8(hundredths >> 8 & 255), ColorTable.transparent,
    ]
    check(EGifPutExtension(file, Int32(GRAPHICS_EXT_FUNC_CODE), Int32(control.count), control))
    check(
      EGifPutImageDesc(
        file, Int32(region.columns.lowerBound), Int32(region.rows.lowerBound), Int32(region.columns.count),
        Int32(region.rows.count), false, nil))
    for row in region.rows {
      var line = region.columns.map { column -> UInt8 in
        let i = row * width + column
        return shown.map { $0[i] == indices[i] } == true ? ColorTable.transparent : indices[i]
      }
      check(EGifPutLine(file, &line, Int32(line.count)))
    }
    shown = indices
  }

  /// The file; the same frames give the same bytes. The encoder is of no more use.
  public func finish() -> [UInt8] {
    var error: Int32 = 0
    check(EGifCloseFile(file, &error))
    return sink.bytes
  }

  /// The smallest rectangle around what differs; one pixel where nothing does.
  private func changed(to new: [UInt8]) -> (columns: Range<Int>, rows: Range<Int>) {
    guard let shown else { return (0..<width, 0..<height) }
    var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
    for i in new.indices where shown[i] != new[i] {
      let (row, column) = i.quotientAndRemainder(dividingBy: width)
      (left, right) = (min(left, column), max(right, column))
      (top, bottom) = (min(top, row), max(bottom, row))
    }
    return right < 0 ? (0..<1, 0..<1) : (left..<right + 1, top..<bottom + 1)
  }

  private func check(_ status: Int32) { precondition(status == GIF_OK, "giflib refused a frame") }
}
