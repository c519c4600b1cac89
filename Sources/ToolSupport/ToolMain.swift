public import ArgumentParser
import Foundation
import Synchronization

/// How a tool ends.
public enum ToolEnd {
  case done
  /// With an exit status of its own, everything being said.
  case status
  case failure(any Error)
  /// What is wrong with the arguments.
  case badUsage(String)
}

/// Runs a tool with its exit statuses: 0, 64 for bad usage, 65 for a bad file or value; each failure is one line
/// on standard error that begins with `error: `.
/// - Parameters:
///   - says: whether this process is to say what failed.
///   - onEnd: called once, when everything is said.
public func runTool<Command: ParsableCommand>(
  _ command: Command.Type, says: (ToolEnd) -> Bool = { _ in true }, onEnd: (ToolEnd) -> Void = { _ in }
) -> Never {
  holdStandardStreams()
  // A file that outgrows its limit is then an error like any other, not the end.
  signal(SIGXFSZ, SIG_IGN)
  // Whoever stops reading what is printed has no say in what is written to files.
  signal(SIGPIPE, SIG_IGN)
  func end(_ how: ToolEnd, _ message: String, status: Int32) -> Never {
    if says(how) { printError(message) }
    onEnd(how)
    exit(status)
  }
  do {
    var command = try Command.parseAsRoot()
    do {
      try command.run()
    } catch let error as ValidationError {
      end(.badUsage(error.message), error.message, status: 64)
    } catch {
      if let code = error as? ExitCode {
        onEnd(.status)
        exit(code.rawValue)
      }
      // The help command, too, ends by throwing.
      if Command.exitCode(for: error) == .success {
        onEnd(.done)
        Command.exit(withError: error)
      }
      end(.failure(error), "\(error)", status: 65)
    }
    onEnd(.done)
    let isWritten = fflush(nil) == 0
    // As a shell expects of a tool whose reader went away; nobody wants to be told.
    if isClosedPipe(STDOUT_FILENO) { _exit(128 + SIGPIPE) }
    guard isWritten else { fail("standard output cannot be written", status: 65) }
    exit(0)
  } catch {
    guard Command.exitCode(for: error) != .success else {
      onEnd(.done)
      Command.exit(withError: error)
    }
    let message = Command.message(for: error).split(whereSeparator: \.isNewline).first.map(String.init)
    let text = "\(message ?? "bad usage") (see --help)"
    end(.badUsage(text), text, status: 64)
  }
}

/// Opens what of the standard streams is closed, lest the next file that is opened takes its number and what is
/// printed lands in it.
private func holdStandardStreams() {
  for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
    _ = open("/dev/null", O_RDWR)
  }
}

/// Ends the process with one line on standard error.
public func fail(_ message: String, status: Int32) -> Never {
  printError(message)
  exit(status)
}

/// One line on standard error, also of a process that has fallen silent.
private func printError(_ message: String) {
  let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
  // What a file or an option holds may be quoted in it, however long.
  let limit = 2000
  isSilent.store(false, ordering: .relaxed)
  printNote("error: \(line.count > limit ? line.prefix(limit / 2) + " … " + line.suffix(limit / 4) : line)")
}

/// Ends all that this process says, but for what the system says of it: another one speaks.
public func fallSilent() {
  isSilent.store(true, ordering: .relaxed)
  let nowhere = open("/dev/null", O_WRONLY)
  dup2(nowhere, STDOUT_FILENO)
}

private let isSilent = Atomic(false)

/// Prints to standard error what people want to know and `--json` readers do not. Where nothing can be printed,
/// there is nobody to tell, and the tool goes on.
public func printNote(_ text: String) {
  guard !isSilent.load(ordering: .relaxed) else { return }
  try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
}

/// Whether nobody can read what is written there any more.
private func isClosedPipe(_ descriptor: Int32) -> Bool {
  var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
  return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLERR) != 0
}

/// Refuses values outside `range`.
public func require(_ value: Int?, in range: ClosedRange<Int>, _ option: String) throws {
  guard let value, !range.contains(value) else { return }
  throw ValidationError(
    "\(option) is \(value), expected at least \(range.lowerBound) and at most \(range.upperBound)")
}

/// Refuses an empty text, which as a path would lead to somewhere else.
public func requireText(_ text: String?, _ option: String, _ expected: String) throws {
  guard let text, text.isEmpty else { return }
  throw ValidationError("\(option) is empty, expected \(expected)")
}

/// Logical processors that this process may use.
public var availableThreads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

/// One JSON object on one line. A figure that is not finite, such as the error of an adaptation that diverged, is the
/// word `inf`, `-inf` or `nan`: what was measured is told even then.
public func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
