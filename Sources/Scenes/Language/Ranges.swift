/// What the language admits, in SI units; tighter than what the engine bears.
enum Ranges {
  /// m
  static let coordinate: ClosedRange<Float> = -100...100
  /// m
  static let length: ClosedRange<Float> = 0.005...100
  /// m, of distributions
  static let radius: ClosedRange<Float> = 1e-6...100
  /// kg/m²
  static let density: ClosedRange<Float> = 0.001...100_000
  /// kg
  static let mass: ClosedRange<Float> = 1e-5...100_000
  /// rad or m
  static let jointPosition: ClosedRange<Float> = -100...100
  /// rad/s or m/s
  static let speed: ClosedRange<Float> = -1_000...1_000
  /// rad or m, of the play of a gear
  static let backlash: ClosedRange<Float> = 0...10
  /// rad/s, of what is turned as told
  static let turn: ClosedRange<Float> = 0...1_000
  /// N m or N
  static let torque: ClosedRange<Float> = 0...100_000
  /// N m or N, of a motor without a servo
  static let force: ClosedRange<Float> = -100_000...100_000
  /// m/s²
  static let gravity: ClosedRange<Float> = -1_000...1_000
  /// 1/s
  static let rate: ClosedRange<Float> = 0...1_000
  static let weight: ClosedRange<Float> = -1e6...1e6
  /// A coefficient
  static let friction: ClosedRange<Float> = 0...10
  /// N/m or N s/m
  static let stiffness: ClosedRange<Float> = 0...1e6
  /// Of a success or termination rule
  static let bound: ClosedRange<Float> = -1_000...1_000
  /// What an actuator is told
  static let command: ClosedRange<Float> = -1...1
  /// Standard deviation of what a sensor shows, in its unit
  static let noise: ClosedRange<Float> = 0...1_000
  /// s, of a time constant
  static let lag: ClosedRange<Float> = 0...100
  /// s, of a motion back and forth
  static let period: ClosedRange<Float> = 0.01...10_000
  /// m, of what a camera sees
  static let view: ClosedRange<Float> = 0.05...1_000
  /// Of a picture's side
  static let pixels = 4...128
  /// Steps of the environment
  static let delay = 0...100
  static let positive = Float.leastNormalMagnitude...Float.greatestFiniteMagnitude
  static let any = -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude
  static let bodies = 0...200
  static let choices = 2...100
}
