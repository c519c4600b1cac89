import Foundation
import Synchronization

/// Ctrl-C and the wish to end, noted instead of obeyed at once: SIGINT and SIGTERM.
///
/// The first signal of a kind is only noted, so that the tool can end in good order; a second one ends it at once.
public enum Interruption {
  private static let noted = Atomic<Int32>(0)

  /// Begins to note. A handler may do next to nothing, so this one stores a number.
  public static func note() {
    noted.store(0, ordering: .relaxed)
    // Whoever started the tool may have done so from a thread that lets no signals through.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    defer { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.noted.store($0, ordering: .relaxed) }
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESTART) | UInt32(SA_RESETHAND))
      sigaction(signal, &action, nil)
    }
  }

  public static var isNoted: Bool { noted.load(ordering: .relaxed) != 0 }

  /// What a shell expects of a tool that a signal ended: 130 after SIGINT, 143 after SIGTERM.
  public static var status: Int32 { 128 + noted.load(ordering: .relaxed) }
}
