import CCairo

extension Picture {
  /// Sides of a bitmap, px.
  public static let sides = 1...16_384

  /// Draws the picture, anti-aliased, without a display.
  /// - Parameter scale: pixels of the bitmap for a pixel of the picture.
  /// - Precondition: the bitmap's sides are in `sides`.
  public func bitmap(theme: Theme = .light, scale: Double = 1) -> Bitmap {
    let (columns, rows) = (Int((width * scale).rounded()), Int((height * scale).rounded()))
    precondition(
      Self.sides.contains(columns) && Self.sides.contains(rows), "a bitmap of \(columns) × \(rows) pixels")
    var bytes = [UInt8](repeating: 0, count: 4 * columns * rows)
    bytes.withUnsafeMutableBufferPointer { buffer in
      // 4 × columns is the stride that cairo asks of 32-bit pixels.
      let surface = cairo_image_surface_create_for_data(
        buffer.baseAddress, CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows), Int32(4 * columns))
      let context = cairo_create(surface)
      CairoPen(context: context, theme: theme).draw(self, scale: scale)
      let status = cairo_status(context)
      precondition(status == CAIRO_STATUS_SUCCESS, "cairo status \(status)")
      cairo_destroy(context)
      cairo_surface_finish(surface)
      cairo_surface_destroy(surface)
    }
    return Bitmap(width: columns, height: rows, bytes: bytes)
  }
}

/// Draws the elements of a picture with cairo.
private struct CairoPen {
  let context: OpaquePointer?
  let theme: Theme

  func draw(_ picture: Picture, scale: Double) {
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    TextStyle.setLetters(of: context)
    set(Paint(.paper))
    cairo_paint(context)
    cairo_scale(context, scale, scale)
    for element in picture.elements { draw(element) }
  }

  private func draw(_ element: Picture.Element) {
    switch element {
    case .polyline(let points, let isClosed, let style):
      cairo_new_path(context)
      for point in points { cairo_line_to(context, point.x, point.y) }
      if isClosed { cairo_close_path(context) }
      ink(style)
    case .circle(let center, let radius, let style):
      cairo_new_path(context)
      cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
      ink(style)
    case .text(let text, let point, let style): draw(text, at: point, style)
    case .picture(let picture, let frame):
      cairo_save(context)
      cairo_rectangle(context, frame.x, frame.y, frame.width, frame.height)
      cairo_clip(context)
      cairo_translate(context, frame.x, frame.y)
      cairo_scale(context, frame.width / picture.width, frame.height / picture.height)
      for element in picture.elements { draw(element) }
      cairo_restore(context)
    }
  }

  private func draw(_ text: String, at point: Point, _ style: TextStyle) {
    style.select(in: context)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    let shift =
      switch style.anchor {
      case .start: 0.0
      case .middle: extents.x_advance / 2
      case .end: extents.x_advance
      }
    set(style.paint)
    cairo_move_to(context, point.x - shift, point.y)
    cairo_show_text(context, text)
  }

  private func ink(_ style: Style) {
    if let fill = style.fill {
      set(fill)
      if style.stroke == nil { cairo_fill(context) } else { cairo_fill_preserve(context) }
    }
    if let stroke = style.stroke {
      set(stroke)
      cairo_set_line_width(context, style.lineWidth)
      cairo_set_dash(context, style.dashes, Int32(style.dashes.count), 0)
      cairo_stroke(context)
    }
  }

  private func set(_ paint: Paint) {
    let color = theme.color(paint.ink)
    cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255, paint.opacity)
  }
}
