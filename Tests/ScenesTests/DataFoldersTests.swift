import Foundation
import Scenes
import Testing

@Suite("Data folders") struct DataFoldersTests {
  private func paths(
    _ variables: [String: String] = [:], executable: String? = "/opt/limber/bin/sim-train"
  ) -> DataFolders {
    DataFolders(variables: variables, executable: executable, here: "/home/me")
  }

  @Test("variables first, then the executable's place, then the current folder") func order() {
    let folders = paths(["LIMBER_ENVIRONMENTS": "/my/scenes", "LIMBER_DATA": "/data"])
    #expect(
      folders.environments.map(\.path) == [
        "/my/scenes", "/data/Environments", "/opt/limber/share/limber/Environments", "/home/me/Environments",
      ])
    #expect(
      folders.policies.map(\.path) == [
        "/data/Policies", "/opt/limber/share/limber/Policies", "/home/me/Policies",
      ])
    #expect(paths(["LIMBER_DATA": ""]).policies.count == 2)
    #expect(paths(executable: nil).policies.map(\.path) == ["/home/me/Policies"])
  }

  @Test("a build folder is followed to its checkout", arguments: ["", "/checkouts/limber"])
  func checkout(below build: String) throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("data-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let checkout = root.path + build
    try FileManager.default.createDirectory(
      atPath: checkout + "/Environments", withIntermediateDirectories: true)
    let executable = root.path + "/.build/x86_64/debug/tests.xctest"
    #expect(paths(executable: executable).environments.count == 2, "without a manifest it is no checkout")
    try Data().write(to: URL(fileURLWithPath: checkout + "/Package.swift"))
    #expect(paths(executable: executable).environments[1].path == checkout + "/Environments")
  }

  @Test("the tests find the checkout's scenes wherever they are started") func ofTheTests() {
    let here = DataFolders.current.environments.dropLast()
    #expect(here.contains { FileManager.default.fileExists(atPath: $0.path + "/reach.yaml") })
  }

  @Test("what was looked for, and where, once each") func searched() {
    let folder = URL(fileURLWithPath: "/a/Policies")
    let text = DataFolders.searched(for: "reach.safetensors", in: [folder, folder])
    #expect(
      text == "looked for reach.safetensors in /a/Policies; "
        + "LIMBER_DATA can name a folder that holds Environments and Policies")
  }
}
