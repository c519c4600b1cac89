/// Mass, its centre and its inertia: all that the dynamics of a rigid body knows of its shape.
public struct MassProperties: Sendable, Hashable {
  /// kg
  public var mass: Float
  /// kg m², about the body's origin.
  public var inertia: Float
  /// m, in body coordinates.
  public var center: Vector2

  public init(mass: Float, inertia: Float, center: Vector2 = .zero) {
    self.mass = mass
    self.inertia = inertia
    self.center = center
  }

  /// Of a plate of uniform density.
  /// - Parameter density: kg/m²
  public init(of shape: Shape, density: Float) {
    let plate = Plate(shape)
    let rho = Double(density)
    mass = Float(rho * plate.area)
    inertia = Float(rho * plate.moment)
    center = plate.center
  }

  /// Of a plate of uniform density with the given mass.
  /// - Parameter mass: kg
  public init(of shape: Shape, mass: Float) {
    let plate = Plate(shape)
    self.mass = mass
    inertia = Float(Double(mass) * plate.moment / plate.area)
    center = plate.center
  }

  /// Of several parts that make one body; parts without mass have their centre at the origin.
  public init(sum parts: [MassProperties]) {
    let total = parts.reduce(0) { $0 + $1.mass }
    mass = total
    inertia = parts.reduce(0) { $0 + $1.inertia }
    center = total == 0 ? .zero : parts.reduce(Vector2.zero) { $0 + ($1.mass / total) * $1.center }
  }
}

/// Area, second moment about the origin and centroid, for unit density, in double precision.
private struct Plate {
  let area: Double
  let moment: Double
  let center: Vector2

  init(_ shape: Shape) {
    switch shape {
    case .circle(let center, let radius): self.init(circle: center, Double(radius))
    case .box(let width, let height): self.init(box: Double(width), Double(height))
    case .capsule(let length, let radius): self.init(capsule: Double(length), Double(radius))
    case .polygon(let corners): self.init(polygon: corners)
    case .segment: self.init(area: 0, moment: 0, center: .zero)
    }
  }

  private init(area: Double, moment: Double, center: Vector2) {
    self.area = area
    self.moment = moment
    self.center = center
  }

  private init(circle center: Vector2, _ radius: Double) {
    let area = Double.pi * radius * radius
    let offset = Double(center.x) * Double(center.x) + Double(center.y) * Double(center.y)
    self.init(area: area, moment: area * (radius * radius / 2 + offset), center: center)
  }

  private init(box width: Double, _ height: Double) {
    let area = width * height
    self.init(area: area, moment: area * (width * width + height * height) / 12, center: .zero)
  }

  /// A rectangle and two half discs. A half disc has its centroid 4r/3π beyond its straight edge and the moment
  /// A r²/2 about the middle of that edge; the parallel-axis theorem, twice, moves it to the origin.
  private init(capsule length: Double, _ radius: Double) {
    let box = Plate(box: length, 2 * radius)
    let caps = Double.pi * radius * radius
    let centroid = 4 * radius / (3 * Double.pi)
    let half = length / 2
    self.init(
      area: box.area + caps,
      moment: box.moment + caps * (radius * radius / 2 + half * half + 2 * half * centroid),
      center: .zero)
  }

  /// The sum over the triangles from the origin to each edge.
  private init(polygon corners: [Vector2]) {
    var area = 0.0
    var moment = 0.0
    var x = 0.0
    var y = 0.0
    for i in corners.indices {
      let (ax, ay) = (Double(corners[i].x), Double(corners[i].y))
      let next = corners[(i + 1) % corners.count]
      let (bx, by) = (Double(next.x), Double(next.y))
      let cross = ax * by - ay * bx
      area += cross / 2
      x += cross * (ax + bx) / 6
      y += cross * (ay + by) / 6
      moment += cross * (ax * ax + ax * bx + bx * bx + ay * ay + ay * by + by * by) / 12
    }
    self.init(area: area, moment: moment, center: Vector2(Float(x / area), Float(y / area)))
  }
}
