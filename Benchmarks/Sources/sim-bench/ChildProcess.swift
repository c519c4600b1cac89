internal import Foundation

/// A program that this one started: its standard input and output are ours, its standard error is shared.
final class ChildProcess {
  /// What the kernel knows of a finished process.
  struct Exit {
    var status: Int32
    var peakBytes: Int
  }

  private let pid: pid_t
  private var input: UnsafeMutablePointer<FILE>?
  private let output: UnsafeMutablePointer<FILE>
  private var exit: Exit?

  /// - Parameter environment: in addition to this process's.
  /// - Throws: when the program cannot be started.
  init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    var toChild: [Int32] = [0, 0]
    var fromChild: [Int32] = [0, 0]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0, let input = fdopen(toChild[1], "w"),
      let output = fdopen(fromChild[0], "r")
    else { throw BenchmarkError("no pipe: \(String(cString: strerror(errno)))") }
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, executable, &actions, nil, &words, &settings)
    close(toChild[0])
    close(fromChild[1])
    guard failure == 0 else { throw BenchmarkError("\(executable): \(String(cString: strerror(failure)))") }
    (self.pid, self.input, self.output) = (pid, input, output)
  }

  deinit { finish() }

  func send(_ text: String) {
    guard let input else { preconditionFailure("sent to a closed input") }
    fputs(text, input)
    fflush(input)
  }

  /// The child reads the end of its input from here on.
  func closeInput() {
    if let input { fclose(input) }
    input = nil
  }

  /// The next line without its end; nil after the last one.
  func readLine() -> String? {
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    guard getline(&line, &capacity, output) >= 0, let line else { return nil }
    return String(cString: line).trimmingCharacters(in: .newlines)
  }

  /// Ends the child's input, reads its output to the end, and waits for it.
  @discardableResult
  func finish() -> Exit {
    if let exit { return exit }
    closeInput()
    while readLine() != nil {}
    fclose(output)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
    let made = Exit(
      status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F,
      peakBytes: usage.ru_maxrss << 10)
    exit = made
    return made
  }
}

/// Path of a program that is built beside this one.
func builtProgram(_ name: String) throws -> String {
  let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  let path = here.appendingPathComponent(name).path
  guard FileManager.default.isExecutableFile(atPath: path) else { throw BenchmarkError("\(path) is missing") }
  return path
}
