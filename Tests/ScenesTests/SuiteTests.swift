import Foundation
import Gym
import Randomness
import Scenes
import Testing

@Suite("Suites") struct SuiteTests {
  @Test("every suite loads and serves both halves apart", arguments: SceneSuite.knownNames)
  func halves(_ name: String) throws {
    let suite = try SceneSuite(named: name)
    #expect(suite.name == name && !suite.summary.isEmpty)
    var served: [Split: Set<[String]>] = [:]
    for split in Split.allCases {
      let names = Set(suite.families(for: split).map(\.name))
      var used: Set<String> = []
      for i in 0..<500 {
        let (family, task) = suite.drawTask(from: split, using: RandomStream(seed: 5).split(i))
        #expect(task.split == split && family.accepts(task))
        used.insert(family.name)
        served[split, default: []].insert([family.name] + task.numbers.map { "\($0)" })
      }
      #expect(used == names, "every family has its turn")
    }
    #expect(served[.train, default: []].isDisjoint(with: served[.test, default: []]))
    #expect(served[.train]?.count == 500 && served[.test]?.count == 500)
  }

  @Test("validation is other tasks of the scenes that are trained on") func validation() throws {
    let suite = try SceneSuite(named: "manipulation-10")
    #expect(suite.families(for: .validation).map(\.name) == suite.train.map(\.name))
    #expect(suite.families(for: .test).map(\.name) == suite.test.map(\.name))
  }

  @Test("ten families for training, and others held out") func heldOut() throws {
    let suite = try SceneSuite(named: "manipulation-10")
    #expect(suite.train.count == 10 && suite.test.count == 2)
    #expect(Set(suite.train.map(\.name)).isDisjoint(with: suite.test.map(\.name)))
    #expect(suite.heldOut == .pivot)
    #expect(try SceneSuite(text: suite.text, source: "text").heldOut == .pivot)
    #expect(suite.train.allSatisfy { !$0.mechanisms.contains(.pivot) })
    #expect(suite.test.allSatisfy { $0.mechanisms == [.pivot] })
  }

  @Test(
    "joints of what is handled are its mechanisms",
    arguments: [
      ("push", []), ("grasp", []), ("insert", []), ("drawer", [.slide]), ("door", [.slide]),
      ("lever", [.pivot]),
      ("dial", [.pivot]), ("press", [.slide, .spring]), ("reach", []), ("wind", []),
    ] as [(String, [Mechanism])])
  func mechanisms(_ name: String, _ expected: [Mechanism]) throws {
    #expect(try SceneFamily(named: name).mechanisms == expected)
  }

  @Test("a joint that is driven, or is an arm's, is none of them; one of any kind with stiffness is a spring")
  func drivenJoints() throws {
    func mechanisms(_ joint: String, driven: Bool = false) throws -> [Mechanism] {
      let text = """
        name: own
        horizon: 5
        arm: {links: [{length: 0.1, radius: 0.01, density: 100, spring: {stiffness: 1}}]}
        bodies: [{name: object, shape: {circle: 0.05}, density: 1, position: [0.5, 0]}]
        joints: [{name: j, between: [ground, object], at: [[0.5, 0], [0, 0]], \(joint)}]
        actuators: [{joint: \(driven ? "j" : "shoulder"), mode: velocity, scale: 1, torque: 1}]
        observe: [joint_cosines]
        reward: [{control: squared, weight: -1}]
        """
      return try SceneFamily(text: text, source: "own").mechanisms
    }
    #expect(try mechanisms("type: revolute") == [.pivot])
    #expect(try mechanisms("type: revolute", driven: true) == [])
    #expect(try mechanisms("type: revolute, spring: {stiffness: 2}") == [.pivot, .spring])
    #expect(try mechanisms("type: revolute, spring: {damping: 2}") == [.pivot])
    #expect(try mechanisms("type: weld") == [])
    #expect(try mechanisms("type: distance, length: 0.1") == [.rod])
    #expect(
      try mechanisms("type: distance, length: 0.1, stiffness: {uniform: [0, 5]}, damping: 1") == [
        .rod, .spring,
      ])
  }

  @Test("the manipulation families share one observation and one action, but for two pucks and two arms")
  func layout() throws {
    let (sort, two) = (try SceneFamily(named: "sort"), try SceneFamily(named: "two-arms"))
    let families = try ExpertTests.manipulation.filter { !["sort", "two-arms"].contains($0) }
      .map { try SceneFamily(named: $0) }
    #expect(sort.actionSpace == families[0].actionSpace && !sort.hasLayout(of: families[0]))
    #expect(two.actionSpace.count == 8 && !two.hasLayout(of: families[0]))
    for family in families { #expect(family.hasLayout(of: families[0]), "\(family.name)") }
    #expect(families[0].observationSpace.count == 22 && families[0].actionSpace.count == 4)
    #expect(!(try SceneFamily(named: "reach").hasLayout(of: families[0])))
  }

  @Test("what is wrong with a suite is said") func bad() throws {
    let files = try SceneFiles()
    func message(_ text: String) throws -> String {
      let path = try files.write(text, as: "suite.yaml")
      do throws(SceneError) {
        _ = try SceneSuite(named: path)
        return "no error"
      } catch {
        return error.description.replacingOccurrences(of: files.folder.path + "/", with: "")
      }
    }
    #expect(
      try message("name: a\ntrain: [push, reach]\ntest: [push]\n")
        == "suite.yaml:1: reach observes or acts otherwise than push, expected the same components")
    #expect(
      try message("name: a\ntrain: [puhs]\ntest: [push]\n").hasPrefix(
        "suite.yaml:2: train[0]: puhs: no such environment (did you mean \"push\"?), expected"))
    #expect(
      try message("name: a\ntrain: [push]\ntest: [suite/push]\n")
        == "suite.yaml:3: test[0]: suite/push is a suite, expected the name of an environment or a scene's path"
    )
    #expect(
      try message("name: a\ntrain: [./none.yaml]\ntest: [push]\n")
        .hasPrefix("suite.yaml:2: train[0]: ./none.yaml: no such file"))
    #expect(
      try message("name: a\ntrain: []\ntest: [push]\n")
        == "suite.yaml:2: train: a list of 0, expected 1 to 1000 items: names of environments")
    #expect(
      try message("name: a\ntrain: [push, dial]\ntest: [lever]\nholds_out: pivot\n")
        == "suite.yaml:2: train[1]: dial is pivot, expected no pivot, which the suite holds out")
    #expect(
      try message("name: a\ntrain: [push]\ntest: [press, drawer]\nholds_out: spring\n")
        == "suite.yaml:3: test[1]: drawer is slide, expected a spring, which the suite holds out")
    #expect(
      try message("name: a\ntrain: [lever]\ntest: [push]\nholds_out: slide\n")
        == "suite.yaml:3: test[0]: push is free, expected a slide, which the suite holds out")
    #expect(
      try message("name: a\ntrain: [push]\ntest: [lever]\nholds_out: hinge\n")
        == "suite.yaml:4: holds_out: no mechanism named \"hinge\", expected one of pivot, slide, rod, spring")
    #expect(
      try message("name: a\ntest: [push]\n")
        == "suite.yaml:1: the key \"train\" is missing, expected it here")
  }
}
