/// What is wrong with a scene file, or with the name of one.
public enum SceneError: Error, Equatable, CustomStringConvertible {
  /// No environment has this name.
  case unknownEnvironment(String, known: [String])
  /// No suite has this name.
  case unknownSuite(String, known: [String])
  /// No environments are found at all; `searched` says what was looked for and where.
  case nothingInstalled(searched: String)
  /// Nobody wrote an expert for the environment.
  case noExpert(String, known: [String])
  /// Numbers given by hand that make no task of the family.
  case noTask(family: String, problem: String)
  /// The file cannot be read at all.
  case unreadable(path: String, problem: String)
  /// The file says something that cannot be built; `problem` also says what was expected.
  case invalid(path: String, line: Int?, key: String, problem: String)

  /// One line: `PATH[:LINE]: KEY.PATH: what is wrong, what was expected`.
  public var description: String {
    switch self {
    case .unknownEnvironment(let name, let known):
      "\(name): no such environment\(NearestMatch.hint(name, among: known)), "
        + "expected a scene file or one of \(known.joined(separator: ", "))"
    case .unknownSuite(let name, let known):
      "\(name): no such suite\(Self.suiteHint(name, among: known)), expected the file of a suite or one of "
        + known.map { SuiteFamily.namePrefix + $0 }.joined(separator: ", ")
    case .nothingInstalled(let searched): "no environments found: \(searched)"
    case .noExpert(let name, let known):
      "\(name): no expert knows this environment, expected one of \(known.joined(separator: ", "))"
    case .noTask(let family, let problem): "\(family): \(problem)"
    case .unreadable(let path, let problem):
      "\(path): \(problem)"
    case .invalid(let path, let line, let key, let problem):
      path + (line.map { ":\($0)" } ?? "") + ": " + (key.isEmpty ? "" : "\(key): ") + problem
    }
  }

  /// The prefix that all have in common makes no two names alike.
  private static func suiteHint(_ name: String, among known: [String]) -> String {
    let prefix = SuiteFamily.namePrefix
    let plain = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    return NearestMatch.nearest(plain, among: known).map { " (did you mean \"\(prefix)\($0)\"?)" } ?? ""
  }
}
