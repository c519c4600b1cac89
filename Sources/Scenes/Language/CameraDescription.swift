import Physics

/// What a camera of a scene looks at.
struct CameraDescription: Sendable {
  /// A disc on a point.
  struct Marker: Sendable {
    var point: Int
    /// m
    var radius: Float
    var color: BodyColor
  }

  /// m
  var center: Vector2
  /// m, of what it sees from left to right.
  var size: Float
  /// px
  var width: Int
  var height: Int
  var background: BodyColor
  var hidden: Set<Int>
  var markers: [Marker]

  /// m, of a pixel's side.
  var pixel: Float { size / Float(width) }
}
