import Drawing
import Experiments
import Foundation
import Testing

@testable import Viewer

@Suite struct FrameWriterTests {
  /// A film ends, whole, where the window gets another size.
  @Test func aFilmEndsWhereTheWindowIsResized() throws {
    let folder = NSTemporaryDirectory() + "limber-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let writer = FrameWriter(folder: folder)
    let session = try LiveSession(RolloutRun(environment: "reach", policy: "random"), seed: 1)
    func frame() -> Bitmap { session.picture().bitmap(theme: .light) }
    writer.beginFilm(frame())
    #expect(writer.isFilming)
    writer.add(frame())
    session.isRecording = true
    #expect(session.picture().allTexts.contains { $0.hasPrefix("● recording · ") })
    (session.width, session.height) = (700, 500)
    writer.add(frame())
    writer.add(frame())
    writer.finish()
    #expect(!writer.isFilming)
    let film = try Data(contentsOf: URL(fileURLWithPath: folder + "/limber-1.gif"))
    #expect(film.prefix(6) == Data("GIF89a".utf8) && film.last == 0x3B)
    #expect(writer.takeNote()?.hasSuffix("limber-1.gif") == true)
  }
}
