import CCairo

extension TextStyle {
  /// px: how wide a text is set.
  public func width(of text: String) -> Double {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
    let context = cairo_create(surface)
    defer {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
    }
    TextStyle.setLetters(of: context)
    select(in: context)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// As much of a text as there is room for, with an ellipsis where it is cut.
  /// - Parameter width: px
  public func shortened(_ text: String, to width: Double) -> String {
    guard self.width(of: text) > width else { return text }
    var (fits, tooLong) = (0, text.count)
    while tooLong - fits > 1 {
      let middle = (fits + tooLong) / 2
      if self.width(of: text.prefix(middle) + "…") <= width { fits = middle } else { tooLong = middle }
    }
    return fits == 0 ? "" : text.prefix(fits) + "…"
  }

  /// Letters as their outlines say, whatever the machine's own taste is.
  static func setLetters(of context: OpaquePointer?) {
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  /// Makes this the font of a drawing.
  func select(in context: OpaquePointer?) {
    cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }
}
