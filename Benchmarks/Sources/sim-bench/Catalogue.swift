/// Every figure, in the order of the table.
let catalogue: [Benchmark] =
  [
    EnvironmentBenchmarks.reach, EnvironmentBenchmarks.equal, EnvironmentBenchmarks.contact,
    EnvironmentBenchmarks.againstGymnasium, LaneBenchmarks.lanes,
    SteppingBenchmarks.threads, SteppingBenchmarks.allocations, CameraBenchmarks.frames,
  ]
  + [TrainingBenchmarks.share, TrainingBenchmarks.threads]
  + [TrustRegionBenchmarks.sameWork, TrustRegionBenchmarks.subsampled, TrustRegionBenchmarks.jax]
  + SinusoidBenchmarks.all + TrialBenchmarks.all
  + [DefaultRunBenchmarks.seconds, DefaultRunBenchmarks.megabytes]
  + GradientBenchmarks.all + RegressionBenchmarks.all + OperationBenchmarks.all
