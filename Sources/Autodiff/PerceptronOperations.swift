// The derivatives of the mean squared error E of a perceptron by its parameters θ `[P]`, as three operations.
//
// The first derivative g is a vector, the second a symmetric matrix H, the third a symmetric form D of three
// vectors; so the derivative of c g or c H t along a direction and its transpose are the same function:
//   E:      forward ⟨g, θ̇⟩                      backward c g
//   c g:    forward ċ g + c H θ̇                 backward ⟨g, s⟩, c H s
//   c H t:  forward ċ H t + c H ṫ + c D(t, θ̇)   backward ⟨H t, s⟩, c H s, c D(s, t)
// E, g and H t at constants are kernels; D is composed of `linear`, and so is all that follows.

/// E from θ.
struct PerceptronError: Operation {
  let pass: PerceptronPass

  func evaluate(_ inputs: [Tensor]) -> Tensor { pass.error }

  func pullback(_ c: Tensor, _ application: Application) -> [Tensor?] {
    [apply(PerceptronGradient(pass: pass), [c, application.inputs[0]])]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    tangents[0].map {
      (apply(PerceptronGradient(pass: pass), [Tensor(1), application.inputs[0]]) * $0).sum()
    }
  }
}

/// c g from c and θ.
struct PerceptronGradient: Operation {
  let pass: PerceptronPass

  var keptBytes: Int { pass.keptBytes }

  func evaluate(_ inputs: [Tensor]) -> Tensor { scaled(pass.gradient, by: inputs[0]) }

  func pullback(_ s: Tensor, _ application: Application) -> [Tensor?] {
    let (c, p) = (application.inputs[0], application.inputs[1])
    return [
      application.needs(0) ? (apply(self, [Tensor(1), p]) * s).sum() : nil,
      application.needs(1) ? apply(PerceptronCurvature(pass: pass), [c, s, p]) : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (c, p) = (application.inputs[0], application.inputs[1])
    return sum(
      tangents[0].map { apply(self, [$0, p]) },
      tangents[1].map { apply(PerceptronCurvature(pass: pass), [c, $0, p]) })
  }
}

/// c H t from c, t and θ.
struct PerceptronCurvature: Operation {
  let pass: PerceptronPass

  func evaluate(_ inputs: [Tensor]) -> Tensor { scaled(pass.curvature(times: inputs[1]), by: inputs[0]) }

  func pullback(_ s: Tensor, _ application: Application) -> [Tensor?] {
    let (c, t, p) = (application.inputs[0], application.inputs[1], application.inputs[2])
    return [
      application.needs(0) ? (apply(self, [Tensor(1), t, p]) * s).sum() : nil,
      application.needs(1) ? apply(self, [c, s, p]) : nil,
      application.needs(2) ? third(s, t, at: p) * c : nil,
    ]
  }

  func pushforward(_ tangents: [Tensor?], _ application: Application) -> Tensor? {
    let (c, t, p) = (application.inputs[0], application.inputs[1], application.inputs[2])
    let linear = sum(
      tangents[0].map { apply(self, [$0, t, p]) }, tangents[1].map { apply(self, [c, $0, p]) })
    return sum(linear, tangents[2].map { third(t, $0, at: p) * c })
  }

  /// D(s, t): the gradient of ⟨s, H t⟩.
  private func third(_ s: Tensor, _ t: Tensor, at point: Tensor) -> Tensor {
    func vector(_ x: Tensor) -> Parameters { Parameters(names: ["θ"], tensors: [x]) }
    return gradient(
      of: { hessianVectorProduct(of: { pass.composed($0[0]) }, at: $0, times: vector(t)).inner(vector(s)) },
      at: vector(point))[0]
  }
}

/// A constant times another of one value, which mostly is 1.
private func scaled(_ x: Tensor, by c: Tensor) -> Tensor { c.scalar == 1 ? x : x * c.scalar }
