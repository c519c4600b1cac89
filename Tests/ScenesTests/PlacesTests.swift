import Gym
import Randomness
import Scenes
import Testing

/// What a task wants to be where.
@Suite struct PlacesTests {
  @Test("what the rules measure from is followed, in their order, and what they measure to is a goal")
  func places() throws {
    let family = try SceneFiles().family(
      """
      name: places
      horizon: 9
      bodies:
        - {name: puck, shape: {circle: 0.1}, mass: 1, position: [1, 0]}
        - {name: ball, shape: {circle: 0.1}, mass: 1, position: [2, 0]}
        - {name: robot, type: kinematic, shape: {circle: 0.1}, position: [0, 0]}
      actuators: [{body: robot, mode: velocity, scale: 1}]
      task: {goal: {disc: {radius: 1}}, trap: [3, 0], spot: [4, 0]}
      observe: [puck_position]
      reward:
        - {distance: [ball, goal], progress: true, weight: 1}
        - {distance: [goal, puck], weight: -1}
        - {distance: [robot, puck], weight: -1}
      success:
        - {distance: [puck, trap], above: 0.5}
        - {distance: [puck, goal], below: 0.25}
      """)
    let task = family.drawTask(from: .train, using: RandomStream(seed: 1))
    let followed = family.followed(for: task)
    #expect(followed.map(\.name) == ["puck", "ball", "robot"])
    #expect(followed.map(\.body) == [0, 1, 2])
    let goals = family.goals(for: task)
    #expect(goals.map(\.name) == ["trap", "goal", "spot"])
    // To be far from a place is no matter of how near.
    #expect(goals.map(\.tolerance) == [nil, 0.25, nil])
  }
}
