import Experiments
import Models
import Scenes
import Testing

@testable import Viewer

@Suite struct ActuatorStateTests {
  @Test(
    arguments: [
      (1, 1, "works"), (1, 0, "dead"), (1, -1, "reversed"), (1, 0.4, "×0.4"), (-1, 1, "reversed by the task"),
      (0, 1, "dead by the task"), (0.4, 1, "×0.4 by the task"), (-0.5, 1, "reversed ×0.5 by the task"),
      (-1, -1, "works: reversed by the task, reversed by you"),
      (0.4, 0, "dead: ×0.4 by the task, dead by you"),
      (-1, 0.4, "reversed ×0.4: reversed by the task, ×0.4 by you"),
    ] as [(Float, Float, String)])
  func wordsSayWhatItDoesAndWhoMadeItSo(_ task: Float, _ reader: Float, _ text: String) {
    #expect(ActuatorState(task: task, reader: reader).text == text)
  }

  /// Nothing that the task itself broke is said to work.
  @Test func whatTheTaskBrokeIsSaid() throws {
    let session = try LiveSession(RolloutRun(environment: "reach-broken", policy: "expert"), seed: 1)
    var seen: Set<String> = []
    for _ in 0..<40 {
      session.handle(.newTask)
      let line = try #require(session.picture().allTexts.first { $0.hasPrefix("actuators: ") })
      let number = try #require(zip(session.task.names, session.task.numbers).first { $0.0 == "case" }).1
      let broken = (1...9).contains(number) ? (Int(number) - 1) : nil
      let words = line.dropFirst("actuators: ▸ ".count).split(separator: ", ").map {
        $0.split(separator: " ").dropFirst().joined(separator: " ")
      }
      for (joint, word) in words.enumerated() {
        guard let broken, broken / 3 == joint else {
          #expect(word == "works")
          continue
        }
        #expect(word == ["×0.4 by the task", "reversed by the task", "dead by the task"][broken % 3])
        seen.insert(word)
      }
    }
    #expect(seen.count == 3)
  }
}
