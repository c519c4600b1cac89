import MetaLearning
import Testing

@testable import Ranks

/// What a process does that was started alone, or by a launcher whose MPI it does not know.
@Suite struct LaunchTests {
  @Test(
    arguments: [
      ([:], false, nil), (["SLURM_NTASKS": "8"], false, nil), (["PMI_SIZE": "3"], false, nil),
      (["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "2"], true, 4),
      (["PMI_RANK": "0", "PMI_SIZE": "3"], true, 3),
      (["PMIX_RANK": "1", "SLURM_STEP_NUM_TASKS": "5"], true, 5), (["PMIX_RANK": "0"], true, nil),
      (["OMPI_COMM_WORLD_SIZE": "many"], true, nil),
    ] as [([String: String], Bool, Int?)])
  func theEnvironmentTellsOfALauncher(_ environment: [String: String], isLaunched: Bool, count: Int?) {
    let launch = Launch(environment)
    #expect((launch != nil) == isLaunched && launch?.count == count)
    let rank = environment["OMPI_COMM_WORLD_RANK"] ?? environment["PMI_RANK"] ?? environment["PMIX_RANK"]
    #expect(launch?.rank == rank.flatMap { Int($0) })
  }

  @Test(arguments: [[:], ["OMPI_COMM_WORLD_SIZE": "1"]]) func oneProcessIsAlone(
    _ environment: [String: String]
  )
    throws
  {
    let membership = try MPI.join(environment: environment) { false }
    #expect(membership.communicator is Alone && membership.localCount == 1)
    MPI.leave()
    MPI.leave()
  }

  /// Machines without MPI have to run everything.
  @Test func onlyRanksNeedMPI() throws {
    func needsMPI(_ tool: String) throws -> Bool {
      let run = try ProbeRun(["ldd", ProbeRun.path(of: tool)])
      #expect(run.lines.contains { $0.contains("libopenblas") }, "\(run)")
      return run.lines.contains { $0.contains("libmpi") }
    }
    #if MPI
      #expect(try needsMPI("ranks-probe"))
    #else
      #expect(try !needsMPI("ranks-probe"))
    #endif
    #expect(try !needsMPI("sim-rollout"))
  }

  #if !MPI
    @Test(arguments: [["OMPI_COMM_WORLD_SIZE": "4"], ["PMIX_RANK": "0"]])
    func aBuildWithoutMPIIsNotOneOfMany(_ environment: [String: String]) throws {
      let error = #expect(throws: MPIError.self) { try MPI.join(environment: environment) { false } }
      let rank = environment["PMIX_RANK"].flatMap { Int($0) }
      #expect(
        error == .withoutMPI(count: environment["OMPI_COMM_WORLD_SIZE"].flatMap { Int($0) }, rank: rank))
      let run = try ProbeRun(ranks: nil, "exchange", environment: environment)
      #expect(run.status == 65 && run.lines.count == 1 && run.lines[0].contains("--traits MPI"), "\(run)")
    }
  #endif
}
