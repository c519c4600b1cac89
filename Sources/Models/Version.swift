/// The version that policies and reports carry.
public let limberVersion = "0.1.0"
