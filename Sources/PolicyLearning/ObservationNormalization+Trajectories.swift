public import Gym
public import Learning

extension ObservationNormalization {
  /// Mean 0 and standard deviation 1 over the observations of `trajectories`.
  public init(of trajectories: [Trajectory], count: Int) {
    self.init(ofRows: trajectories.map(\.observations), count: count)
  }
}
