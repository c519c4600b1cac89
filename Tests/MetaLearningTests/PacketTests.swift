import Autodiff
import Randomness
import Testing

@testable import MetaLearning

/// What ranks tell each other comes out as it went in.
@Suite struct PacketTests {
  private struct All: Codable, Equatable {
    enum Choice: Codable, Equatable {
      case plain
      case with(number: Int, text: String?)
    }

    var flag = true
    var text = "ränks"
    var float: Float = .nan
    var double = -0.0
    var floats: [Float] = [.infinity, .leastNonzeroMagnitude, -0.0]
    var doubles = [0.1]
    var integers: [Int32] = [.min, .max]
    var flags = [true, false]
    var bytes: [UInt8] = []
    var small: Int8? = -3
    var large: UInt64? = .max
    var missing: Int32?
    var missingText: String?
    var inside: [Int?] = [1, nil, 3]
    var nested = [[1, 2], []]
    var texts = ["", "a"]
    var choices = [Choice.plain, .with(number: 1, text: nil), .with(number: 2, text: "b")]
    var outer: Choice? = .with(number: 3, text: "c")
    var measures = [Measures(["a": 1, "b": 2])]
    var error = MetaLearningError.nonFinite(what: "it", iteration: 3, task: nil)

    static func == (a: All, b: All) -> Bool {
      a.flag == b.flag && a.text == b.text && a.float.bitPattern == b.float.bitPattern
        && a.double.bitPattern == b.double.bitPattern
        && a.floats.map(\.bitPattern) == b.floats.map(\.bitPattern) && a.doubles == b.doubles
        && a.integers == b.integers && a.flags == b.flags && a.bytes == b.bytes && a.small == b.small
        && a.large == b.large && a.missing == b.missing && a.missingText == b.missingText
        && a.inside == b.inside && a.nested == b.nested && a.texts == b.texts && a.choices == b.choices
        && a.outer == b.outer && a.measures == b.measures && a.error == b.error
    }
  }

  @Test func everythingComesOutAsItWentIn() throws {
    var all = All()
    #expect(try Packet.value(All.self, Packet.bytes(all)) == all)
    (all.small, all.missing, all.missingText, all.outer) = (nil, 5, "there", nil)
    #expect(try Packet.value([All].self, Packet.bytes([all, All()])) == [all, All()])
    #expect(try Packet.value(Int?.self, Packet.bytes(Int?.none)) == nil)
    #expect(try Packet.value(Int?.self, Packet.bytes(Int?(4))) == 4)
    #expect(try Packet.value([Measures?].self, Packet.bytes([nil, Measures()])) == [nil, Measures()])
  }

  /// What every process writes in another order is refused at once.
  @Test func whatHasNoOrderTraps() async {
    await #expect(processExitsWith: .failure) { _ = try Packet.bytes([["a": 1]]) }
    await #expect(processExitsWith: .failure) { _ = try Packet.bytes(Set([1])) }
  }

  /// Bytes that were cut, or of something else, are an error, never a trap.
  @Test func brokenBytesAreRefused() throws {
    let bytes = try Packet.bytes(All())
    for length in 0..<bytes.count {
      #expect(throws: (any Error).self) { try Packet.value(All.self, Array(bytes[..<length])) }
    }
    #expect(throws: (any Error).self) { try Packet.value(All.self, bytes + [0]) }
    var stream = RandomStream(seed: 2)
    for _ in 0..<3000 {
      var broken = bytes
      for _ in 0..<3 {
        broken[Int(stream.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: stream.next())
      }
      _ = try? Packet.value(All.self, broken)
      _ = try? Packet.value(Parameters.self, broken)
      _ = try? Packet.value([Tensor].self, broken)
    }
    // Of another type, though of the same size.
    #expect(throws: (any Error).self) { try Packet.value(Int.self, Packet.bytes(UInt64(1))) }
    let parameters = try Packet.bytes(Parameters([("a", .zeros([2, 3])), ("b", Tensor(1))]))
    for _ in 0..<3000 {
      var broken = parameters
      broken[Int(stream.next() % UInt64(parameters.count))] = UInt8(truncatingIfNeeded: stream.next())
      _ = try? Packet.value(Parameters.self, broken)
    }
  }
}
