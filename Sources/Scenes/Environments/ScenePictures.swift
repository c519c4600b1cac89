import CRaster
import Gym
import Physics

/// What the cameras of the rows of a vector environment see.
///
/// A picture is a function of what the row's world is like at the moment alone: the same in any row, beside any others.
/// Threads may work on different rows at once.
final class ScenePictures {
  /// `[camera]`, of each `[row][height][width][3]`.
  let pixels: [UnsafeMutableBufferPointer<UInt8>]
  private let cameras: [CompiledScene.Camera]
  private let views: [CRView]
  private let rows: Int
  /// Numbers of an observation.
  private let observed: Int
  /// The first channel of each body.
  private let bodies: [Int]
  /// `[row][camera]`, in the order in which they are painted; poses are those of the bodies, and then of the camera's points.
  private var shapes: [[[CRShape]]]
  /// `[row][pose]`
  private let poses: UnsafeMutableBufferPointer<CRPose>
  private let poseCount: Int

  /// nil where no camera looks.
  init?(_ scene: CompiledScene, rows: Int) {
    guard !scene.cameras.isEmpty else { return nil }
    cameras = scene.cameras
    self.rows = rows
    observed = scene.observationSpace.count
    bodies = scene.description.bodies.indices.map { scene.layout.body($0) }
    shapes = Array(repeating: [], count: rows)
    views = scene.cameras.map { CRView($0.description) }
    pixels = scene.cameras.map { camera in
      let all = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rows * camera.description.count)
      all.initialize(repeating: 0)
      return all
    }
    poseCount = bodies.count + (scene.cameras.map(\.markers.count).max() ?? 0)
    poses = .allocate(capacity: rows * poseCount)
    poses.initialize(repeating: CRPose(x: 0, y: 0, cosine: 1, sine: 0))
  }

  deinit {
    for all in pixels { all.deallocate() }
    poses.deallocate()
  }

  /// The channels of a body that say where it is seen.
  static func channels(_ body: Int) -> [Int] {
    [StateLayout.x, StateLayout.y, StateLayout.cosine, StateLayout.sine].map { body + $0 }
  }

  /// An episode of the row begins: what its bodies look like.
  func begin(_ row: Int, _ scene: SceneDescription, _ numbers: DrawnNumbers) {
    let roles = scene.bodyRoles
    let outlines = scene.bodies.enumerated().map { i, body in
      let own = body.color.map { BodyColor.allCases[Int($0.value(numbers))] }
      let color = own ?? .usual(of: roles[i])
      return body.shapes(numbers).map { (shape: $0, color: color) }
    }
    shapes[row] = cameras.map { camera in
      let seen = scene.bodies.indices.filter { !camera.description.hidden.contains($0) }
      func painted(_ isShown: (Int) -> Bool) -> [CRShape] {
        seen.filter(isShown).flatMap { i in
          outlines[i].map { CRShape($0.shape, pose: i, $0.color, pixel: camera.description.pixel) }
        }
      }
      let markers = camera.description.markers.enumerated().flatMap { i, marker in
        let parts =
          switch marker.look {
          case .disc(let radius, let color):
            [(shape: Shape.circle(center: .zero, radius: radius), color: color)]
          case .body(let body): outlines[body]
          }
        return parts.map {
          CRShape($0.shape, pose: bodies.count + i, $0.color, pixel: camera.description.pixel)
        }
      }
      return painted { roles[$0] == .wall } + markers + painted { roles[$0] != .wall }
    }
  }

  /// Draws what the row's cameras see now.
  /// - Parameter observations: `[row][component]`
  func draw(
    _ row: Int, _ table: StateTable.Columns, into observations: UnsafeMutableBufferPointer<Float>
  ) {
    guard let own = poses.baseAddress.map({ $0 + row * poseCount }) else { return }
    for (i, body) in bodies.enumerated() {
      own[i] = CRPose(
        x: table.channel(body + StateLayout.x)[row], y: table.channel(body + StateLayout.y)[row],
        cosine: table.channel(body + StateLayout.cosine)[row],
        sine: table.channel(body + StateLayout.sine)[row])
    }
    for (i, camera) in cameras.enumerated() {
      for (k, channel) in camera.markers.enumerated() {
        own[bodies.count + k] = CRPose(
          x: table.channel(channel)[row], y: table.channel(channel + 1)[row], cosine: 1, sine: 0)
      }
      let count = camera.description.count
      guard let picture = pixels[i].baseAddress.map({ $0 + row * count }),
        let numbers = observations.baseAddress.map({ $0 + row * observed + camera.place })
      else { continue }
      shapes[row][i].withUnsafeBufferPointer { shapes in
        withUnsafePointer(to: views[i]) {
          cr_draw($0, shapes.baseAddress, Int32(shapes.count), own, picture)
        }
      }
      cr_numbers(picture, Int32(count), numbers)
    }
  }

  /// There is nothing to see.
  func clear(_ row: Int, _ observations: UnsafeMutableBufferPointer<Float>) {
    for (i, camera) in cameras.enumerated() {
      let count = camera.description.count
      for k in 0..<count {
        pixels[i][row * count + k] = 0
        observations[row * observed + camera.place + k] = 0
      }
    }
  }
}

extension CameraDescription {
  /// Bytes of a picture.
  var count: Int { 3 * width * height }
}

extension CRView {
  fileprivate init(_ camera: CameraDescription) {
    self.init(
      width: Int32(camera.width), height: Int32(camera.height), x: camera.center.x, y: camera.center.y,
      pixel: camera.pixel, background: camera.background.bytes)
  }
}

extension CRShape {
  /// - Parameter pixel: m, how wide a line without width is drawn.
  fileprivate init(_ shape: Shape, pose: Int, _ color: BodyColor, pixel: Float) {
    let (kind, points, radius): (Int, [Vector2], Float) =
      switch shape {
      case .circle(let center, let radius): (CR_CIRCLE, [center], radius)
      case .capsule(let length, let radius):
        (CR_CAPSULE, [Vector2(-length / 2, 0), Vector2(length / 2, 0)], radius)
      case .segment(let a, let b): (CR_CAPSULE, [a, b], pixel / 2)
      case .polygon(let corners): (CR_POLYGON, corners, 0)
      case .box(let width, let height):
        (
          CR_POLYGON,
          [(-1, -1), (1, -1), (1, 1), (-1, 1)].map { Vector2($0.0 * width / 2, $0.1 * height / 2) }, 0
        )
      }
    self.init()
    self.kind = Int32(kind)
    self.pose = Int32(pose)
    count = Int32(points.count)
    self.radius = radius
    self.color = color.bytes
    withUnsafeMutableBytes(of: &self.points) { bytes in
      let corners = bytes.bindMemory(to: CRPoint.self)
      for (i, point) in points.enumerated() { corners[i] = CRPoint(x: point.x, y: point.y) }
    }
  }
}
