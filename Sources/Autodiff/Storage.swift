internal import CKernels

/// The floats of one or more tensors: written once while a tensor is made, read-only ever after.
///
/// Memory comes from the calling thread's free lists in CKernels and goes back there. `@unchecked Sendable`
/// is sound because the only writes happen before the storage is shared, or while it is uniquely referenced.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
  /// Whose memory this is a part of, if it has none of its own.
  let owner: Storage?

  init(count: Int) {
    self.count = count
    pointer = lk_buffer_allocate(count)
    owner = nil
  }

  /// Part of another storage's floats, read-only.
  init(viewing other: Storage, from start: Int, count: Int) {
    self.count = count
    pointer = other.pointer + start
    owner = other.owner ?? other
  }

  deinit { if owner == nil { lk_buffer_release(pointer, count) } }
}

/// The free lists from which tensors take their memory, seen from the calling thread.
public enum TensorMemory {
  /// Bytes waiting in the calling thread's free lists.
  public static var cachedBytes: Int { lk_buffer_cached_bytes() }
  /// How often this thread had to ask the system for a buffer; constant in a loop's steady state.
  public static var systemAllocations: Int { lk_buffer_system_allocations() }
  /// Bytes that the process holds for tensors, in use or waiting in some thread's free list.
  public static var heldBytes: Int { lk_buffer_held_bytes() }

  /// Runs `body` and returns the most memory that tensors of this thread held at one time while it ran, in
  /// bytes, beyond those that were there before.
  public static func peakBytes<Result>(of body: () throws -> Result) rethrows -> (result: Result, bytes: Int)
  {
    _ = lk_buffer_peak_bytes(1)
    let before = lk_buffer_live_bytes()
    let result = try body()
    return (result, lk_buffer_peak_bytes(0) - before)
  }
}
