public import Gym
public import MetaLearning

/// A learner that acts, and learns from episodes: what a rollout needs to know of one.
public protocol EpisodeLearner: Learner where Mapping: ActingMapping, Experience == [Trajectory] {}

extension FixedLearner: EpisodeLearner {}
extension SequenceLearner: EpisodeLearner {}

extension GradientLearner: EpisodeLearner where C.Mapping: ActingMapping, C.Experience == [Trajectory] {}
