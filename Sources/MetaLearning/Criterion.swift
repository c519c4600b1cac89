public import Autodiff
public import Randomness

/// A model and the loss that it is judged by: what a learner that takes gradient steps descends.
///
/// Outer updates compare a model with what it was when data was gathered; they do so through a `Reference`, and know
/// neither policies nor Gaussians.
public protocol Criterion: Sendable {
  /// As a task gathers it.
  associatedtype Experience: Sendable
  /// Experience made ready for the loss, once: tensors, advantages.
  associatedtype Batch: Sendable
  /// A model with its parameters, ready to act or to predict.
  associatedtype Mapping: Sendable
  /// What the model said on a batch when it was gathered.
  associatedtype Reference: Sendable

  /// Names of the model's tensors, in order.
  var tensorNames: [String] { get }
  func initialParameters(using stream: RandomStream) -> Parameters
  /// The same parameters, laid out in memory as the losses like them best.
  func arranged(_ model: Parameters) -> Parameters
  func mapping(_ model: Parameters) -> Mapping
  func batch(_ experience: Experience) -> Batch
  /// The same for training, where a criterion may disturb what it learns from: noise on inputs, dropped units.
  /// - Parameter stream: the only source of the disturbance.
  func trainingBatch(_ experience: Experience, for purpose: Purpose, using stream: RandomStream) -> Batch

  /// What an inner step descends: a scalar.
  func supportLoss(_ model: Parameters, on batch: Batch) -> Tensor
  /// The same as a function of a model that has moved away from the one that gathered; its first two derivatives
  /// where nothing has moved are those of `supportLoss(_:on:)`.
  func supportLoss(_ model: Parameters, on batch: Batch, since reference: Reference) -> Tensor

  /// What the outer update descends, at adapted parameters: a scalar.
  func queryLoss(_ model: Parameters, on batch: Batch) -> Tensor
  /// The same as a function of a model that has moved away.
  /// - Parameter clip: how far an importance ratio may leave 1 before it stops counting; nil for any distance.
  func queryLoss(
    _ model: Parameters, on batch: Batch, since reference: Reference, clip: Float?
  ) -> Tensor

  func reference(_ model: Parameters, on batch: Batch) -> Reference
  /// The query loss where nothing has moved.
  func queryValue(_ model: Parameters, _ reference: Reference, on batch: Batch) -> Float
  /// Mean divergence from what the model said to what it says now, in nats: a scalar.
  func divergence(since reference: Reference, to model: Parameters, on batch: Batch) -> Tensor
  /// The second derivative of that divergence at the model that gathered.
  func fisher(_ model: Parameters, on batch: Batch, _ reference: Reference) -> GaussNewtonOperator

  func measures(of experience: Experience, by mapping: Mapping) -> Measures
  func amount(of experience: Experience) -> Int
}

extension Criterion {
  public func trainingBatch(
    _ experience: Experience, for purpose: Purpose, using stream: RandomStream
  ) -> Batch { batch(experience) }

  public func arranged(_ model: Parameters) -> Parameters { model }
}
