public import Gym
public import Learning

extension ObservationNormalization {
  /// Mean 0 and standard deviation 1 over the observations of `trajectories`.
  /// - Parameter pictures: where they stand in an observation.
  public init(of trajectories: [Trajectory], count: Int, pictures: [Range<Int>] = []) {
    self.init(ofRows: trajectories.map(\.observations), count: count, pictures: pictures)
  }
}
