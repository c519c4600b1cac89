public import Autodiff

/// Kind `maml-regression`: mean squared error of an MLP, adapted on `support`, scored on `query`.
public struct GoldenRegression: Decodable, Sendable {
  public struct Pairs: Decodable, Sendable {
    /// `[N]`, one input each
    public let x: [Float]
    /// `[N]`, one output each
    public let y: [Float]
  }
  public struct Expected: Decodable, Sendable {
    public let adaptedParameters: [Double]
    public let outerLoss: Double
    public let metaGradient: [Double]
    public let firstOrderMetaGradient: [Double]
  }
  public let hiddenSizes: [Int]
  public let activation: String
  public let innerLearningRate: Float
  public let innerSteps: Int
  public let parameters: [Float]
  public let support: Pairs
  public let query: Pairs
  public let expected: Expected
}

/// Kind `maml-policy-gradient`: a diagonal Gaussian policy adapted on `support`, one data set per inner step.
public struct GoldenPolicyGradient: Decodable, Sendable {
  public struct Batch: Decodable, Sendable {
    /// `[N, observation]`
    public let observations: [[Float]]
    /// `[N, action]`
    public let actions: [[Float]]
    /// `[N]`
    public let advantages: [Float]
  }
  public struct Expected: Decodable, Sendable {
    public let innerLoss: Double
    public let innerGradient: [Double]
    public let adaptedParameters: [Double]
    public let outerLoss: Double
    public let metaGradient: [Double]
    public let firstOrderMetaGradient: [Double]
    public let stepSizeGradient: [Double]
    public let vector: [Float]
    public let innerHessianVector: [Double]
    public let klHessianVector: [Double]
  }
  public let observationSize: Int
  public let actionSize: Int
  public let hiddenSizes: [Int]
  public let activation: String
  /// `score` or `ratio`.
  public let innerSurrogate: String
  public let innerLearningRate: Float
  public let parameters: [Float]
  public let support: [Batch]
  public let query: Batch
  public let expected: Expected
}

/// Kind `gae`: arrays `[time][environment]`.
public struct GoldenAdvantages: Decodable, Sendable {
  public struct Expected: Decodable, Sendable {
    public let advantages: [[Double]]
    public let returns: [[Double]]
  }
  public let discount: Float
  public let lambda: Float
  public let rewards: [[Float]]
  public let values: [[Float]]
  public let finalValues: [[Float]]
  public let terminated: [[Bool]]
  public let truncated: [[Bool]]
  public let expected: Expected
}

/// Kind `layer`: a layer or small network on given inputs; `description` says what is computed.
public struct GoldenLayer: Decodable, Sendable {
  public struct Entry: Decodable, Sendable {
    public let name: String
    public let shape: [Int]
    public let values: [Float]
  }
  public struct Input: Decodable, Sendable {
    public let shape: [Int]
    public let values: [Float]
  }
  public struct Expected: Decodable, Sendable {
    public let output: [Double]
    public let loss: Double
    /// One list for each parameter, as are the two below.
    public let gradient: [[Double]]
    public let vector: [[Float]]
    public let hessianVector: [[Double]]
  }
  /// `lenet`, `gru`, `lstm`, `attention` or `layer-norm`.
  public let layer: String
  public let parameters: [Entry]
  public let inputs: [String: Input]
  public let expected: Expected
}

/// Kind `masked-gae`: arrays `[time][column]`; a column's valid steps come first, what follows is padding.
public struct GoldenMaskedAdvantages: Decodable, Sendable {
  public struct Estimates: Decodable, Sendable {
    public let advantages: [[Double]]
    public let returns: [[Double]]
    /// Shifted and scaled over all valid steps; 0 at padding.
    public let normalised: [[Double]]
  }
  public struct Expected: Decodable, Sendable {
    /// Every end cuts the sum.
    public let episode: Estimates
    /// The sum flows across ends inside a column.
    public let trial: Estimates
  }
  public let discount: Float
  public let lambda: Float
  public let rewards: [[Float]]
  public let values: [[Float]]
  public let finalValues: [[Float]]
  public let terminated: [[Bool]]
  public let truncated: [[Bool]]
  public let mask: [[Bool]]
  public let expected: Expected
}

/// Kind `episode-loss`: one episode's loss through a whole learner, named by `variant`; `description` says what is
/// computed.
public struct GoldenEpisodeLoss: Decodable, Sendable {
  public struct Expected: Decodable, Sendable {
    public let output: [Double]
    public let adaptedParameters: [[Double]]?
    public let loss: Double
    /// One list for each of `parameters`, as are the two below.
    public let gradient: [[Double]]
    public let vector: [[Float]]
    public let hessianVector: [[Double]]
  }
  public let variant: String
  /// The network's, then the learner's own, such as the step sizes `step.` of `meta-sgd`.
  public let parameters: [GoldenLayer.Entry]
  /// `support_x`, `support_y`, `query_x`, `query_y` by these names.
  public let inputs: [String: GoldenLayer.Input]
  public let expected: Expected
}

/// Kind `distillation`: a student's loss to a constant teacher, by `variant` `softmax` or `gaussian`.
public struct GoldenDistillation: Decodable, Sendable {
  public struct Expected: Decodable, Sendable {
    /// Of `gaussian`, `[row]`.
    public let rowKl: [Double]?
    /// Of `softmax`, as are the two below: cross-entropy with the teacher, the same less the teacher's entropy, and
    /// cross-entropy with the labels.
    public let softLoss: Double?
    public let softKl: Double?
    public let hardLoss: Double?
    public let loss: Double
    /// One list for each of `parameters`, as are the two below.
    public let gradient: [[Double]]
    public let vector: [[Float]]
    public let hessianVector: [[Double]]
  }
  /// Of `softmax`, as is the weight.
  public let temperature: Float?
  public let softWeight: Float?
  /// The student's logits, or its means and logarithms of deviations.
  public let parameters: [GoldenLayer.Entry]
  public let inputs: [String: GoldenLayer.Input]
  public let expected: Expected
}

/// Kind `recurrent-policy-gradient`: a GRU's Gaussian policy on masked sequences; inputs `[time, batch(, component)]`.
public struct GoldenRecurrentPolicy: Decodable, Sendable {
  public struct Expected: Decodable, Sendable {
    /// `[time, batch]`, 0 where masked out, as are the values.
    public let logProbabilities: [Double]
    public let values: [Double]
    public let surrogateLoss: Double
    public let valueLoss: Double
    public let entropy: Double
    public let clipFraction: Double
    public let loss: Double
    /// One list for each of `parameters`, as are the two below.
    public let gradient: [[Double]]
    public let vector: [[Float]]
    public let hessianVector: [[Double]]
  }
  public let clip: Float
  public let valueCoefficient: Float
  public let entropyCoefficient: Float
  /// The recurrence's four, the mean's weight and bias, the value's, and `log_std`.
  public let parameters: [GoldenLayer.Entry]
  public let inputs: [String: GoldenLayer.Input]
  public let expected: Expected
}

extension GoldenLayer.Entry {
  public var tensor: Tensor { Tensor(values, shape: shape) }
}

extension GoldenLayer.Input {
  public var tensor: Tensor { Tensor(values, shape: shape) }
}
