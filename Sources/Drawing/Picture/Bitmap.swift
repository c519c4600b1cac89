import CCairo

/// Pixels, row by row from the top.
public struct Bitmap: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// `[height, width, 4]`: blue, green, red, and a byte without meaning, as `bgr0` of video programs.
  public let bytes: [UInt8]

  /// - Precondition: four bytes for each pixel.
  public init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(
      width > 0 && height > 0 && bytes.count == 4 * width * height,
      "\(bytes.count) bytes for \(width) × \(height) pixels")
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  public subscript(x: Int, y: Int) -> RGB {
    precondition(
      (0..<width).contains(x) && (0..<height).contains(y), "pixel \(x), \(y) of \(width) × \(height)")
    let i = 4 * (y * width + x)
    return RGB(UInt32(bytes[i + 2]) << 16 | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i]))
  }

  /// The picture as a PNG file; the same pixels give the same bytes.
  public func png() -> [UInt8] {
    final class Sink {
      var bytes: [UInt8] = []
    }
    let sink = Sink()
    var pixels = bytes
    return pixels.withUnsafeMutableBufferPointer { buffer in
      let surface = cairo_image_surface_create_for_data(
        buffer.baseAddress, CAIRO_FORMAT_RGB24, Int32(width), Int32(height), Int32(4 * width))
      defer { cairo_surface_destroy(surface) }
      let status = cairo_surface_write_to_png_stream(
        surface,
        { closure, data, length in
          guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
          Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().bytes
            .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
          return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(sink).toOpaque())
      precondition(status == CAIRO_STATUS_SUCCESS, "a PNG of \(width) × \(height): cairo status \(status)")
      return sink.bytes
    }
  }
}
