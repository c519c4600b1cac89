/// Every figure, in the order of the table.
let catalogue: [Benchmark] = [
  EnvironmentBenchmarks.againstPlainLoop(scene: "reach", mark: .atLeast(1.5)),
  TrainingBenchmarks.share,
  TrainingBenchmarks.threads,
]
