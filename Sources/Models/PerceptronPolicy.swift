public import Learning
public import PolicyLearning

/// A policy that a multilayer perceptron makes, as files describe it.
public protocol PerceptronPolicy: StochasticPolicy, Hashable, Codable {
  var network: MLPShape { get }
  /// What stands between observations and the network.
  var normalization: ObservationNormalization { get }
}

extension GaussianPolicy: PerceptronPolicy {}
extension CategoricalPolicy: PerceptronPolicy {}
