import Physics

/// What a camera of a scene looks at.
struct CameraDescription: Sendable {
  /// What shows a point.
  struct Marker: Sendable {
    enum Look: Sendable {
      /// m
      case disc(radius: Float, BodyColor)
      /// As this body looks, with its angle 0.
      case body(Int)
    }

    var point: Int
    var look: Look
  }

  /// m
  var center: Vector2
  /// m, of what it sees from left to right.
  var size: Float
  /// px
  var width: Int
  var height: Int
  var background: BodyColor
  /// Bodies, in the order of the scene.
  var hidden: [Int]
  var markers: [Marker]

  /// m, of a pixel's side.
  var pixel: Float { size / Float(width) }
}
