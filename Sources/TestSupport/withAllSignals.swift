import Foundation

/// Programs inherit the mask of the thread that starts them; a launcher such as mpirun has to hear when its children end.
public func withAllSignals(_ start: () throws -> Void) rethrows {
  var none = sigset_t()
  var before = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  try start()
}
