/// Every figure, in the order of the table.
let catalogue: [Benchmark] =
  [
    EnvironmentBenchmarks.againstPlainLoop(scene: "reach", mark: .atLeast(1.5)),
    EnvironmentBenchmarks.againstGymnasium,
  ]
  + [TrainingBenchmarks.share, TrainingBenchmarks.threads]
  + [TrustRegionBenchmarks.sameWork, TrustRegionBenchmarks.subsampled]
  + [DefaultRunBenchmarks.seconds, DefaultRunBenchmarks.megabytes]
  + GradientBenchmarks.all + OperationBenchmarks.all
