import Experiments
import Files
import ToolSupport

// The settings of a run, from options, files and defaults.

extension SimTrain {
  /// The settings of the run that goes on.
  func settings(of kept: RunConfiguration) -> RunConfiguration {
    var configuration = kept
    configuration.threads = threads ?? SharedRun.threads
    if let iterations { configuration.iterations = iterations }
    return configuration
  }

  /// `--dry-run`: the settings as `config.yaml` would have them.
  func printSettings() throws {
    let configuration =
      try resume.map { settings(of: try RunFolder($0).configuration()) } ?? settingsFromCommandLine()
    _ = try Training(configuration)
    if json { return try printJSON(configuration) }
    print(configuration.yaml(), terminator: "")
  }

  /// Defaults of environment and algorithm, then `--config`, then `--set`, then the named options.
  func settingsFromCommandLine() throws -> RunConfiguration {
    let text = try config.map { String(decoding: try AtomicFile.read($0, limit: 1 << 20), as: UTF8.self) }
    func chosen(_ key: String, _ option: String?) throws -> String? {
      if let option { return option }
      if let last = settings.last(where: { $0.hasPrefix("\(key)=") }) {
        return String(last.dropFirst(key.count + 1))
      }
      guard let text, let config else { return nil }
      return try RunConfiguration.value(of: key, inYAML: text, source: config)
    }
    let environment = try chosen("environment", env) ?? "reach"
    let named = try chosen("algorithm", algorithm).map { name in
      if algorithm != nil { return try Algorithm(option: name) }
      guard let known = Algorithm(rawValue: name) else {
        throw ConfigurationError.badValue(
          key: config == nil ? "--set algorithm" : "algorithm", value: name,
          expected: "one of \(Algorithm.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return known
    }
    var configuration = RunConfiguration.defaults(
      opening: environment, algorithm: named ?? .mamlPlusPlus)
    if let text, let config { configuration = try configuration.overridden(byYAML: text, source: config) }
    configuration = try configuration.overridden(bySettings: settings)
    configuration.environment = environment
    if let named { configuration.algorithm = named }
    if let iterations {
      configuration = try configuration.overridden(bySettings: ["iterations=\(iterations)"])
    }
    if let seed { configuration.seed = seed }
    if try chosen("threads", nil) == nil { configuration.threads = SharedRun.threads }
    if let threads { configuration.threads = threads }
    return configuration
  }
}
