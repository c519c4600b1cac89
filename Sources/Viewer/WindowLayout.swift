import Drawing

/// Where everything of the window is, px. What there is no room for is left out, the least important first: no two
/// frames overlap, and the panels keep nearly half of the height.
struct WindowLayout: Equatable {
  /// Beside the panels, the most important first.
  enum Row: CaseIterable {
    case names, score, title, message, experience, actuators, task, curve, help

    /// px; of help, a line of it.
    var height: Double {
      switch self {
      case .title: 24
      case .score: 20
      case .experience: 16
      case .names, .message, .actuators, .task: 18
      case .curve: 132
      case .help: 14
      }
    }
  }

  /// Two, left and right.
  private(set) var panels: [Frame] = []
  /// Above and beneath each panel; empty where there is no room.
  private(set) var names: [Frame] = []
  private(set) var scores: [Frame] = []
  private(set) var experience: [Frame] = []
  /// Above all.
  private(set) var title: Frame?
  private(set) var status: Frame?
  private(set) var task: Frame?
  /// Beneath all.
  private(set) var actuators: Frame?
  private(set) var message: Frame?
  private(set) var curve: Frame?
  /// Columns of lines of help; empty where there is no room.
  private(set) var help: [Frame] = []

  /// - Parameter lines: of help; 0 for none.
  init(width: Double, height: Double, hasCurve: Bool, helpLines lines: Int) {
    let gap = min(8, width / 20)
    let edge = min(5, height / 20)
    let panelWidth = max(1, (width - 3 * gap) / 2)
    let columns = [gap, 2 * gap + panelWidth]
    var kept: Set<Row> = []
    // Beside a curve the left half is for text.
    var textWidth: Double { kept.contains(.curve) ? panelWidth : width - 2 * gap }
    var helpColumns: Int { min(lines, Int(textWidth / Self.helpColumn)) }
    var helpHeight: Double {
      helpColumns == 0 ? .infinity : 4 + Row.help.height * Double((lines + helpColumns - 1) / helpColumns)
    }
    func heights(_ rows: Row...) -> Double { rows.reduce(0) { $0 + (kept.contains($1) ? $1.height : 0) } }
    var footer: Double {
      heights(.actuators) + max(heights(.message) + (kept.contains(.help) ? helpHeight : 0), heights(.curve))
    }
    for row in Row.allCases {
      if (row == .curve && !hasCurve) || (row == .help && lines == 0) { continue }
      kept.insert(row)
      let beside = heights(.title, .task, .names, .score, .experience) + footer + 2 * edge
      if beside > (1 - Self.panelShare) * height {
        kept.remove(row)
        break
      }
    }

    var y = edge
    func take(_ row: Row, x: Double = gap, width: Double) -> Frame? {
      guard kept.contains(row) else { return nil }
      defer { y += row.height }
      return Frame(x: x, y: y, width: width, height: row.height)
    }
    func pair(_ row: Row) -> [Frame] {
      guard let frame = take(row, width: panelWidth) else { return [] }
      return columns.map { Frame(x: $0, y: frame.y, width: panelWidth, height: frame.height) }
    }
    if let whole = take(.title, width: width - 2 * gap) {
      let share = (0.62 * whole.width).rounded()
      title = Frame(x: whole.x, y: whole.y, width: share, height: whole.height)
      status = Frame(x: whole.x + share, y: whole.y, width: whole.width - share, height: whole.height)
    }
    task = take(.task, width: width - 2 * gap)
    names = pair(.names)
    let room = max(1, height - edge - footer - heights(.score, .experience) - y)
    panels = columns.map { Frame(x: $0, y: y, width: panelWidth, height: room) }
    y += room
    scores = pair(.score)
    experience = pair(.experience)
    actuators = take(.actuators, width: width - 2 * gap)
    if kept.contains(.curve) {
      curve = Frame(x: columns[1], y: y, width: panelWidth, height: Row.curve.height)
    }
    message = take(.message, width: textWidth)
    if kept.contains(.help) {
      let column = textWidth / Double(helpColumns)
      help = (0..<helpColumns).map {
        Frame(x: gap + Double($0) * column, y: y, width: column, height: helpHeight)
      }
    }
  }

  /// px: what a line of help needs.
  private static let helpColumn = 155.0
  /// Of the window's height, at least.
  private static let panelShare = 0.45

  var all: [Frame] {
    panels + names + scores + experience + help
      + [title, status, task, actuators, message, curve].compactMap { $0 }
  }
}
