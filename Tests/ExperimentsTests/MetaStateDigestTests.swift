import Autodiff
import Learning
import MetaLearning
import Testing

@testable import Experiments

/// Ranks compare their states by a digest: two states have the same one where nothing differs that the next iteration
/// depends on.
@Suite struct MetaStateDigestTests {
  private let state: MetaState = {
    let parameters = Parameters([("w", Tensor([1, 2], shape: [2])), ("b", Tensor(3))])
    var state = MetaState(parameters: parameters, iteration: 4)
    state.moments[.model] = OptimizerState(moments: [.init(name: "mean", values: parameters)], count: 5)
    state.memory = Parameters([("3.rewards", Tensor([0.5, 0.25], shape: [1, 2]))])
    return state
  }()

  private func digest(_ change: (inout MetaState) -> Void) -> String {
    var state = state
    change(&state)
    return state.digest
  }

  @Test func whateverDiffersIsSeen() {
    let same = digest { _ in }
    let others = [
      digest { $0.iteration = 5 }, digest { $0.parameters = $0.parameters.map { $0 + 1e-6 } },
      digest { $0.parameters = Parameters([("w", $0.parameters[0]), ("c", $0.parameters[1])]) },
      digest { $0.moments = [:] }, digest { $0.moments[.model]?.count = 6 },
      digest { $0.moments[.rates] = $0.moments[.model] },
      digest { $0.moments[.model]?.moments[0].values = $0.parameters * 2 },
      digest { $0.memory = Parameters([]) }, digest { $0.memory = $0.memory.map { $0 + 1 } },
    ]
    #expect(same == state.digest && Set(others + [same]).count == others.count + 1)
  }
}
