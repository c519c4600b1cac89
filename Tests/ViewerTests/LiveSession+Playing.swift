import Drawing
import Foundation
import Physics
import Scenes

@testable import Viewer

extension LiveSession {
  /// Lets adapting come to its end.
  func settle() {
    while isAdapting {
      Thread.sleep(forTimeInterval: 0.005)
      advance(0)
    }
  }

  /// Where a place of the scene is in the left panel, px.
  func point(of place: Vector2) -> Point {
    let point = camera.point(place)
    return Point(point.x + panels[0].x, point.y + panels[0].y)
  }

  /// Presses the first goal in the left panel, drags it to a place, and lets it go.
  func dragGoal(to place: Vector2) {
    handle(.press(point(of: model.goals[0].offset)))
    handle(.move(point(of: place)))
    handle(.release)
  }
}
