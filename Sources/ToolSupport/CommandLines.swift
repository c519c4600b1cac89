import Foundation

/// How a tool of Limber is called where this one runs: through `swift run` in a checkout, by its name where tools are
/// installed.
public func commandLine(_ tool: String) -> String {
  isInCheckout ? "swift run -c release \(tool)" : tool
}

/// What gives `sim-view` its window.
public var howToGetTheWindow: String {
  isInCheckout
    ? "run swift run -c release --traits Viewer sim-view" : "install it with make install VIEWER=1"
}

/// Whether this executable lies in a build folder.
private var isInCheckout: Bool {
  let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  return path.split(separator: "/").contains { $0.hasPrefix(".build") }
}
