public import Models

extension PolicyFile {
  /// The settings of the run that made it. What was no setting yet when it was made has its default.
  /// - Parameter path: of the file, for messages.
  public func configuration(path: String) throws(ConfigurationError) -> RunConfiguration {
    try RunConfiguration.read(settings, source: "\(path): metadata settings")
  }
}
