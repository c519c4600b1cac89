import Foundation
import Testing

/// A target exists to forbid an import: every import of every file is an arrow of the house, and so is every
/// dependency in the manifest.
@Suite struct ArchitectureTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let sources = package.appendingPathComponent("Sources")

  /// Folders of `Sources`.
  static func targets() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      at: sources, includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles
    ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
      .map(\.lastPathComponent).sorted()
  }

  private func files(of target: String) throws -> [(path: String, text: String)] {
    let folder = Self.sources.appendingPathComponent(target)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map {
      ("\(target)/\($0)", try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
    }
  }

  private func manifest() throws -> Manifest {
    try Manifest(
      text: String(contentsOf: Self.package.appendingPathComponent("Package.swift"), encoding: .utf8))
  }

  @Test func everyTargetIsInTheHouseAndEveryRoomIsATarget() throws {
    #expect(try Set(Self.targets()) == Set(House.all.keys))
    #expect(try Set(manifest().targets.filter { !$0.isTest }.map(\.name)) == Set(House.all.keys))
    #expect(House.floors.map(\.count).reduce(0, +) == House.all.count, "no target stands on two floors")
  }

  @Test(arguments: try targets()) func everyImportIsDrawn(_ target: String) throws {
    let allowed = try #require(House.all[target], "\(target) is not in the house")
    let others = (House.packages[target] ?? []).union(House.swift)
    for (path, text) in try files(of: target) {
      for line in text.split(separator: "\n") {
        guard line.contains("import "),
          let match = line.firstMatch(
            of:
              /^\s*(?:@\w+(?:\([^)]*\))? +)*(?:(?:public|package|internal|fileprivate|private) +)?import +(?:(?:struct|class|enum|protocol|func|var|let|typealias) +)?([A-Za-z_0-9]+)/
          )
        else { continue }
        let module = String(match.1).replacing("sim_", with: "sim-")
        let isTesting = target == "TestSupport" && module == "Testing"
        #expect(
          allowed.contains(module) || others.contains(module) || isTesting, "\(path) imports \(module)")
      }
    }
  }

  @Test func theManifestDrawsTheSameArrows() throws {
    let targets = try manifest().targets
    #expect(targets.count > 25)
    for target in targets where !target.isTest {
      let drawn = try #require(House.all[target.name], "\(target.name)")
      let own = drawn.union(House.packages[target.name] ?? [])
      #expect(target.dependencies == own, "\(target.name): \(target.dependencies.symmetricDifference(own))")
    }
  }

  /// Arrows go down or sideways: a floor knows itself and those below it.
  @Test func noArrowGoesUp() {
    // Worlds and learning know nothing of each other but what is drawn between them.
    let between: Set<String> = ["Randomness", "Gym"]
    let (worlds, learning) = (Set(House.worlds.keys), Set(House.learning.keys))
    for (target, arrows) in House.worlds { #expect(arrows.isSubset(of: worlds), "\(target)") }
    for (target, arrows) in House.learning {
      #expect(arrows.isSubset(of: learning.union(between)), "\(target)")
    }
    let below = worlds.union(learning).union(House.runs.keys)
    for (target, arrows) in House.runs { #expect(arrows.isSubset(of: below), "\(target)") }
    for (target, arrows) in House.tools {
      #expect(arrows.isSubset(of: below.union(["ToolSupport"])), "\(target)")
    }
  }

  @Test func noWayLeadsWhereItMustNot() {
    func reach(_ target: String) -> Set<String> {
      var seen: Set<String> = []
      var open = [target]
      while let next = open.popLast() {
        for other in (House.all[next] ?? []).union(House.packages[next] ?? [])
        where seen.insert(other).inserted {
          open.append(other)
        }
      }
      return seen
    }
    for (target, forbidden) in House.never {
      let found = reach(target).intersection(forbidden)
      #expect(found.isEmpty, "\(target) leads to \(found)")
    }
    for target in House.all.keys { #expect(!reach(target).contains(target), "a circle at \(target)") }
  }

  /// A type that has its module's name hides the module.
  @Test(arguments: try targets()) func noModuleHasTheNameOfATypeInIt(_ target: String) throws {
    guard !target.contains("-") else { return }
    let declaration = try Regex(#"\b(struct|class|enum|protocol|actor|typealias) \#(target)\b"#)
    for (path, text) in try files(of: target) { #expect(!text.contains(declaration), "\(path)") }
  }

  /// `Sources/README.md` is the house as the manifest has it. `LIMBER_WRITE_DOCUMENTS=1` writes it.
  @Test func thePageShowsTheHouseOfTheManifest() throws {
    let page = try HousePage(manifest()).text
    let file = Self.sources.appendingPathComponent("README.md")
    if ProcessInfo.processInfo.environment["LIMBER_WRITE_DOCUMENTS"] != nil {
      try Data(page.utf8).write(to: file)
    }
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    #expect(text == page, "Sources/README.md is out of date: run `make docs`")
    #expect(Set(House.rooms.keys) == Set(House.all.keys), "every target has one responsibility")
  }

  /// The reading itself: an arrow that is not drawn is seen.
  @Test func theManifestIsRead() throws {
    let text = """
      let x = Package(
        targets: [
          .target(name: "A", swiftSettings: hot),
          // .target(name: "Z"),
          .systemLibrary(name: "S", pkgConfig: "s", providers: [.apt(["s-dev"])]),
          .target(
            name: "B",
            dependencies: ["A", .target(name: "S", condition: .when(traits: ["T"])), protobuf],
            exclude: ["E"], swiftSettings: hot),
          .executableTarget(name: "tool", dependencies: ["B", arguments]),
          .testTarget(name: "ATests", dependencies: ["A"]),
        ]
      )
      """
    let targets = try Manifest(text: text).targets
    #expect(targets.map(\.name) == ["A", "S", "B", "tool", "ATests"])
    #expect(
      targets.map(\.dependencies) == [[], [], ["A", "S", "SwiftProtobuf"], ["B", "ArgumentParser"], ["A"]])
    #expect(targets.map(\.isTest) == [false, false, false, false, true])
  }
}
