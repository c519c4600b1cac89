import Foundation
import Synchronization

/// Ctrl-C, the wish to end and a terminal that hangs up, noted instead of obeyed at once: SIGINT, SIGTERM, SIGHUP.
///
/// The first signal of a kind is only noted, so that the tool can end in good order; a second one ends it at once,
/// but for SIGHUP: a terminal and its shell both send it when a window closes.
public enum Interruption {
  private static let noted = Atomic<Int32>(0)

  /// Begins to note. A handler may do next to nothing, so this one stores a number.
  public static func note() {
    // Whoever started the tool may have done so from a thread that lets no signals through.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    defer { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      if signal == SIGHUP, isIgnored(signal) { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.noted.store($0, ordering: .relaxed) }
      let once = signal == SIGHUP ? 0 : UInt32(SA_RESETHAND)
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESTART) | once)
      sigaction(signal, &action, nil)
    }
  }

  /// Whether whoever started the tool had the signal ignored, as nohup does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  public static var isNoted: Bool { noted.load(ordering: .relaxed) != 0 }

  /// What a shell expects of a tool that a signal ended: 129 after SIGHUP, 130 after SIGINT, 143 after
  /// SIGTERM.
  public static var status: Int32 { 128 + noted.load(ordering: .relaxed) }
}
