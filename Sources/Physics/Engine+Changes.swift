import CBox2D

/// A number of a world that may become another while the world runs; indices are those of its `WorldDefinition`.
public enum WorldNumber: Sendable, Hashable {
  /// Of any number of a point servo: what its x and y do.
  case scale(actuator: Int)
  /// rad/s, of a point servo that is told its turn, by any of its numbers.
  case turn(actuator: Int)
  /// m/s
  case drift(actuator: Int)
  /// m/s²
  case gravityX
  case gravityY
  /// 1/s
  case linearDamping(body: Int)
  case angularDamping(body: Int)
}

extension Engine {
  /// From the next step on the row has another number, until it is placed again.
  /// - Precondition: the row has been placed, and a world with that number could be.
  public func change(_ number: WorldNumber, to value: Float, row: Int) {
    let (kind, index, count): (Int, Int, Int) =
      switch number {
      case .scale(let actuator): (Int(CB_ACTUATOR_SCALE), actuator, layout.actuators)
      case .turn(let actuator): (Int(CB_POINT_TURN), actuator, layout.actuators)
      case .drift(let actuator): (Int(CB_ACTUATOR_DRIFT), actuator, layout.actuators)
      case .gravityX: (Int(CB_GRAVITY_X), 0, 1)
      case .gravityY: (Int(CB_GRAVITY_Y), 0, 1)
      case .linearDamping(let body): (Int(CB_LINEAR_DAMPING), body, layout.bodies)
      case .angularDamping(let body): (Int(CB_ANGULAR_DAMPING), body, layout.bodies)
      }
    check(row, index, of: count, value)
    cb_batch_change(batch, Int32(row), Int32(kind), Int32(index), value)
  }

  /// Changes a dynamic body's velocity at once, by `impulse` (N s) over its mass.
  /// - Precondition: the row has been placed.
  public func push(body: Int, by impulse: Vector2, row: Int) {
    check(row, body, of: layout.bodies, impulse.x + impulse.y)
    cb_batch_push(batch, Int32(row), Int32(body), CBVec2(impulse))
  }

  private func check(_ row: Int, _ index: Int, of count: Int, _ value: Float) {
    precondition(
      (0..<rows).contains(row) && (0..<count).contains(index) && value.isFinite,
      "\(value) for number \(index) of \(count) in row \(row) of \(rows)")
  }
}
