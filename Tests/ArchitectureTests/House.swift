/// The house: every target of `Sources` and what it may import of the others, floor by floor. An arrow that is not
/// here is not drawn.
enum House {
  static let worlds: [String: Set<String>] = [
    "Randomness": [],
    "CBox2D": [],
    "Physics": ["CBox2D"],
    "Gym": ["Randomness"],
    "Tabular": ["Gym", "Randomness"],
    "CRaster": [],
    "Scenes": ["Gym", "Physics", "CRaster", "Randomness"],
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
      "Models", "Files", "Mappings", "Tabular", "PolicyLearning", "MetaLearning", "Learning", "Autodiff",
      "Scenes", "Gym", "Randomness",
    ],
    "Reporting": [
      "Experiments", "Models", "Files", "Drawing", "PolicyLearning", "MetaLearning", "Autodiff", "Scenes",
      "Physics", "Gym", "Randomness",
    ],
    "Viewer": [
      "Reporting", "Experiments", "Models", "Files", "PolicyLearning", "MetaLearning", "Learning", "Autodiff",
      "Drawing", "Scenes", "Physics", "Gym", "Randomness", "CSDL2",
    ],
    "CMPI": [],
    "Ranks": ["MetaLearning", "CMPI"],
  ]

  static let tools: [String: Set<String>] = [
    "ToolSupport": [],
    "sim-train": ["Reporting", "Experiments", "Models", "Ranks", "MetaLearning", "Files", "ToolSupport"],
    "sim-rollout": ["Reporting", "Experiments", "Models", "Files", "ToolSupport"],
    "sim-view": ["Viewer", "Reporting", "Experiments", "Models", "Files", "Drawing", "ToolSupport"],
  ]

  /// Beside the house: what tests share.
  static let tests: [String: Set<String>] = [
    "TestSupport": ["MetaLearning", "Gym", "Autodiff", "Randomness"],
    "ranks-probe": ["Ranks", "MetaLearning", "CMPI"],
  ]

  /// What each target is for.
  static let rooms = [
    "Randomness": "splittable streams, normal and uniform numbers, the hash that splits train from test",
    "CBox2D": "libbox2d 2.4.1 behind one C header",
    "Physics": "a world that cannot be misused",
    "Gym": "what an environment, a space, a policy, a trajectory and a vector environment are",
    "Tabular": "decision problems small enough that the best possible adaptation is known exactly",
    "CRaster": "pictures of discs, capsules and convex polygons as bytes",
    "Scenes": "environments from `Environments/*.yaml`; tasks, experts, cameras, recordings of motion",
    "CCairo": "the system's cairo",
    "CGIF": "the system's giflib",
    "Drawing": "pictures of scenes and of curves, into pixels or SVG; it simulates nothing",
    "COpenBLAS": "the system's BLAS",
    "CKernels": "inner loops over numbers, vectorised for the processor that runs them",
    "Autodiff": "arrays of numbers and their derivatives of any order",
    "Learning": "networks, distributions, optimizers, schedules, linear solvers",
    "MetaLearning": "learners as folds over experience, objectives, outer updates, the one loop",
    "PolicyLearning": "learning by acting: actors, advantages, baselines, surrogates",
    "Mappings": "families of functions that need no scene",
    "CCrypto": "the system's SHA-256",
    "CSDL2": "the system's SDL2, for the trait `Viewer`",
    "Files": "files written whole or not at all, locks, digests, safetensors",
    "Models": "descriptions of learners, the one factory, policy files",
    "Experiments":
      "a run: catalogue, settings, folder, checkpoints, tracking, evaluation, statistics, sweeps",
    "Reporting": "what a run shows people: report page, films, tables, progress",
    "Viewer": "a window on live scenes",
    "CMPI": "the system's MPI, for the trait `MPI`: messages between all processes of a run",
    "Ranks": "the processes that share a run: MPI's communicator, for the trait `MPI`",
    "ToolSupport": "what the tools share: exit codes, interruption, completions",
    "sim-train": "meta-trains, resumes, compares; by itself, or as one of the ranks that share a run",
    "sim-rollout": "rolls a policy out, scores, records, lists and describes environments",
    "sim-view": "opens the window, or records without one",
    "TestSupport": "what tests share: contract checkers, toy environments, golden files",
    "ranks-probe": "a rank that tests start under mpirun; what an exchange costs",
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
    "Tabular": ["Physics", "Autodiff"],
    "Scenes": ["Autodiff", "Learning", "CCairo"],
    "Drawing": ["Learning", "Autodiff", "CSDL2"],
    "Autodiff": ["Gym", "Randomness"],
    "Learning": ["Gym", "Scenes", "CCairo", "CCrypto", "CBox2D"],
    "MetaLearning": ["Gym", "Scenes", "CCairo", "CCrypto", "CBox2D", "CMPI"],
    "PolicyLearning": ["Scenes", "CCairo", "CCrypto", "CBox2D"],
    "Mappings": ["Gym", "Scenes", "Experiments", "CCairo", "CCrypto", "CBox2D"],
    "Files": ["Learning", "Gym"],
    "Models": ["Drawing", "SwiftProtobuf", "Scenes", "CCairo"],
    "Experiments": ["CSDL2", "CMPI", "Drawing", "Reporting"],
    "Reporting": ["CSDL2"],
    "Ranks": ["Gym", "Files", "CCairo", "CBox2D"],
    "sim-train": ["CSDL2", "sim-rollout", "sim-view"],
    "sim-rollout": ["CSDL2", "sim-train", "sim-view"],
    "sim-view": ["sim-train", "sim-rollout"],
    "TestSupport": ["Scenes", "Physics"],
  ]
}
