/// The house: every target of `Sources` and what it may import of the others, floor by floor. An arrow that is not
/// here is not drawn.
enum House {
  static let worlds: [String: Set<String>] = [
    "Randomness": [],
    "CBox2D": [],
    "Physics": ["CBox2D"],
    "Gym": ["Randomness"],
    "Scenes": ["Gym", "Physics", "Randomness"],
    "CCairo": [],
    "CGIF": [],
    "Drawing": ["Scenes", "Physics", "CCairo", "CGIF"],
  ]

  static let learning: [String: Set<String>] = [
    "COpenBLAS": [],
    "CKernels": [],
    "Autodiff": ["COpenBLAS", "CKernels"],
    "Learning": ["Autodiff", "Randomness"],
    "MetaLearning": ["Learning", "Autodiff", "Randomness"],
    "PolicyLearning": ["MetaLearning", "Learning", "Autodiff", "Gym", "Randomness"],
    "Mappings": ["MetaLearning", "Autodiff", "Randomness"],
  ]

  static let runs: [String: Set<String>] = [
    "CCrypto": [],
    "CSDL2": [],
    "Files": ["Autodiff", "CCrypto"],
    "Models": ["Files", "PolicyLearning", "MetaLearning", "Learning", "Autodiff", "Randomness"],
    "Experiments": [
      "Models", "Files", "Mappings", "PolicyLearning", "MetaLearning", "Learning", "Autodiff", "Scenes",
      "Gym",
      "Randomness",
    ],
    "Reporting": [
      "Experiments", "Models", "Files", "Drawing", "PolicyLearning", "MetaLearning", "Autodiff", "Scenes",
      "Physics", "Gym", "Randomness",
    ],
    "Viewer": [
      "Reporting", "Experiments", "Models", "Files", "PolicyLearning", "MetaLearning", "Learning", "Autodiff",
      "Drawing", "Scenes", "Physics", "Gym", "Randomness", "CSDL2",
    ],
  ]

  static let tools: [String: Set<String>] = [
    "ToolSupport": [],
    "sim-train": ["Reporting", "Experiments", "Models", "MetaLearning", "Files", "ToolSupport"],
    "sim-rollout": ["Reporting", "Experiments", "Models", "Files", "ToolSupport"],
    "sim-view": ["Viewer", "Reporting", "Experiments", "Models", "Files", "Drawing", "ToolSupport"],
  ]

  /// Beside the house: what tests share.
  static let tests: [String: Set<String>] = [
    "TestSupport": ["MetaLearning", "Gym", "Autodiff", "Randomness"]
  ]

  static let floors = [worlds, learning, runs, tools, tests]
  static let all = floors.reduce(into: [:]) { all, floor in all.merge(floor) { $0.union($1) } }

  /// Packages of others, and who alone may use them.
  static let packages: [String: Set<String>] = [
    "Scenes": ["Yams"], "Experiments": ["Yams", "SwiftProtobuf"], "ToolSupport": ["ArgumentParser"],
    "sim-train": ["ArgumentParser"], "sim-rollout": ["ArgumentParser"], "sim-view": ["ArgumentParser"],
  ]

  /// Modules that come with Swift.
  static let swift: Set<String> = ["Foundation", "Synchronization", "Dispatch"]

  /// What no way of arrows may lead to.
  static let never: [String: Set<String>] = [
    "Randomness": ["Gym", "Autodiff"],
    "Physics": ["Learning", "Autodiff", "Scenes", "Gym"],
    "Gym": ["Physics", "Autodiff"],
    "Scenes": ["Autodiff", "Learning", "CCairo"],
    "Drawing": ["Learning", "Autodiff", "CSDL2"],
    "Autodiff": ["Gym", "Randomness"],
    "Learning": ["Gym", "Scenes", "CCairo", "CCrypto", "CBox2D"],
    "MetaLearning": ["Gym", "Scenes", "CCairo", "CCrypto", "CBox2D"],
    "PolicyLearning": ["Scenes", "CCairo", "CCrypto", "CBox2D"],
    "Mappings": ["Gym", "Scenes", "Experiments", "CCairo", "CCrypto", "CBox2D"],
    "Files": ["Learning", "Gym"],
    "Models": ["Drawing", "SwiftProtobuf", "Scenes", "CCairo"],
    "Experiments": ["CSDL2", "Drawing", "Reporting"],
    "Reporting": ["CSDL2"],
    "sim-train": ["CSDL2", "sim-rollout", "sim-view"],
    "sim-rollout": ["CSDL2", "sim-train", "sim-view"],
    "sim-view": ["sim-train", "sim-rollout"],
    "TestSupport": ["Scenes", "Physics"],
  ]
}
