// swift-tools-version: 6.2
import PackageDescription

/// The settings of the package that is measured.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "limber", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
  ],
  targets: [
    // What a C++ user would write over libbox2d: a program of its own, so that it has the engine as installed.
    .executableTarget(
      name: "plain-loop", cxxSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])],
      linkerSettings: [.linkedLibrary("box2d"), .linkedLibrary("m")]),
    // The same with what Limber leaves out of the engine left out.
    .executableTarget(
      name: "plain-loop-untimed", cxxSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])],
      linkerSettings: [.linkedLibrary("box2d"), .linkedLibrary("m")]),
    .target(name: "CAllocationCount", cSettings: [.unsafeFlags(["-O2", "-fno-builtin"])]),
    .executableTarget(
      name: "sim-bench",
      dependencies: [
        "CAllocationCount",
        "plain-loop", "plain-loop-untimed",
        .product(name: "Limber", package: "limber"),
        .product(name: "sim-train", package: "limber"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
