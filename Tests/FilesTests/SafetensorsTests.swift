import Autodiff
import Files
import Randomness
import Testing

@Suite struct SafetensorsTests {
  let file = Safetensors(
    metadata: ["format": "x"],
    tensors: [("b", Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])), ("a", Tensor([-0.5], shape: [1]))])

  private func withHeader(_ text: String, data: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Array($0) } + Array(text.utf8) + data
  }

  @Test func roundTrip() throws {
    let again = try Safetensors(decoding: file.encoded(), path: "p")
    #expect(again.metadata == file.metadata)
    #expect(again.tensors.map(\.name) == ["b", "a"])
    #expect(again.tensors[0].tensor.shape == [2, 3])
    #expect(again.tensors[0].tensor.values == [1, 2, 3, 4, 5, 6])
  }

  @Test func everyTruncationIsRefused() {
    let bytes = file.encoded()
    for count in bytes.indices {
      #expect(throws: FileError.self) { try Safetensors(decoding: Array(bytes[..<count]), path: "p") }
    }
  }

  /// One header that lies for each thing that is checked, and the words that say so.
  static let lies: [(header: String, data: Int, says: String)] = [
    (#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, 8, "dtype F64"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "has 4 bytes, expected 8"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 4, "expected a range"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "expected sizes"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4, "expected sizes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "expected a range"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "do not fill"),
    // An overlap and a gap of the same size.
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      16, "tensor b begins at byte 0, expected 8"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
      12, "tensor b begins at byte 8, expected 4"
    ),
    (#"{"a":{"dtype":"F32"}}"#, 0, "not a tensor's"),
    (#"{"a":{"dtype":"F32","shape":1}}"#, 0, "JSON of a safetensors file"),
    ("not json", 0, "JSON of a safetensors file"),
    (#"{"a":{"x":"y"}}"#, 0, "not a tensor's"),
  ]

  @Test(arguments: lies.indices)
  func liesAreRefused(_ index: Int) {
    let lie = Self.lies[index]
    let bytes = withHeader(lie.header, data: Array(repeating: 0, count: lie.data))
    do {
      _ = try Safetensors(decoding: bytes, path: "some/path")
      Issue.record("accepted \(lie.header)")
    } catch {
      #expect("\(error)".hasPrefix("some/path: ") && "\(error)".contains(lie.says), "\(error)")
    }
  }

  @Test func anOversizedHeaderIsRefusedBeforeItIsRead() {
    var bytes = file.encoded()
    for i in 0..<7 { bytes[i] = 0xFF }
    #expect { try Safetensors(decoding: bytes, path: "p") } throws: { "\($0)".contains("the header claims") }
  }

  @Test func numbersThatAreNotFiniteAreRefused() {
    var bytes = file.encoded()
    bytes.replaceSubrange(
      (bytes.count - 4)..., with: withUnsafeBytes(of: Float.nan.bitPattern.littleEndian) { Array($0) })
    #expect { try Safetensors(decoding: bytes, path: "p") } throws: {
      "\($0)".contains("expected a finite number")
    }
  }

  /// Any damage is an error or a readable file, never a trap.
  @Test func damageNeverTraps() {
    let bytes = file.encoded()
    var stream = RandomStream(seed: 11)
    for _ in 0..<3000 {
      var damaged = bytes
      for _ in 0...Int(stream.next() % 3) {
        damaged[Int(stream.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: stream.next())
      }
      _ = try? Safetensors(decoding: damaged, path: "p")
    }
  }
}
