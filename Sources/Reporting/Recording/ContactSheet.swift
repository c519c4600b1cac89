import Drawing
import Experiments
import Files
import Scenes

/// All environments on one picture: each solved by its scripted expert, where it has one.
public struct ContactSheet: Sendable {
  /// What a sheet can be written as: it does not move.
  public static let formats: [RecordingFormat] = [.png, .svg]
  public static let endings = formats.map { ".\($0.rawValue)" }.joined(separator: ", ")
  private static let columns = 6
  /// px
  private static let (tileWidth, tileHeight) = (200.0, 190.0)

  private let tiles: [Picture]

  /// - Throws: where there is no environment, or where one cannot be loaded or simulated.
  public init() throws { tiles = try SceneFamily.known().map { try Self.tile($0) } }

  func picture() -> Picture {
    let rows = (tiles.count + Self.columns - 1) / Self.columns
    var sheet = Picture(
      width: Double(Self.columns) * Self.tileWidth, height: max(1, Double(rows) * Self.tileHeight))
    for (i, tile) in tiles.enumerated() {
      let (row, column) = i.quotientAndRemainder(dividingBy: Self.columns)
      sheet.picture(
        tile,
        in: Frame(
          x: Double(column) * Self.tileWidth, y: Double(row) * Self.tileHeight, width: Self.tileWidth,
          height: Self.tileHeight))
    }
    return sheet
  }

  /// - Precondition: the path's ending is one of `formats`.
  public func write(to path: String) throws {
    switch RecordingFormat(path: path) {
    case .png: try AtomicFile.write(picture().bitmap().png(), to: path)
    case .svg: try AtomicFile.write(picture().svg(), to: path)
    case .gif, .mp4, nil: preconditionFailure("a sheet as \(path), expected \(Self.endings)")
    }
  }

  private static func tile(_ family: SceneFamily) throws -> Picture {
    let settings = EvaluationSettings(tasks: 1, episodes: 1, adaptSteps: 0, seed: 1, threads: 1)
    let run = try RolloutRun(environment: family.name, policy: family.hasExpert ? "expert" : "random")
    let film = try run.film(task: 0, settings)
    let motion = film.first.episode
    let frame = Frame(x: 4, y: 22, width: tileWidth - 8, height: tileHeight - 26)
    let camera = SceneCamera(
      showing: film.model.extent(of: [motion]), width: frame.width, height: frame.height)
    let trails = film.model.followed.prefix(1).map {
      Trail(film.model.path(of: $0, in: motion), ink: .after, opacity: 0.7)
    }
    var tile = Picture(width: tileWidth, height: tileHeight)
    tile.text(
      family.name, at: Point(tileWidth / 2, 16), TextStyle(.text, size: 12, anchor: .middle, isBold: true))
    tile.picture(film.model.picture(at: motion.last, trails: trails, camera: camera), in: frame)
    tile.rectangle(frame, .stroke(.grid))
    return tile
  }
}
