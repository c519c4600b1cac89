import Autodiff
import Learning
import TestSupport
import Testing

/// Distillation is a divergence between distributions: both variants against PyTorch in float64 within 1e-4.
@Suite struct DistillationTests {
  private func expect(
    _ golden: GoldenDistillation, loss: (Parameters) -> Tensor,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let want = golden.expected
    let p = Parameters(golden.parameters.map { ($0.name, $0.tensor) })
    let hessian = HessianOperator(of: loss, at: p)
    #expect(relativeError([hessian.value.scalar], [want.loss]) < 1e-4, sourceLocation: sourceLocation)
    #expect(
      relativeError(hessian.gradient.flattened(), Array(want.gradient.joined())) < 1e-4,
      sourceLocation: sourceLocation)
    let product = hessian(p.unflattened(Array(want.vector.joined())))
    #expect(
      relativeError(product.flattened(), Array(want.hessianVector.joined())) < 1e-4,
      sourceLocation: sourceLocation)
  }

  @Test(arguments: try Golden<GoldenDistillation>.files(ofKind: "distillation", variant: "gaussian"))
  func gaussian(_ file: Golden<GoldenDistillation>) throws {
    let golden = file.content
    let mean = try #require(golden.inputs["teacher_mean"]).tensor
    let logStd = try #require(golden.inputs["teacher_log_std"]).tensor
    let teacher = DiagonalGaussian(mean: mean, logStd: logStd)
    expect(golden) { teacher.meanDivergence(to: DiagonalGaussian(mean: $0[0], logStd: $0[1])) }
    let rows = (0..<teacher.rows).map { row in
      func own(_ x: Tensor) -> Tensor { x.slice(row..<row + 1) }
      let (mean, logStd) = (golden.parameters[0].tensor, golden.parameters[1].tensor)
      return DiagonalGaussian(mean: own(teacher.mean), logStd: own(teacher.logStd))
        .meanDivergence(to: DiagonalGaussian(mean: own(mean), logStd: own(logStd))).scalar
    }
    #expect(relativeError(rows, try #require(golden.expected.rowKl)) < 1e-4)
  }

  @Test(arguments: try Golden<GoldenDistillation>.files(ofKind: "distillation", variant: "softmax"))
  func softmax(_ file: Golden<GoldenDistillation>) throws {
    let golden = file.content
    let (temperature, weight) = (try #require(golden.temperature), try #require(golden.softWeight))
    let teacher = try #require(golden.inputs["teacher_logits"]).tensor
    let labels = try #require(golden.inputs["labels"]).values.map { Int($0) }
    let student = golden.parameters[0].tensor
    func loss(_ student: Tensor, _ temperature: Float, _ weight: Float) -> Tensor {
      distillationLoss(
        student, teacher: teacher, labels: labels, temperature: temperature, softWeight: weight)
    }
    expect(golden) { loss($0[0], temperature, weight) }
    let soft = loss(student, temperature, 1).scalar / (temperature * temperature)
    #expect(relativeError([soft], [try #require(golden.expected.softLoss)]) < 1e-4)
    #expect(
      relativeError([loss(student, temperature, 0).scalar], [try #require(golden.expected.hardLoss)]) < 1e-4)
    let divergence = Categorical(logits: teacher * (1 / temperature))
      .meanDivergence(to: Categorical(logits: student * (1 / temperature)))
    #expect(relativeError([divergence.scalar], [try #require(golden.expected.softKl)]) < 1e-4)
  }

  /// A teacher that is differentiated as well gets no gradient; a student that is the teacher has none to give.
  @Test func aTeacherIsAConstant() {
    let p = Parameters([
      ("student", Tensor([1, 2, 0, -1, 0.5, 0.2], shape: [2, 3])),
      ("teacher", Tensor([0, 1, 1, 2, 0.5, 0], shape: [2, 3])),
    ])
    func slope(_ p: Parameters) -> Parameters {
      gradient(
        of: {
          distillationLoss($0[0], teacher: $0[1], labels: [0, 2], temperature: 3, softWeight: 1)
        }, at: p)
    }
    let away = slope(p)
    #expect(away[0].values.allSatisfy { $0 != 0 } && away[1].values.allSatisfy { $0 == 0 })
    let there = slope(Parameters([("student", p[1]), ("teacher", p[1])]))
    #expect(there.norm < 1e-6)
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = distillationLoss(
        .zeros([2, 3]), teacher: .zeros([2, 4]), labels: [0, 0], temperature: 1, softWeight: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = distillationLoss(
        .zeros([2, 3]), teacher: .zeros([2, 3]), labels: [0, 0], temperature: 0, softWeight: 1)
    }
  }
}
