import Foundation
import Testing

/// `--list` and `--describe` for programs.
@Suite struct ListingTests {
  private func object(_ arguments: String...) throws -> [String: Any] {
    let outcome = try simRollout.run(arguments + ["--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\n").count == 1)
    return try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func theListHasWhatTheTextHas() throws {
    let list = try object("--list")
    #expect(Set(list.keys) == ["schemaVersion", "version", "environments", "suites", "mappings"])
    #expect(list["schemaVersion"] as? Int == 2)
    let environments = try #require(list["environments"] as? [[String: Any]])
    let names = try simRollout("--list").output.split(separator: "\n").map {
      String($0.prefix { $0 != " " })
    }
    let mappings = try #require(list["mappings"] as? [[String: Any]])
    let suites = try #require(list["suites"] as? [[String: Any]])
    #expect(
      (environments + suites + mappings).compactMap { $0["name"] as? String } == names && names.count >= 25)
    #expect(mappings.allSatisfy { Set($0.keys) == ["name", "summary"] })
    let reach = try #require(environments.first { $0["name"] as? String == "reach" })
    #expect(reach["id"] as? String == "limber/Reach-v0" && reach["horizon"] as? Int == 50)
    #expect(reach["hasExpert"] as? Bool == true)
    #expect(
      Set(reach.keys) == ["name", "id", "summary", "horizon", "stepSeconds", "hasExpert", "hasOptimum"])
  }

  @Test func theDescriptionHasWhatTheTextHas() throws {
    let reach = try object("--describe", "reach")
    #expect(
      Set(reach.keys) == [
        "schemaVersion", "version", "name", "id", "hash", "summary", "horizon", "stepSeconds", "observation",
        "action", "task",
      ])
    let text = try simRollout("--describe", "reach").output
    #expect(text.contains("scene \(try #require(reach["hash"] as? String))\n"))
    for kind in ["observation", "action", "task"] {
      let components = try #require(reach[kind] as? [[String: Any]])
      #expect(!components.isEmpty && components.allSatisfy { text.contains($0["name"] as? String ?? "?") })
      #expect(components.allSatisfy { ($0["unit"] == nil) == (kind == "task") })
      for component in components {
        let (low, high) = (component["low"] as? Double, component["high"] as? Double)
        #expect(try #require(low) < #require(high))
      }
    }
    let speed = try #require((reach["observation"] as? [[String: Any]])?[4])
    #expect(speed["name"] as? String == "velocity(joint0)" && speed["unit"] as? String == "rad/s")
    #expect(speed["high"] as? Double == 78.53982)
  }
}
