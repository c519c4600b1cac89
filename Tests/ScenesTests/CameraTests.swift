import Foundation
import Gym
import Randomness
import TestSupport
import Testing

@testable import Scenes

/// What cameras see: where it is, in which colour, what hides what, and that pictures belong to the episode alone.
@Suite("Cameras") struct CameraTests {
  /// Bodies that are moved about by `start` of their task; a pixel is 1/8 m, and the middle of the picture the origin.
  private static func scene(_ bodies: [String], camera: String = "size: 2, width: 16") -> String {
    let own = bodies.enumerated().map { "  - {name: b\($0), type: kinematic, \($1)}" }.joined(separator: "\n")
    return """
      name: seen
      horizon: 4
      bodies:
      \(own)
        - {name: cart, shape: {circle: 0.1}, mass: 1, position: [90, 0]}
      actuators: [{body: cart, mode: velocity, scale: 1}]
      task: {goal: {disc: {radius: 0.1}}, post: [0.5, 0.5]}
      observe: [cart_position, {camera: {\(camera)}}, cart_velocity]
      reward: [{distance: [cart, goal], weight: -1}]
      """
  }

  private func family(_ bodies: String..., camera: String = "size: 2, width: 16") throws -> SceneFamily {
    try SceneFiles().family(Self.scene(bodies, camera: camera))
  }

  /// The bodies that a camera hides have no order of chance.
  @Test("test tasks are seen by the same cameras") func heldOut() throws {
    let bodies = (0..<6).map { "shape: {circle: 0.1}, position: [\(Double($0) / 4), 0]" }
    let text = Self.scene(bodies, camera: "size: 2, width: 16, hide: [b4, b1, b5, b0, b2]")
    for _ in 0..<20 {
      let family = try SceneFiles().family(text + "\ntest: {task: {goal: {disc: {radius: 0.2}}}}")
      #expect(family.scene.cameras[0].description.hidden == [0, 1, 2, 4, 5])
    }
  }

  @Test(
    "a kinematic body that an actuator moves is no wall, one that moves by itself is one",
    arguments: ["actuator", "moves"])
  func kinematic(_ mover: String) throws {
    let family = try SceneFiles().family(
      """
      name: seen
      horizon: 4
      bodies:
        - {name: robot, type: kinematic, shape: {circle: 0.3}, position: [0, 0]\(mover == "moves" ? ", moves: {velocity: [0.1, 0]}" : "")}
        - {name: cart, shape: {circle: 0.1}, mass: 1, position: [90, 0]}
      actuators: [{body: \(mover == "moves" ? "cart" : "robot"), mode: velocity, scale: 1}]
      task: {goal: {disc: {radius: 0.01}}}
      observe: [cart_position, {camera: {size: 2, width: 16, show: [{point: goal, radius: 0.5}]}}]
      reward: [{distance: [robot, goal], weight: -1}]
      """)
    // A wall lies beneath the disc that shows the goal.
    let color: BodyColor = mover == "moves" ? .goal : .usual(of: .arm)
    let bytes = color.bytes
    #expect(try look(family)[8, 8] == [bytes.0, bytes.1, bytes.2])
  }

  /// The pixels of a family's first picture.
  private func look(_ family: SceneFamily, task: UInt64 = 0) throws -> Image {
    let draw = family.drawTask(from: .train, using: RandomStream(seed: task))
    let env = SceneVectorEnv(family, tasks: [draw])
    var step = env.makeStep()
    env.reset(seeds: [1], into: &step)
    let picture = try #require(family.observationSpace.pictures.first)
    let image = env.withPictures(of: 0) { Image($0, row: 0, of: picture) }
    #expect(
      Array(step.observations[picture.range]) == image.bytes.map { Float($0) / 255 },
      "the numbers are the bytes over 255")
    return image
  }

  @Test("the first row is the top, the first column the left, and each pixel red, green, blue")
  func orientation() throws {
    let image = try look(
      family("shape: {box: [0.25, 0.25]}, position: [-0.875, 0.875], color: red", "shape: {circle: 0.1}"))
    for y in 0..<16 {
      for x in 0..<16 where x < 2 && y < 2 || abs(x - 8) > 1 || abs(y - 8) > 1 {
        #expect(image[x, y] == (x < 2 && y < 2 ? BodyColor.red : .white).list, "\(x), \(y)")
      }
    }
    #expect(image[8, 8] != BodyColor.white.list)
  }

  @Test("a shape covers a pixel by the samples of sixteen that it holds, those on its edge included")
  func coverage() throws {
    // A half pixel wide, from the left edge of one; its top lies on the pixels' own edge.
    let image = try look(family("shape: {box: [0.0625, 0.25]}, position: [0.03125, 0], color: black"))
    let half = mixed(.black, 8)
    #expect(image[8, 7] == half && image[8, 8] == half && image[8, 9] == BodyColor.white.list)
    #expect(image[7, 8] == BodyColor.white.list && image[9, 8] == BodyColor.white.list)
    // Its edge goes through the samples at an eighth of the pixel on either side.
    let edge = try look(family("shape: {box: [0.03125, 1]}, position: [0, 0], color: black"))
    let quarter = mixed(.black, 4)
    #expect(edge[7, 8] == quarter && edge[8, 8] == quarter)
  }

  /// White, of which so many sixteenths are covered.
  private func mixed(_ color: BodyColor, _ sixteenths: Int) -> [UInt8] {
    zip(color.list, BodyColor.white.list).map { over, under in
      let sum = Int(over) * sixteenths + Int(under) * (16 - sixteenths)
      return UInt8((sum + 8) / 16)
    }
  }

  @Test(
    "as much of it as there is of the shape",
    arguments: ["circle: 0.6", "capsule: [0.6, 0.3]", "box: [0.9, 0.4]"])
  func area(_ shape: String) throws {
    let image = try look(
      family(
        "shape: {\(shape)}, angle: 0.7, position: [0.13, -0.21], color: black", camera: "size: 2, width: 64"))
    let (ink, paper) = (Double(BodyColor.black.list[0]), Double(BodyColor.white.list[0]))
    var covered = 0.0
    for i in stride(from: 0, to: image.bytes.count, by: 3) {
      covered += (paper - Double(image.bytes[i])) / (paper - ink)
    }
    let round = Double.pi
    let expected: [String: Double] = [
      "circle: 0.6": 0.36 * round, "capsule: [0.6, 0.3]": 0.36 + 0.09 * round, "box: [0.9, 0.4]": 0.36,
    ]
    #expect(abs(covered / 1024 - (expected[shape] ?? 0)) < 0.005)
  }

  static let shapes = [
    "circle: 0.3", "box: [0.5, 0.23]", "capsule: [0.4, 0.11]",
    "polygon: [[-0.3, -0.2], [0.4, -0.1], [0, 0.5]]",
    "segment: [[-0.4, -0.1], [0.3, 0.2]]",
  ]

  @Test("a body moved by whole pixels moves in the picture, to the bit", arguments: shapes)
  func shift(_ shape: String) throws {
    func image(_ x: Double, _ y: Double) throws -> Image {
      try look(family("shape: {\(shape)}, angle: 0.4, position: [\(x), \(y)], color: blue"))
    }
    let (one, other) = (try image(-0.27, -0.19), try image(-0.27 + 0.25, -0.19 + 0.125))
    for y in 0..<15 { for x in 0..<14 { #expect(other[x + 2, y] == one[x, y + 1], "\(x), \(y)") } }
    #expect(Set(one.bytes).count > 4)
  }

  @Test("a quarter turn of the world is one of the picture, to the bit", arguments: shapes)
  func turn(_ shape: String) throws {
    func image(_ x: String, _ y: String, _ angle: Float) throws -> Image {
      try look(family("shape: {\(shape)}, angle: \(angle), position: [\(x), \(y)], color: blue"))
    }
    let one = try image("0.3125", "0.125", 0)
    let turned = try image("-0.125", "0.3125", .pi / 2)
    for y in 0..<16 { for x in 0..<16 { #expect(turned[x, y] == one[15 - y, x], "\(x), \(y)") } }
    #expect(Set(one.bytes).count > 4)
  }

  @Test("moving bodies lie over points, those over fixed bodies, and later ones over earlier ones")
  func order() throws {
    func image(_ show: String, _ goal: String = "[0, 0]") throws -> Image {
      let text = """
        name: seen
        horizon: 4
        bodies:
          - {name: cart, shape: {circle: 0.2}, mass: {uniform: [1, 2]}, position: [0, 0]}
          - {name: puck, shape: {circle: 0.2}, mass: 1, position: [0.2, 0], collides: false}
          - {name: wall, type: static, shape: {box: [1.5, 1.5]}, collides: false}
          - {name: post, type: static, shape: {box: [1, 1]}, collides: false, color: yellow}
        actuators: [{body: cart, mode: velocity, scale: 1}]
        task: {goal: \(goal)}
        observe: [{camera: {size: 2, width: 16\(show)}}]
        reward: [{distance: [cart, goal], weight: -1}]
        """
      return try look(SceneFiles().family(text))
    }
    let plain = try image("")
    #expect(plain[0, 0] == BodyColor.white.list && plain[2, 2] == BodyColor.grey.list)
    #expect(plain[5, 5] == BodyColor.yellow.list)
    #expect(plain[7, 8] == BodyColor.blue.list && plain[9, 8] == BodyColor.purple.list)
    // A goal stays hidden unless it is asked for.
    #expect(try image("", "[0.4, 0.4]").bytes == plain.bytes)
    let shown = try image(", show: [{point: goal, radius: 0.5, color: red}]")
    #expect(shown[9, 8] == BodyColor.purple.list && shown[7, 6] != plain[7, 6])
    #expect(shown[8, 5] == BodyColor.red.list && shown[3, 3] == plain[3, 3])
    #expect(try image(", show: [{point: goal, radius: 0.5}]")[8, 5] == BodyColor.green.list)
    // Nor is a body seen that is hidden.
    let hidden = try image(", hide: [puck, wall], background: black")
    #expect(hidden[8, 8] == BodyColor.blue.list && hidden[10, 8] == BodyColor.yellow.list)
    #expect(hidden[0, 0] == BodyColor.black.list && hidden[2, 2] == BodyColor.black.list)
  }

  @Test("a goal is shown as what is to be there looks") func shown() throws {
    func image(_ place: String, _ show: String) throws -> Image {
      let text = """
        name: seen
        horizon: 4
        bodies:
          - {name: cart, shape: {circle: 0.1}, mass: {uniform: [1, 2]}, position: [90, 0]}
          - {name: puck, shape: [{box: [0.4, 0.1]}, {circle: 0.2}], mass: 1, position: \(place), color: orange}
        actuators: [{body: cart, mode: velocity, scale: 1}]
        task: {goal: [0.25, 0.5]}
        observe: [{camera: {size: 2, width: 16, \(show)}}]
        reward: [{distance: [puck, goal], weight: -1}]
        """
      return try look(SceneFiles().family(text))
    }
    let wanted = try image("[-0.5, -0.5]", "hide: [puck], show: [{point: goal, as: puck}]")
    let reached = try image("[0.25, 0.5]", "hide: [cart]")
    #expect(wanted == reached && wanted[10, 4] == BodyColor.orange.list)
  }

  @Test("a marker goes with the point of a body, and as its colour the task draws")
  func drawn() throws {
    let text = """
      name: seen
      horizon: 10
      bodies:
        - {name: cart, shape: {circle: {uniform: [0.25, 0.3]}}, mass: 1, position: [0, 0], color: {choice: [red, cyan]}}
      actuators: [{body: cart, mode: velocity, scale: 1}]
      task: {nose: {body: cart, at: [0.5, 0]}, goal: {disc: {radius: 0.1}}}
      observe: [cart_position, {camera: {size: 4, width: 32, show: [{point: nose, radius: 0.2}]}}]
      reward: [{distance: [cart, goal], weight: -1}]
      """
    let family = try SceneFiles().family(text)
    let tasks = (0..<8).map { family.drawTask(from: .train, using: RandomStream(seed: $0)) }
    let env = SceneVectorEnv(family, tasks: tasks)
    var step = env.makeStep()
    env.reset(seeds: Array(0..<8), into: &step)
    // 0.02 m a step, 0.125 m a pixel: after six steps one pixel, but for a rounding of the place.
    for _ in 0..<6 { try env.step(Array(repeating: Float(1), count: 16).span, into: &step) }
    let picture = family.observationSpace.pictures[0]
    for (row, task) in tasks.enumerated() {
      let image = env.withPictures(of: 0) { Image($0, row: row, of: picture) }
      let color = try #require(family.colors(for: task)[0])
      #expect(image[16, 15] == color.list && image[20, 15] == BodyColor.green.list)
    }
    #expect(Set(tasks.map { family.colors(for: $0)[0] }).count == 2)
  }

  @Test("rows, threads and autoresets change no bit", arguments: ["reach-pixels"])
  func rows(_ name: String) throws {
    let family = try SceneFamily(named: name)
    let tasks = (0..<70).map { family.drawTask(from: .train, using: RandomStream(seed: $0)) }
    let picture = family.observationSpace.pictures[0]
    func play(_ rows: Range<Int>, threads: Int) throws -> [Image] {
      let env = SceneVectorEnv(family, tasks: Array(tasks[rows]), threads: threads)
      var step = env.makeStep()
      env.reset(seeds: rows.map { UInt64($0) }, into: &step)
      for time in 0..<53 {
        var actions: [Float] = []
        for row in rows {
          actions.append(Float((row + time) % 3 - 1))
          actions.append(Float((row * 7 + time / 5) % 3 - 1))
        }
        try env.step(actions.span, into: &step)
      }
      return env.withPictures(of: 0) { bytes in
        rows.indices.map { Image(bytes, row: $0 - rows.lowerBound, of: picture) }
      }
    }
    let all = try play(0..<70, threads: 1)
    #expect(try play(0..<70, threads: 3) == all)
    for row in [0, 33, 69] { #expect(try play(row..<row + 1, threads: 1) == [all[row]]) }
    #expect(Set(all).count == 70)
  }

  @Test("what stands around a picture is what it is without") func around() throws {
    func scene(_ camera: String) -> String {
      """
      name: seen
      horizon: 12
      bodies: [{name: cart, shape: {circle: 0.1}, mass: 1, position: {episode: {disc: {radius: 1}}}}]
      actuators: [{body: cart, mode: velocity, scale: 1}]
      task: {goal: {disc: {radius: 0.1}}}
      observe: [cart_position, \(camera){position: cart, noise: 0.1, delay: 2, dropout: 0.2}, \(camera)cart_velocity]
      reward: [{distance: [cart, goal], weight: -1}]
      levels: {far: {task: {goal: {disc: {radius: 1}}}}}
      """
    }
    let plain = try SceneFiles().family(scene(""))
    let seen = try SceneFiles().family(scene("{camera: {size: 2, width: 5, height: 4}}, "))
    #expect(
      seen.observationSpace.pictures == [
        PictureSpace("camera", offset: 2, height: 4, width: 5),
        PictureSpace("camera 2", offset: 64, height: 4, width: 5),
      ])
    let numbers = seen.observationSpace.parts.compactMap { if case .number(let i) = $0 { i } else { nil } }
    #expect(numbers == [0, 1, 62, 63, 124, 125])
    #expect(numbers.map { seen.observationSpace.components[$0] } == plain.observationSpace.components)
    let task = plain.drawTask(from: .train, using: RandomStream(seed: 3))
    var one = SceneEnv(plain, task: task)
    var other = SceneEnv(seen, task: task)
    let (first, wide) = (one.reset(seed: 4), other.reset(seed: 4))
    #expect(first == numbers.map { wide[$0] })
    for time in 0..<12 {
      let action = [Float(time % 2), 0.5]
      let (a, b) = (try one.step(action), try other.step(action))
      #expect(a.observation == numbers.map { b.observation[$0] } && a.result == b.result)
    }
    #expect(checkEnv { SceneEnv(seen, task: task) } == [])
    // An oracle's further numbers stand behind it all.
    #expect(seen.revealed.observationSpace.pictures == seen.observationSpace.pictures)
    #expect(seen.revealed.observationSpace.count > 126)
  }

  @Test("a picture is one line of the description and of the page") func words() throws {
    let family = try SceneFamily(named: "reach-pixels")
    #expect(family.describe().contains("\n  2–3073  camera, 32 × 32 × 3"))
    #expect(family.describe().split(separator: "\n").count < 30)
    #expect(family.page.contains("| 2–3073 | camera, 32 × 32 × 3 |  | 0 | 1 |\n"))
  }

  @Test("a state that is not finite, or out of sight, is not drawn") func far() throws {
    let image = try look(
      family("shape: {circle: 0.3}, position: [90, 90]", "shape: {box: [100, 100]}, position: [60, 0]"))
    #expect(Set(image.bytes) == Set(BodyColor.white.list))
  }
}

extension BodyColor {
  var list: [UInt8] { [bytes.0, bytes.1, bytes.2] }
}

/// A picture of one row.
private struct Image: Hashable {
  let width: Int
  let bytes: [UInt8]

  init(_ all: Span<UInt8>, row: Int, of picture: PictureSpace) {
    width = picture.width
    bytes = (row * picture.count..<(row + 1) * picture.count).map { all[$0] }
  }

  subscript(x: Int, y: Int) -> [UInt8] { Array(bytes[3 * (y * width + x)..<3 * (y * width + x) + 3]) }
}
