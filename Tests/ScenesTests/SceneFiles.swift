import Foundation
import Scenes

/// Scene files of a test, in a folder that goes when the test does.
final class SceneFiles {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("scenes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @discardableResult
  func write(_ text: String, as name: String = "scene.yaml") throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  func family(_ text: String) throws -> SceneFamily { try SceneFamily(loading: try write(text)) }

  /// What is said of a bad scene, without the folder.
  func message(_ text: String) throws -> String {
    let path = try write(text)
    do throws(SceneError) {
      _ = try SceneFamily(loading: path)
      return "no error"
    } catch {
      return error.description.replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  /// A small good scene, to be spoilt line by line.
  static let good = """
    name: good
    horizon: 10
    arm: {base: [0, 0], links: [{length: 0.1, radius: 0.01, density: 100}, {length: 0.1, radius: 0.01, mass: 0.2}]}
    actuators:
      - {joint: shoulder, mode: velocity, scale: 5, torque: 0.5}
      - {joint: elbow, mode: torque, scale: 0.1}
    start: {elbow: 1}
    task: {goal: {disc: {radius: 0.2}}}
    observe: [joint_cosines, joint_velocities, fingertip_position]
    reward: [{distance: [fingertip, goal], weight: -1}]
    success: {distance: [fingertip, goal], below: 0.02}
    """

  static func good(replacing old: String, with new: String) -> String {
    precondition(good.contains(old), "the good scene has no \(old)")
    return good.replacingOccurrences(of: old, with: new)
  }
}
