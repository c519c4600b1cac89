import Drawing
import Experiments

/// A page that needs nothing else: no script, no style sheet, no picture from elsewhere; light and dark.
struct Page {
  /// Plain text.
  var title: String
  /// HTML.
  var body: String

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>\(Self.escaped(title))</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <h1>\(Self.escaped(title))</h1>
    \(body)
    </body>
    </html>

    """
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  static func figures(_ pictures: [Picture]) -> String {
    let figures = pictures.map { "<figure>\($0.svgWithVariables())</figure>" }.joined(separator: "\n")
    return "<div class=\"figures\">\n\(figures)\n</div>"
  }

  /// As in `config.yaml`, but for the threads, which change nothing.
  static func settings(_ configuration: RunConfiguration) -> String {
    configuration.yaml().split(separator: "\n").filter { !$0.hasPrefix("threads:") }.joined(separator: "\n")
  }

  private static let style = """
    :root{\(Theme.light.styleSheet)color-scheme:light dark}
    @media(prefers-color-scheme:dark){:root{\(Theme.dark.styleSheet)}}
    body{background:var(--paper);color:var(--text);font:15px/1.5 "DejaVu Sans",Verdana,sans-serif;\
    max-width:1320px;margin:2em auto;padding:0 1em}
    h1{font-size:1.5em}h2{font-size:1.2em;margin-top:2em}p{color:var(--muted)}
    table{border-collapse:collapse}th,td{padding:.2em .9em;text-align:right;border-bottom:1px solid var(--grid)}
    .figures{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}svg{max-width:100%;height:auto}
    pre{font-size:13px;overflow-x:auto}
    """
}
