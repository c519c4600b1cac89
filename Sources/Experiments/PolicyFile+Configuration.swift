import Files
public import Models

extension PolicyFile {
  /// The settings of the run that made it, JSON and so YAML. What was no setting yet when it was made has its default.
  /// - Parameter path: of the file, for messages.
  public func configuration(path: String) throws -> RunConfiguration {
    do {
      let configuration = try RunConfiguration.read(settings, source: "metadata settings")
      try configuration.validate()
      return configuration
    } catch {
      var error = error
      if case .unknownKey(let key, _) = error {
        error = .unknownKey(key: key, hint: "perhaps the file is of a newer Limber")
      }
      throw FileError.malformed(path: path, problem: "\(error)")
    }
  }
}
