import Foundation
import Randomness
import Scenes
import Testing

@testable import Drawing

/// Bodies appear in the colours that their scene gives them.
@Suite struct ColorPictureTests {
  private static let text = """
    name: colours
    horizon: 10
    bodies:
      - {name: cart, shape: {circle: 0.1}, mass: {uniform: [1, 2]}, position: [0, 0], color: red}
      - {name: ball, shape: {circle: 0.1}, mass: 1, position: [1, 0], color: {choice: [green, blue]}}
      - {name: block, type: static, shape: {box: [0.1, 0.1]}, position: [0, 1]}
    actuators: [{body: cart, mode: velocity, scale: 1}]
    task: {goal: [0.5, 0.5]}
    observe: [cart_position]
    reward: [{distance: [cart, goal], weight: -1}]
    """

  @Test func aBodyIsFilledWithItsOwnColourOrThatOfItsRole() throws {
    let family = try SceneFamily(text: Self.text, source: "test")
    for seed: UInt64 in 0..<6 {
      let task = family.drawTask(from: .train, using: RandomStream(seed: seed))
      let model = SceneModel(family, task: task)
      let camera = SceneCamera(showing: model.extent(of: []), width: 200, height: 200)
      let picture = model.picture(at: model.start, camera: camera)
      let fills = Set(
        picture.elements.compactMap { element -> Ink? in
          switch element {
          case .circle(_, _, let style), .polyline(_, _, let style): style.fill?.ink
          default: nil
          }
        })
      let ball: BodyColor = task.numbers[1] == 0 ? .green : .blue
      #expect(fills == [.body(.red), .body(ball), .wall, .goal])
      for theme in Theme.allCases {
        #expect(picture.svg(theme: theme).contains("fill=\"#d62828\""))
        #expect(theme.color(.body(ball)) == RGB(ball.code))
      }
      #expect(picture.svgWithVariables().contains("fill=\"\(RGB(ball.code).code)\""))
    }
  }
}
