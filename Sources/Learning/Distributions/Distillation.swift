public import Autodiff

/// What a student's logits lose to a teacher's and to labels (Hinton, Vinyals and Dean 2015, §2):
///
/// w T² mean(−Σ_k p_k log q_k) + (1 − w) mean(−log softmax(student)_label), p and q the softmax of the teacher's and of
/// the student's logits divided by T. T² keeps the first part's gradient at one size for all temperatures.
/// - Parameters:
///   - student: `[rows, classes]`
///   - teacher: of the same shape, constants.
///   - labels: one of each row.
///   - temperature: T, positive.
///   - softWeight: w, in [0, 1].
/// - Returns: a scalar, in nats.
public func distillationLoss(
  _ student: Tensor, teacher: Tensor, labels: [Int], temperature: Float, softWeight: Float
) -> Tensor {
  precondition(
    student.shape == teacher.shape && temperature > 0,
    "distillation of logits \(teacher.shape) into \(student.shape) at temperature \(temperature)")
  let (p, q) = (
    Categorical(logits: teacher.detached() * (1 / temperature)),
    Categorical(logits: student * (1 / temperature))
  )
  let soft = p.meanDivergence(to: q) + p.entropy.mean()
  return soft * (softWeight * temperature * temperature) + crossEntropy(student, labels: labels)
    * (1 - softWeight)
}
