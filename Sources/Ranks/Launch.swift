/// What the environment says of how this process was started: launchers of MPI leave variables in it. So a process that
/// was started alone does not touch MPI.
struct Launch: Equatable {
  /// Processes that were started together; nil where the launcher does not say.
  var count: Int?
  /// This one among them; nil where the launcher does not say.
  var rank: Int?

  /// - Returns: nil where no launcher of MPI started the process.
  init?(_ environment: [String: String]) {
    // Those of Open MPI's mpirun, of PMI (MPICH, Slurm) and of PMIx (Slurm); Slurm counts in a variable of its own.
    let launchers = [
      (sign: "OMPI_COMM_WORLD_SIZE", count: "OMPI_COMM_WORLD_SIZE", rank: "OMPI_COMM_WORLD_RANK"),
      (sign: "PMI_RANK", count: "PMI_SIZE", rank: "PMI_RANK"),
      (sign: "PMIX_RANK", count: "SLURM_STEP_NUM_TASKS", rank: "PMIX_RANK"),
    ]
    guard let launcher = launchers.first(where: { environment[$0.sign] != nil }) else { return nil }
    count = environment[launcher.count].flatMap { Int($0) }
    rank = environment[launcher.rank].flatMap { Int($0) }
  }
}
