import Files
import Foundation
import MetaLearning
import SwiftProtobuf
import Testing

@testable import Experiments

@Suite struct EventFileTests {
  /// RFC 3720, B.4, and the check value of the catalogues.
  @Test func checksums() {
    #expect(crc32c([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(crc32c([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(crc32c(Array(0..<32)) == 0x46DD_794E)
    #expect(crc32c(Array("123456789".utf8)) == 0xE306_9283)
    #expect(crc32c([]) == 0)
  }

  /// The first record that TensorFlow writes, byte for byte, but for its time of day.
  @Test func theFirstRecordOfAFile() throws {
    var event = TensorBoardEvent()
    event.wallTime = 1
    event.fileVersion = "brain.Event:2"
    let record: [UInt8] = [9, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x1A, 13] + Array("brain.Event:2".utf8)
    #expect(try event.serializedBytes() == record)
    let file = framed(record)
    #expect(Array(file.prefix(12)) == [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22])
    #expect(unframed(file + file).map(\.end) == [40, 80])
  }

  @Test func whatIsTornOrDamagedEndsTheRecords() {
    let file = framed([1, 2, 3]) + framed([]) + framed([4])
    #expect(unframed(file).map(\.record) == [[1, 2, 3], [], [4]])
    for count in file.indices {
      #expect(unframed(Array(file[..<count])).count == (count < 19 ? 0 : count < 35 ? 1 : 2))
    }
    for byte in file.indices {
      var damaged = file
      damaged[byte] ^= 0x10
      #expect(unframed(damaged).count == (byte < 19 ? 0 : byte < 35 ? 1 : 2))
    }
  }

  private func events(_ folder: String) throws -> [TensorBoardEvent] {
    try EventFile.names(in: folder).flatMap { name in
      try unframed(AtomicFile.read(folder + "/" + name, limit: 1 << 24)).map {
        try TensorBoardEvent(serializedBytes: $0.record)
      }
    }
  }

  @Test func curvesAreThoseOfTheMetrics() throws {
    try withTemporaryFolder { folder in
      _ = try train(smallRun(update: .smallRegion), in: folder)
      let events = try events(folder)
      #expect(events.map(\.step) == [0, 1, 2, 3, 4] && events[0].fileVersion == "brain.Event:2")
      let returns = try RunFolder(folder).history(upTo: 4)
      #expect(returns.count == 4)
      for (event, expected) in zip(events.dropFirst(), returns) {
        let values = Dictionary(
          uniqueKeysWithValues: event.summary.value.map { ($0.tag, $0.simpleValue) })
        #expect(values["return/after_3_inner_steps"] == Float(expected))
        #expect(
          Set(values.keys.map { $0.prefix { $0 != "/" } }) == [
            "return", "success", "update", "trust_region", "step_size", "speed",
          ])
        #expect(values["speed/steps_per_second"] ?? 0 > 0)
      }
    }
  }

  @Test func aResumedRunHasEachStepOnce() throws {
    try withTemporaryFolder { folder in
      _ = try stop(smallRun(), in: folder, after: 3)
      unlink(folder + "/checkpoint/3.safetensors")
      let name = try #require(EventFile.names(in: folder).first)
      let whole = try AtomicFile.read(folder + "/" + name, limit: 1 << 20)
      try AtomicFile.write(whole + framed([8, 1]).dropLast(), to: folder + "/" + name)
      _ = try Training(smallRun()).resume(in: RunFolder(folder))
      #expect(EventFile.names(in: folder).count == 2)
      #expect(
        try events(folder).filter { $0.what != .fileVersion("brain.Event:2") }.map(\.step) == [1, 2, 3, 4])
      // A file without events of its own goes with the next one.
      _ = try Training(smallRun()).resume(in: RunFolder(folder))
      _ = try Training(smallRun()).resume(in: RunFolder(folder))
      #expect(EventFile.names(in: folder).count == 3)
    }
  }
}
