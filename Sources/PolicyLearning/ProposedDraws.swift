import Gym
import MetaLearning
import Randomness

extension EnvFamily {
  /// A task of the given split, chosen by `proposer` where it is for training; none of another split is ever proposed.
  /// - Returns: also how it was chosen; nil where nobody proposes.
  func drawTask(
    from split: Split, using stream: RandomStream, by proposer: Proposer?
  ) -> (draw: Draw, proposal: Proposal?) {
    guard let proposer, split == .train else { return (drawTask(from: split, using: stream), nil) }
    let chosen = proposer.choose(from: stream) { place(of: drawTask(from: .train, using: $0)) }
    let draw = drawTask(from: .train, using: chosen.stream)
    return (draw, Proposal(place(of: draw), isProposed: chosen.isProposed))
  }

  private func place(of draw: Draw) -> TaskPlace {
    TaskPlace(kind: kind(of: draw), coordinates: coordinates(of: draw))
  }
}
