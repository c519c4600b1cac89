/// The worlds that the engine can be trusted with. Its single precision and its 5 mm of contact slop set the
/// scale; its assertions abort the process, so a definition outside of these is refused.
public enum Limits {
  public static let bodies = 256
  public static let joints = 256
  public static let actuators = 256
  public static let sensors = 256
  /// Colliders of one world.
  public static let colliders = 1024
  /// Rows of one `World`.
  public static let rows = 65_536

  /// m, of any coordinate; single precision has steps of 8 mm at the far end
  public static let coordinate: ClosedRange<Float> = -100_000...100_000
  /// m, of anything that collides
  public static let size: ClosedRange<Float> = 0.005...1_000
  /// kg
  public static let mass: ClosedRange<Float> = 1e-6...1e6
  /// kg m²
  public static let inertia: ClosedRange<Float> = 1e-12...1e12
  /// m/s or rad/s
  public static let speed: ClosedRange<Float> = -1_000...1_000
  /// rad
  public static let angle: ClosedRange<Float> = -1_000...1_000
  /// N m or N
  public static let torque: ClosedRange<Float> = -1e6...1e6
  /// m/s²
  public static let acceleration: ClosedRange<Float> = -1_000...1_000
  /// s
  public static let timeStep: ClosedRange<Float> = 1e-4...0.1
  public static let substeps = 1...100
  public static let iterations = 1...100

  /// rad/s: the engine turns no body by more than a quarter turn in one step.
  public static func angularSpeed(timeStep: Float) -> Float { 0.5 * .pi / timeStep }
  /// m/s: the engine moves no body by more than 2 m in one step.
  public static func linearSpeed(timeStep: Float) -> Float { 2 / timeStep }
}
