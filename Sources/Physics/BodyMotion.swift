import Foundation

/// A path that a kinematic body follows whatever happens, from where it is placed: at the time t it is away from there
/// by t · `velocity` + `sway` · (cos 2π`phase` - cos 2π(t / `period` + `phase`)) / 2.
public struct BodyMotion: Sendable, Hashable {
  /// m/s
  public var velocity: Vector2
  /// m, from one end of the way back and forth to the other
  public var sway: Vector2
  /// s, of a way there and back
  public var period: Float
  /// Of a period, 0 at the end from which `sway` leads away.
  public var phase: Float

  public init(velocity: Vector2 = .zero, sway: Vector2 = .zero, period: Float = 1, phase: Float = 0) {
    self.velocity = velocity
    self.sway = sway
    self.period = period
    self.phase = phase
  }

  /// m, from the end from which `sway` leads away to where the body is placed.
  public var start: Vector2 { Float((1 - Foundation.cos(2 * Double.pi * Double(phase))) / 2) * sway }
}

extension BodyMotion {
  func validate(_ item: String) throws(PhysicsError) {
    try Checks.check(velocity, in: Limits.speed, "\(item).velocity")
    try Checks.check(sway, in: Limits.coordinate, "\(item).sway")
    try Checks.check(period, in: 0.001...1e6, "\(item).period")
    try Checks.check(phase, in: 0...1, "\(item).phase")
  }
}
