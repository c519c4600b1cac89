import Foundation
import Testing

@testable import Autodiff

/// Tensors and parameters come out of any coder as they went in.
@Suite struct CodingTests {
  private let parameters = Parameters([
    ("w", Tensor([1, -0.0, 3, 0.1, 5, 6], shape: [2, 3])), ("empty", .zeros([0, 4])), ("s", Tensor(7)),
  ])

  private func coded<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  /// Sums over packed parameters are taken in another order, so that they stay packed.
  @Test func parametersKeepNamesShapesAndPacking() throws {
    for own in [parameters, parameters.packed()] {
      let other = try coded(own)
      #expect(other.names == own.names && other.tensors.map(\.shape) == own.tensors.map(\.shape))
      #expect(other.flattened().map(\.bitPattern) == own.flattened().map(\.bitPattern))
      #expect((other.flat != nil) == (own.flat != nil))
    }
    #expect(try coded(Parameters([])).count == 0)
  }

  @Test func tensorsKeepTheirShape() throws {
    for own in parameters.tensors {
      let other = try coded(own)
      #expect(other.shape == own.shape && other.values.map(\.bitPattern) == own.values.map(\.bitPattern))
    }
  }

  @Test(arguments: [
    #"{"shape": [2, 3], "values": [1]}"#, #"{"shape": [-1, -1], "values": [1]}"#,
    #"{"shape": [0, 9223372036854775807, 9223372036854775807], "values": [1]}"#,
    #"{"shape": [9223372036854775807, 3], "values": []}"#, #"{"shape": [], "values": []}"#,
  ])
  func whatIsNoTensorIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Tensor.self, from: Data(text.utf8)) }
  }

  @Test(arguments: [
    #"{"names": ["a"], "shapes": [[2]], "values": [1], "packed": false}"#,
    #"{"names": ["a"], "shapes": [[1]], "values": [1, 2], "packed": true}"#,
    #"{"names": ["a", "a"], "shapes": [[1], [1]], "values": [1, 2], "packed": false}"#,
    #"{"names": ["a"], "shapes": [[1], [1]], "values": [1, 2], "packed": false}"#,
    #"{"names": ["a", "b"], "shapes": [[-1], [3]], "values": [1, 2], "packed": false}"#,
  ])
  func whatAreNoParametersIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Parameters.self, from: Data(text.utf8)) }
  }
}
