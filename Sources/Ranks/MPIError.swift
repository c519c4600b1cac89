/// What keeps a process from sharing a run by MPI.
public enum MPIError: Error, Hashable, CustomStringConvertible {
  /// The process was started as one of several, nil for an unknown number, but built without the trait `MPI`.
  /// - Parameter rank: which; nil where the launcher does not say.
  case withoutMPI(count: Int?, rank: Int?)
  /// The launcher started other processes than MPI knows of.
  case otherCount(launched: Int, joined: Int)
  /// A call of MPI failed; what MPI says.
  case failed(String)

  public var description: String {
    switch self {
    case .withoutMPI(let count, _):
      "this build is without MPI but one of \(count.map { "\($0) processes" } ?? "several processes") of mpirun, "
        + "expected one built with --traits MPI"
    case .otherCount(let launched, let joined):
      "the launcher started \(launched) processes, but MPI counts \(joined), expected the mpirun of the MPI that this "
        + "build is linked with"
    case .failed(let text): "MPI: \(text)"
    }
  }
}
