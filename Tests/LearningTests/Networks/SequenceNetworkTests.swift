import Autodiff
import Foundation
import Learning
import Testing

/// A network over sequences of either kind is told from the other in a file.
@Suite struct SequenceNetworkTests {
  private func text(_ network: SequenceNetwork) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(network), as: UTF8.self)
  }

  /// Recurrences stand as they did before there was another kind.
  @Test(arguments: [
    (
      SequenceNetwork.recurrent(
        SequenceShape(kind: .gru, inputs: 3, encoder: [5], hidden: 7, head: [4], outputs: 2)),
      #"{"encoder":[5],"head":[4],"hidden":7,"inputs":3,"kind":"gru","outputs":2}"#
    ),
    (
      .attention(
        AttentionShape(
          inputs: 3, encoder: [], width: 6, heads: 2, blocks: 1, inner: 5, window: 9, head: [4], outputs: 2)),
      #"{"blocks":1,"encoder":[],"head":[4],"heads":2,"inner":5,"inputs":3,"kind":"attention","outputs":2,"#
        + #""width":6,"window":9}"#
    ),
  ])
  func kindsAreToldInFiles(_ network: SequenceNetwork, says: String) throws {
    #expect(try text(network) == says)
    #expect(try JSONDecoder().decode(SequenceNetwork.self, from: Data(says.utf8)) == network)
  }

  @Test func anUnknownKindIsRefused() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SequenceNetwork.self, from: Data(#"{"kind":"transformer","inputs":3}"#.utf8))
    }
  }
}
