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
    // What needs neither an engine nor a picture.
    .library(
      name: "LimberLearning",
      targets: [
        "Randomness", "Gym", "Tabular", "Autodiff", "Learning", "MetaLearning", "PolicyLearning", "Mappings",
      ]),
    .library(
      name: "Limber",
      targets: [
        "Randomness", "Gym", "Tabular", "Physics", "Scenes", "Drawing", "Autodiff", "Learning",
        "MetaLearning",
        "PolicyLearning", "Mappings", "Files", "Models", "Experiments", "Ranks", "Reporting",
      ]),
    .executable(name: "sim-train", targets: ["sim-train"]),
    .executable(name: "sim-rollout", targets: ["sim-rollout"]),
    .executable(name: "sim-view", targets: ["sim-view"]),
  ],
  traits: [
    .trait(name: "Viewer", description: "The window of sim-view, which needs SDL2."),
    .trait(name: "MPI", description: "Meta-training shared by processes, on MPI."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.7.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // Worlds
    .target(name: "Randomness", swiftSettings: hot),
    .target(
      name: "CBox2D", cxxSettings: [.unsafeFlags(optimised)], linkerSettings: [.linkedLibrary("box2d")]),
    .target(name: "Physics", dependencies: ["CBox2D"], swiftSettings: hot),
    .target(name: "Gym", dependencies: ["Randomness"], swiftSettings: hot),
    .target(
      name: "Tabular", dependencies: ["Gym", "Randomness"], exclude: ["README.md"], swiftSettings: hot),
    .target(name: "CRaster", cSettings: [.unsafeFlags(optimised)]),
    .target(
      name: "Scenes", dependencies: ["Gym", "Physics", "CRaster", "Randomness", "Yams"], swiftSettings: hot),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CGIF", pkgConfig: "libgif", providers: [.apt(["libgif-dev"])]),
    .target(
      name: "Drawing", dependencies: ["Scenes", "Physics", "CCairo", "CGIF"], swiftSettings: hot),
    // Learning
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CKernels", cSettings: [.unsafeFlags(optimised)]),
    .target(name: "Autodiff", dependencies: ["COpenBLAS", "CKernels"], swiftSettings: hot),
    .target(name: "Learning", dependencies: ["Autodiff", "Randomness"], swiftSettings: hot),
    .target(
      name: "MetaLearning", dependencies: ["Learning", "Autodiff", "Randomness"], exclude: ["README.md"],
      swiftSettings: hot),
    .target(
      name: "PolicyLearning", dependencies: ["MetaLearning", "Learning", "Autodiff", "Gym", "Randomness"],
      swiftSettings: hot),
    .target(
      name: "Mappings", dependencies: ["MetaLearning", "Autodiff", "Randomness"], exclude: ["README.md"],
      swiftSettings: hot),
    // Runs
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Files", dependencies: ["Autodiff", "CCrypto"], swiftSettings: hot),
    // SwiftProtobuf writes TensorBoard's event files; no other target needs it.
    .target(
      name: "Models",
      dependencies: ["Files", "PolicyLearning", "MetaLearning", "Learning", "Autodiff", "Randomness"],
      swiftSettings: hot),
    .target(
      name: "Experiments",
      dependencies: [
        "Models", "Files", "Mappings", "Tabular", "PolicyLearning", "MetaLearning", "Learning", "Autodiff",
        "Scenes", "Gym", "Randomness", "Yams", protobuf,
      ],
      exclude: ["Tracking/event.proto"], swiftSettings: hot),
    .target(
      name: "Reporting",
      dependencies: [
        "Experiments", "Models", "Files", "Drawing", "PolicyLearning", "MetaLearning", "Autodiff", "Scenes",
        "Physics", "Gym", "Randomness",
      ], swiftSettings: hot),
    // Without the trait MPI, the first is empty, and whoever was started by mpirun is told so.
    .target(
      name: "CMPI", cSettings: [.define("LIMBER_MPI", .when(traits: ["MPI"]))],
      linkerSettings: [.linkedLibrary("mpi", .when(traits: ["MPI"]))]),
    .target(
      name: "Ranks",
      dependencies: ["MetaLearning", .target(name: "CMPI", condition: .when(traits: ["MPI"]))],
      swiftSettings: strict),
    // Tools
    .target(name: "ToolSupport", dependencies: [arguments], swiftSettings: strict),
    .executableTarget(
      name: "sim-train",
      dependencies: [
        "Reporting", "Experiments", "Models", "Ranks", "MetaLearning", "Files", "ToolSupport", arguments,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "sim-rollout",
      dependencies: ["Reporting", "Experiments", "Models", "Files", "ToolSupport", arguments],
      swiftSettings: strict),
    // The window; everything but SDL2 itself is built without the trait too
    .systemLibrary(name: "CSDL2"),
    .target(
      name: "Viewer",
      dependencies: [
        "Reporting", "Experiments", "Models", "Files", "PolicyLearning", "MetaLearning", "Learning",
        "Autodiff",
        "Drawing",
        "Scenes", "Physics", "Gym", "Randomness",
        .target(name: "CSDL2", condition: .when(traits: ["Viewer"])),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "sim-view",
      dependencies: [
        "Viewer", "Reporting", "Experiments", "Models", "Files", "Drawing", "ToolSupport", arguments,
      ],
      swiftSettings: strict),
    // Tests
    .target(
      name: "TestSupport", dependencies: ["MetaLearning", "Gym", "Autodiff", "Randomness"],
      swiftSettings: strict),
    // A rank, for the tests of ranks and for measuring what an exchange costs.
    .executableTarget(
      name: "ranks-probe",
      dependencies: ["Ranks", "MetaLearning", .target(name: "CMPI", condition: .when(traits: ["MPI"]))],
      swiftSettings: hot),
    .testTarget(
      name: "RandomnessTests", dependencies: ["Randomness", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "PhysicsTests", dependencies: ["Physics", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "GymTests", dependencies: ["Gym", "Randomness", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TabularTests", dependencies: ["Tabular", "Gym", "Randomness", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ScenesTests", dependencies: ["Scenes", "Gym", "Physics", "Randomness", "TestSupport", "Yams"],
      swiftSettings: strict),
    .testTarget(
      name: "DrawingTests", dependencies: ["Drawing", "Scenes", "Gym", "Physics", "Randomness", "CGIF"],
      swiftSettings: strict),
    .testTarget(
      name: "AutodiffTests", dependencies: ["Autodiff", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Autodiff", "Randomness", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MetaLearningTests",
      dependencies: ["MetaLearning", "Learning", "Autodiff", "Randomness", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PolicyLearningTests",
      dependencies: [
        "PolicyLearning", "MetaLearning", "Learning", "Autodiff", "Gym", "Randomness", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "Autodiff", "Randomness"], swiftSettings: strict),
    .testTarget(
      name: "ModelsTests",
      dependencies: [
        "Models", "Files", "PolicyLearning", "MetaLearning", "Learning", "Autodiff", "Randomness",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Models", "Files", "PolicyLearning", "MetaLearning", "Learning", "Autodiff", "Scenes",
        "Tabular", "Gym", "Randomness", "TestSupport", protobuf,
      ],
      swiftSettings: strict),
    // What the pages say, compiled and run.
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "Reporting", "Experiments", "Models", "Files", "Mappings", "PolicyLearning", "MetaLearning",
        "Learning", "Autodiff", "Scenes", "Gym", "Randomness", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "Reporting", "Experiments", "Models", "Files", "Drawing", "MetaLearning", "Scenes", "Gym",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ViewerTests",
      dependencies: [
        "Viewer", "Experiments", "Models", "MetaLearning", "Drawing", "Scenes", "Physics", "Gym",
        "Randomness", "CCairo",
        "sim-view",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RanksTests",
      dependencies: ["Ranks", "MetaLearning", "TestSupport", "ranks-probe", "sim-rollout"],
      swiftSettings: strict),
    .testTarget(
      name: "ToolTests", dependencies: ["sim-train", "sim-rollout", "sim-view", "TestSupport"],
      swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
