// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: language mode 6 and the upcoming features that make imports and existentials explicit.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
/// Targets on the path of every simulated step or derivative are optimised in debug builds too,
/// so that a plain `swift run sim-train` stays usable.
let hot: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]
let optimised = ["-O3", "-fno-math-errno"]

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")

let package = Package(
  name: "limber",
  products: [
    .library(
      name: "Limber",
      targets: ["Gym", "Scenes", "Drawing", "Autodiff", "Learning", "MetaLearning", "Experiments"]),
    .executable(name: "sim-train", targets: ["sim-train"]),
    .executable(name: "sim-rollout", targets: ["sim-rollout"]),
    .executable(name: "sim-view", targets: ["sim-view"]),
  ],
  traits: [.trait(name: "Viewer", description: "The window of sim-view, which needs SDL2.")],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // Simulation
    .target(
      name: "CBox2D", cxxSettings: [.unsafeFlags(optimised)], linkerSettings: [.linkedLibrary("box2d")]),
    .target(name: "Physics", dependencies: ["CBox2D"], swiftSettings: hot),
    .target(name: "Gym", swiftSettings: hot),
    .target(name: "Scenes", dependencies: ["Gym", "Physics", "Yams"], swiftSettings: hot),
    // Pictures
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CGIF", pkgConfig: "libgif", providers: [.apt(["libgif-dev"])]),
    .target(
      name: "Drawing", dependencies: ["Scenes", "Gym", "Physics", "CCairo", "CGIF"], swiftSettings: hot),
    // Learning
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CKernels", cSettings: [.unsafeFlags(optimised)]),
    .target(name: "Autodiff", dependencies: ["COpenBLAS", "CKernels"], swiftSettings: hot),
    .target(name: "Learning", dependencies: ["Autodiff", "Gym"], swiftSettings: hot),
    .target(name: "MetaLearning", dependencies: ["Learning", "Autodiff", "Gym"], swiftSettings: hot),
    // Runs and tools
    // SwiftProtobuf writes TensorBoard's event files; no other target needs it.
    .target(
      name: "Experiments",
      dependencies: [
        "MetaLearning", "Learning", "Autodiff", "Scenes", "Drawing", "Physics", "Gym", "Yams", "CCrypto",
        protobuf,
      ],
      exclude: ["Tracking/event.proto"], swiftSettings: hot),
    .target(name: "ToolSupport", dependencies: [arguments], swiftSettings: strict),
    .executableTarget(
      name: "sim-train", dependencies: ["Experiments", "MetaLearning", "ToolSupport", arguments],
      swiftSettings: strict),
    .executableTarget(
      name: "sim-rollout", dependencies: ["Experiments", "ToolSupport", arguments], swiftSettings: strict),
    // The window; everything but SDL2 itself is built without the trait too
    .systemLibrary(name: "CSDL2"),
    .target(
      name: "Viewer",
      dependencies: [
        "Experiments", "MetaLearning", "Learning", "Drawing", "Scenes", "Physics", "Gym",
        .target(name: "CSDL2", condition: .when(traits: ["Viewer"])),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "sim-view", dependencies: ["Viewer", "Experiments", "Drawing", "ToolSupport", arguments],
      swiftSettings: strict),
    // Tests
    .target(name: "TestSupport", dependencies: ["Gym", "Autodiff"], swiftSettings: strict),
    .testTarget(name: "PhysicsTests", dependencies: ["Physics", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "GymTests", dependencies: ["Gym", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ScenesTests", dependencies: ["Scenes", "Gym", "Physics", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DrawingTests", dependencies: ["Drawing", "Scenes", "Gym", "Physics", "CGIF"],
      swiftSettings: strict),
    .testTarget(
      name: "AutodiffTests", dependencies: ["Autodiff", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Autodiff", "Gym", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MetaLearningTests",
      dependencies: ["MetaLearning", "Learning", "Autodiff", "Gym", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "MetaLearning", "Learning", "Autodiff", "Scenes", "Drawing", "Gym", "TestSupport",
        protobuf,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ViewerTests",
      dependencies: ["Viewer", "Experiments", "Drawing", "Scenes", "Physics", "Gym", "CCairo", "sim-view"],
      swiftSettings: strict),
    .testTarget(
      name: "ToolTests", dependencies: ["sim-train", "sim-rollout", "sim-view"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
