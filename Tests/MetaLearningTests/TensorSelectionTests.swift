import Foundation
import MetaLearning
import Testing

@Suite struct TensorSelectionTests {
  static let names = [
    "layers.0.weight", "layers.0.bias", "layers.10.weight", "head.weight", "head.bias", "log_std",
  ]

  @Test(
    arguments: [
      (["*"], [0, 1, 2, 3, 4, 5]), ([], []), ([""], []), (["head.*"], [3, 4]), (["ead.*", "head"], []),
      (["*.bias"], [1, 4]), (["*.bia"], []), (["log_std"], [5]), (["layers.*.weight"], [0, 2]),
      (["layers.0*"], [0, 1]), (["*0*"], [0, 1, 2]), (["*0.weight"], [0, 2]), (["**"], [0, 1, 2, 3, 4, 5]),
      (["head.weight", "*std"], [3, 5]), (["h*d.b*s"], [4]), (["."], []), (["log?std"], []),
      (["log_std*"], [5]),
    ] as [([String], [Int])])
  func patternsMatchWholeNames(patterns: [String], selected: [Int]) {
    let selection = TensorSelection(patterns)
    #expect(Self.names.indices.filter { selection.contains(Self.names[$0]) } == selected)
  }

  @Test func tellsPatternsThatMatchNothing() {
    #expect(
      TensorSelection(["head.*", "body.*", "haed.*"]).unmatched(among: Self.names) == ["body.*", "haed.*"])
    #expect(TensorSelection.all.unmatched(among: Self.names) == [])
  }

  @Test func isAListInAFile() throws {
    let data = try JSONEncoder().encode(TensorSelection(["a", "b.*"]))
    #expect(String(data: data, encoding: .utf8) == #"["a","b.*"]"#)
    #expect(try JSONDecoder().decode(TensorSelection.self, from: data) == TensorSelection(["a", "b.*"]))
  }
}
