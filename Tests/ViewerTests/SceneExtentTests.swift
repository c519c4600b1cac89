import Drawing
import Experiments
import Physics
import Scenes
import Testing

@testable import Viewer

@Suite struct SceneExtentTests {
  /// The smaller of the shares of the panel that the task's bodies and goals take up, and everywhere that its goals
  /// may be dragged to.
  @Test(arguments: SceneFamily.knownNames) func aSceneFillsItsPanel(name: String) throws {
    let session = try LiveSession(RolloutRun(environment: name, policy: "random"), seed: 1)
    for _ in 0..<3 {
      let (camera, corners) = (session.camera, session.extent.corners.map(session.camera.point))
      let wide = (corners[1].x - corners[0].x) / camera.width
      let high = (corners[0].y - corners[1].y) / camera.height
      #expect(max(wide, high) > 0.93 && max(wide, high) < 0.96)
      // Nothing of the task is out of sight, and none of the room is for other tasks' bodies.
      let own = session.model.extent(of: [])
      for point in own.map(camera.point) {
        #expect(point.x >= 0 && point.x <= camera.width && point.y >= 0 && point.y <= camera.height)
      }
      session.handle(.newTask)
    }
  }

  @Test func itGrowsWhereBodiesLeaveItWithinLimits() throws {
    let session = try LiveSession(RolloutRun(environment: "push", policy: "random"), seed: 1)
    var extent = SceneExtent(session.model, others: [])
    let (low, high) = (extent.low, extent.high)
    extent.include([high + Vector2(0.1, 0), Vector2(.nan, .infinity)])
    #expect(extent.high == high + Vector2(0.1, 0) && extent.low == low)
    extent.include([Vector2(1000, -1000)])
    #expect(extent.high.x < high.x + 0.6 * (high.x - low.x) && extent.low.y > low.y - 0.6 * (high.y - low.y))
  }
}
