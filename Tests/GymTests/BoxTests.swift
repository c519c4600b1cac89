import Gym
import Testing

@Suite("Boxes and seeds") struct BoxTests {
  let box = Box([Component("angle", unit: "rad", low: -1, high: 1), Component("speed", unit: "rad/s")])

  @Test("a box contains one finite number in range for every component") func contains() {
    #expect(box.contains([1, 1e30]))
    #expect(!box.contains([1.1, 0]))
    #expect(!box.contains([0, .nan]))
    #expect(!box.contains([0, .infinity]))
    #expect(!box.contains([0]))
    #expect(!box.contains([0, 0, 0]))
  }

  @Test("an upside-down range traps") func upsideDown() async {
    await #expect(processExitsWith: .failure) { _ = Component("x", low: 1, high: 0) }
  }

  @Test("a trajectory whose arrays disagree traps") func trajectory() async {
    await #expect(processExitsWith: .failure) {
      _ = Trajectory(
        observationCount: 2, actionCount: 1, observations: [0], actions: [0], rewards: [0],
        finalObservation: [0, 0], terminated: false, success: false)
    }
  }

  @Test("the first episode keeps its seed and later ones differ") func following() {
    #expect(VectorEnvSeeds.following(5, episode: 0) == 5)
    let seeds = (0..<100).map { VectorEnvSeeds.following(5, episode: $0) }
    #expect(Set(seeds).count == 100)
  }
}
