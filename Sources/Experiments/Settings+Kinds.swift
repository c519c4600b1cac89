public import MetaLearning
import PolicyLearning

// Settings of parts that come in kinds: `kind`, and beside it the fields of that kind alone.

/// A choice among kinds of a part.
protocol KindedSettings: Codable {
  /// Every kind with the settings that it begins with.
  static var kinds: [(name: String, value: Self)] { get }
  var kind: String { get }
  init(kind: String, from decoder: any Decoder) throws
  func encodeFields(to encoder: any Encoder) throws
}

private enum KindKey: String, CodingKey { case kind }

extension KindedSettings {
  static func decoded(from decoder: any Decoder) throws -> Self {
    try Self(
      kind: decoder.container(keyedBy: KindKey.self).decode(String.self, forKey: .kind), from: decoder)
  }

  func encodeAll(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: KindKey.self)
    try container.encode(kind, forKey: .kind)
    try encodeFields(to: encoder)
  }

  static func unknown(_ kind: String, _ decoder: any Decoder) -> DecodingError {
    .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no kind \(kind)"))
  }
}

extension OuterUpdate: KindedSettings {
  static var kinds: [(name: String, value: OuterUpdate)] {
    var region = TrustRegion()
    region.curvatureTasks = 10
    return [
      ("adam", .adam(AdamUpdate())), ("sgd", .sgd(SGDUpdate())), ("rmsprop", .rmsProp(RMSPropUpdate())),
      ("proximal", .proximal(ProximalUpdate())), ("trust-region", .trustRegion(region)),
    ]
  }

  var kind: String {
    switch self {
    case .adam: "adam"
    case .sgd: "sgd"
    case .rmsProp: "rmsprop"
    case .proximal: "proximal"
    case .trustRegion: "trust-region"
    }
  }

  init(kind: String, from decoder: any Decoder) throws {
    switch kind {
    case "adam": self = .adam(try AdamUpdate(from: decoder))
    case "sgd": self = .sgd(try SGDUpdate(from: decoder))
    case "rmsprop": self = .rmsProp(try RMSPropUpdate(from: decoder))
    case "proximal": self = .proximal(try ProximalUpdate(from: decoder))
    case "trust-region": self = .trustRegion(try TrustRegion(from: decoder))
    default: throw Self.unknown(kind, decoder)
    }
  }

  func encodeFields(to encoder: any Encoder) throws {
    switch self {
    case .adam(let own): try own.encode(to: encoder)
    case .sgd(let own): try own.encode(to: encoder)
    case .rmsProp(let own): try own.encode(to: encoder)
    case .proximal(let own): try own.encode(to: encoder)
    case .trustRegion(let own): try own.encode(to: encoder)
    }
  }

  public init(from decoder: any Decoder) throws { self = try .decoded(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try encodeAll(to: encoder) }
}

extension ModelSettings: KindedSettings {
  static var kinds: [(name: String, value: ModelSettings)] {
    [
      ("gaussian-mlp", .gaussianMLP(GaussianMLPSettings())),
      ("categorical-mlp", .categoricalMLP(CategoricalMLPSettings())), ("mlp", .mlp(MLPSettings())),
      ("recurrent", .recurrent(RecurrentSettings())), ("attention", .attention(AttentionSettings())),
    ]
  }

  var kind: String {
    switch self {
    case .gaussianMLP: "gaussian-mlp"
    case .categoricalMLP: "categorical-mlp"
    case .mlp: "mlp"
    case .recurrent: "recurrent"
    case .attention: "attention"
    }
  }

  init(kind: String, from decoder: any Decoder) throws {
    switch kind {
    case "gaussian-mlp": self = .gaussianMLP(try GaussianMLPSettings(from: decoder))
    case "categorical-mlp": self = .categoricalMLP(try CategoricalMLPSettings(from: decoder))
    case "mlp": self = .mlp(try MLPSettings(from: decoder))
    case "recurrent": self = .recurrent(try RecurrentSettings(from: decoder))
    case "attention": self = .attention(try AttentionSettings(from: decoder))
    default: throw Self.unknown(kind, decoder)
    }
  }

  func encodeFields(to encoder: any Encoder) throws {
    switch self {
    case .gaussianMLP(let own): try own.encode(to: encoder)
    case .categoricalMLP(let own): try own.encode(to: encoder)
    case .mlp(let own): try own.encode(to: encoder)
    case .recurrent(let own): try own.encode(to: encoder)
    case .attention(let own): try own.encode(to: encoder)
    }
  }

  public init(from decoder: any Decoder) throws { self = try .decoded(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try encodeAll(to: encoder) }
}

extension LossSettings: KindedSettings {
  static var kinds: [(name: String, value: LossSettings)] {
    [
      ("policy-gradient", .policyGradient(PolicyLoss())), ("squared-error", .squaredError(RegressionLoss())),
      ("trial", .trial(SequenceLoss())),
    ]
  }

  var kind: String {
    switch self {
    case .policyGradient: "policy-gradient"
    case .squaredError: "squared-error"
    case .trial: "trial"
    }
  }

  init(kind: String, from decoder: any Decoder) throws {
    switch kind {
    case "policy-gradient": self = .policyGradient(try PolicyLoss(from: decoder))
    case "squared-error": self = .squaredError(try RegressionLoss(from: decoder))
    case "trial": self = .trial(try SequenceLoss(from: decoder))
    default: throw Self.unknown(kind, decoder)
    }
  }

  func encodeFields(to encoder: any Encoder) throws {
    switch self {
    case .policyGradient(let own): try own.encode(to: encoder)
    case .squaredError(let own): try own.encode(to: encoder)
    case .trial(let own): try own.encode(to: encoder)
    }
  }

  public init(from decoder: any Decoder) throws { self = try .decoded(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try encodeAll(to: encoder) }
}
