/// The words of the scene language, in one place: the reader admits these keys, the JSON Schema describes them to
/// editors, and the tables of `Environments/README.md` are printed from them.
enum Vocabulary {
  /// What stands behind a key.
  indirect enum Kind: Sendable {
    case text
    /// Letters, digits, underscores and hyphens.
    case name
    case boolean
    case integer(ClosedRange<Int>)
    /// A number written in the file.
    case fixed(ClosedRange<Float>)
    /// A number or a distribution.
    case number(ClosedRange<Float>)
    /// A number or a distribution, in a range that other keys of the mapping decide: the first that fits.
    case numberBy([Case])
    /// `[x, y]` of numbers, or a distribution of points.
    case point
    /// `[x, y]` written in the file.
    case fixedPoint
    /// One of the distributions that the section of this name lists, which comes round to itself so.
    case distribution(String)
    case word([String])
    /// `P_position` or `P_velocity` of a point P.
    case pointWord
    case section(Section)
    case list(Kind, ClosedRange<Int>)
    /// A mapping whose keys the author chooses.
    case named(Kind)
    case either([Kind])
  }

  /// A range, and when it holds.
  struct Case: Sendable {
    enum Condition: Sendable {
      /// This key says this word.
      case says(String, String)
      /// One of these keys is there.
      case has([String])
      case otherwise
    }

    let condition: Condition
    let range: ClosedRange<Float>

    init(_ condition: Condition, _ range: ClosedRange<Float>) {
      self.condition = condition
      self.range = range
    }
  }

  struct Key: Sendable {
    let name: String
    let kind: Kind
    let isRequired: Bool
    /// What it says, with its unit and what it is if left out.
    let text: String

    /// The same where a scene's file has it already.
    var asOverride: Key { Key(name, kind, "") }

    init(_ name: String, _ kind: Kind, required: Bool = false, _ text: String) {
      self.name = name
      self.kind = kind
      isRequired = required
      self.text = text
    }
  }

  /// The keys of one kind of mapping.
  struct Section: Sendable {
    let name: String
    let text: String
    /// Exactly one of the keys stands in the mapping, but for those of `besides`, and says what the rest means.
    let isChoice: Bool
    let keys: [Key]
    /// Keys that may stand beside the one of a choice.
    let besides: [String]
    /// The documentation says all of its keys.
    let isListed: Bool

    init(
      _ name: String, _ text: String, isChoice: Bool = false, isListed: Bool = true, _ keys: [Key],
      besides: [Key] = []
    ) {
      self.name = name
      self.text = text
      self.isChoice = isChoice
      self.keys = keys + besides
      self.besides = besides.map(\.name)
      self.isListed = isListed
    }

    var names: [String] { keys.map(\.name) }
  }

  /// In the order in which a reader of the documentation wants them.
  static let sections = [
    scene, overrides, level, simulation, arm, drawnCount, link, gripper, walls, body, motion, shape,
    drawnShape,
    drawnColor, joint, spring,
    actuator, choice,
    number,
    normal,
    point, disc, annulus, arc, rectangle, anchored, change, push, observation, ray, camera, marker, sentence,
    drawnName, reward,
    condition,
  ]
}
