#if MPI
  import CMPI
  import Foundation
  import MetaLearning
  import Ranks

  /// The messages themselves, below the communicator: what other processes might send.
  struct RawRanks {
    private let ranks: OpaquePointer

    /// Whether this is the last rank, before MPI is asked.
    static var isLast: Bool {
      let environment = ProcessInfo.processInfo.environment
      func number(_ name: String) -> Int? { environment["OMPI_COMM_WORLD_\(name)"].flatMap { Int($0) } }
      return number("RANK").map { $0 + 1 } == number("SIZE")
    }

    init(part: Int32) throws {
      var ranks: OpaquePointer?
      guard cm_join(part, &ranks) == 0, let ranks else { throw ProbeError.wrong(round: 0) }
      self.ranks = ranks
    }

    private func exchange(_ number: UInt64, _ kind: Int, _ message: [UInt8]) throws {
      guard cm_begin(ranks, number, UInt32(kind), message, Int64(message.count)) == 0 else {
        throw ProbeError.wrong(round: Int(number))
      }
      for _ in 0..<100 {
        var isOver: Int32 = 0
        guard cm_wait(ranks, 0.02, &isOver) == 0 else { throw ProbeError.wrong(round: Int(number)) }
        if isOver != 0 { return }
      }
    }

    /// Sizes around the borders of parts, header included.
    func sendInParts() throws {
      let (rank, count) = (Int(cm_rank(ranks)), Int(cm_count(ranks)))
      func message(_ rank: Int, _ size: Int) -> [UInt8] {
        (0..<size + rank).map { UInt8(truncatingIfNeeded: $0 + rank) }
      }
      for size in 0..<300 {
        try exchange(UInt64(size), CM_MESSAGE, message(rank, size))
        for peer in 0..<count where peer != rank {
          var length: Int64 = 0
          let start = cm_message(ranks, Int32(peer), &length)
          guard cm_arrival(ranks, Int32(peer)) == CM_WHOLE,
            Array(UnsafeBufferPointer(start: start, count: Int(length))) == message(peer, size)
          else { throw ProbeError.wrong(round: size) }
        }
      }
      _ = cm_leave()
      say("rank \(rank): whole")
    }

    /// Sends what no exchange expects: another number or kind, parts of another size, less than a header.
    static func garble(_ fault: String) throws {
      let part: Int32 = fault == "parts" ? 64 : fault == "short" ? Int32(CM_HEADER) - 1 : 1 << 20
      try RawRanks(part: part).exchange(
        fault == "number" ? 1 : 0, fault == "kind" ? 3 : CM_MESSAGE, [UInt8](repeating: 0, count: 100))
    }
  }
#endif
