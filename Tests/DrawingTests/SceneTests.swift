import Drawing
import Gym
import Physics
import Randomness
import Scenes
import Testing

@Suite struct SceneTests {
  private func model(_ name: String, task index: Int = 0) throws -> SceneModel {
    let family = try SceneFamily(named: name)
    return SceneModel(family, task: family.drawTask(from: .test, using: RandomStream(seed: 1).split(index)))
  }

  /// Random actions, from the reset to the end.
  private func film(_ model: SceneModel, steps: Int? = nil) throws -> SceneMotion {
    let env = FilmedVectorEnv(model.family.makeVectorEnv(for: model.task, count: 1))
    var policy = RandomPolicy(actionSpace: model.family.actionSpace)
    _ = try rollout(&policy, in: env, streams: [RandomStream(seed: 3)])
    return env.motions[0]
  }

  @Test(arguments: Theme.allCases) func theGoalAndTheArmAreWhereTheTaskPutsThem(theme: Theme) throws {
    for task in 0..<5 {
      let model = try model("reach", task: task)
      let camera = SceneCamera(showing: model.extent(of: []), width: 300, height: 300)
      let bitmap = model.picture(at: model.start, ink: .before, camera: camera).bitmap(theme: theme)
      let goal = camera.point(model.goals[0].offset)
      #expect(model.goals.map(\.name) == ["target"] && model.goals[0].tolerance == 0.02)
      #expect(bitmap[Int(goal.x), Int(goal.y)] == theme.color(.goal))
      // The middle of the first link, unless the goal's ring lies there.
      let link = camera.point(model.start.poses[0].position)
      #expect(bitmap[Int(link.x), Int(link.y)] == theme.color(.before))
      #expect(bitmap[2, 2] == theme.color(.paper))
    }
  }

  @Test func placesAndPointsAreInverse() throws {
    let model = try model("push")
    let camera = SceneCamera(showing: model.extent(of: []), width: 320, height: 200)
    let place = Vector2(0.31, -0.12)
    let back = camera.place(camera.point(place))
    #expect((back - place).length < 1e-5)
  }

  @Test func goalsOnBodiesAreFoundAndWhatShouldReachThemIsFollowed() throws {
    let drawer = try model("drawer")
    #expect(drawer.goals.map(\.name) == ["goal"] && drawer.goals[0].body == 5)
    #expect(drawer.family.bodyNames[5] == "base")
    #expect(drawer.followed.map(\.name) == ["object", "grip"])
    // Of a goal only the height is asked for.
    #expect(try model("grasp").goals.map(\.name) == ["goal"])
    #expect(try model("grasp").followed.map(\.name) == ["object", "grip"])
    #expect(try model("navigate").followed.map(\.name) == ["robot"])
    #expect(try model("insert").followed.map(\.name) == ["tip", "grip"])
  }

  /// A moment is shown as its episode is after its steps, whatever the model was made for.
  @Test func whatAnEpisodeDrawsOrChangesIsShownWhereItIs() throws {
    let family = try SceneFamily(
      text: """
        name: jumping
        horizon: 20
        bodies: [{name: cart, shape: {circle: {episode: {uniform: [0.05, 0.4]}}}, mass: 1, position: [0, 0]}]
        actuators: [{body: cart, mode: velocity, scale: 1}]
        task: {goal: {episode: {rectangle: {low: [1, -1], high: [2, 1]}}}}
        changes: [{at: 5, point: goal, position: {rectangle: {low: [-2, -1], high: [-1, 1]}}}]
        observe: [cart_position, goal_position]
        reward: [{distance: [cart, goal], weight: -1}]
        """, source: "jumping")
    let model = SceneModel(family, task: family.drawTask(from: .test, using: RandomStream(seed: 1)))
    let env = FilmedVectorEnv(family.makeVectorEnv(for: model.task, count: 2))
    var policy = ZeroPolicy()
    let seen = try rollout(&policy, in: env, streams: [RandomStream(seed: 3), RandomStream(seed: 4)])
    let camera = SceneCamera(showing: model.extent(of: env.motions), width: 400, height: 300)
    for (row, motion) in env.motions.enumerated() {
      for (step, moment) in motion.moments.enumerated().dropLast() {
        #expect(moment.step == step)
        let place = model.position(of: model.goals[0], at: moment)
        #expect([place.x, place.y] == Array(seen[row].observations[4 * step + 2..<4 * step + 4]))
        let bitmap = model.picture(at: moment, camera: camera).bitmap(theme: .light)
        let point = camera.point(place)
        #expect(bitmap[Int(point.x), Int(point.y)] == Theme.light.color(.goal))
        guard case .circle(_, let radius) = family.shapes(for: model.task, seed: moment.seed)[0][0] else {
          return
        }
        let middle = camera.point(Vector2(0, 0))
        for (factor, isInside) in [(0.85, true), (1.15, false)] {
          let x = Int(middle.x - factor * camera.scale * Double(radius))
          #expect((bitmap[x, Int(middle.y)] == Theme.light.color(.after)) == isInside)
        }
      }
    }
    #expect(env.motions[0].moments[0].seed != env.motions[1].moments[0].seed)
  }

  @Test func aTrailIsDrawnInItsInk() throws {
    let model = try model("navigate")
    let camera = SceneCamera(showing: [Vector2(-1, -1), Vector2(1, 1)], width: 200, height: 200)
    let trail = Trail([Vector2(-0.9, 0.8), Vector2(0.9, 0.8)], ink: .series(2), width: 4)
    let bitmap = model.picture(at: model.start, trails: [trail], camera: camera).bitmap()
    let place = camera.point(Vector2(0.5, 0.8))
    #expect(bitmap[Int(place.x), Int(place.y)] == Theme.light.color(.series(2)))
  }

  @Test func touchedBodiesHaveTheOutlineOfContacts() throws {
    let model = try model("grasp")
    var moment = model.start
    let camera = SceneCamera(showing: model.extent(of: []), width: 400, height: 300)
    let without = model.picture(at: moment, camera: camera)
    moment.touched = [model.family.bodyNames.firstIndex(of: "object") ?? -1]
    let with = model.picture(at: moment, camera: camera)
    func outlines(_ picture: Picture) -> Int {
      picture.elements.filter {
        if case .polyline(_, _, let style) = $0 { style.stroke?.ink == .contact } else { false }
      }.count
    }
    #expect(outlines(without) == 0 && outlines(with) == 1)
  }

  /// A box that has fallen to the floor is touched.
  @Test func filmsNoteContacts() throws {
    let model = try model("grasp")
    let object = try #require(model.family.bodyNames.firstIndex(of: "object"))
    let motion = try film(model)
    #expect(motion.moments[0].touched.isEmpty)
    #expect(motion.moments.contains { $0.touched.contains(object) })
  }

  @Test(arguments: SceneFamily.knownNames) func everyFamilyIsDrawn(name: String) throws {
    let model = try model(name)
    let motion = try film(model)
    #expect(motion.moments.count == model.family.horizon + 1 || motion.last.isSuccess)
    let camera = SceneCamera(showing: model.extent(of: [motion]), width: 240, height: 180)
    let trails = model.followed.map { Trail(model.path(of: $0, in: motion), ink: .before) }
    #expect(!trails.isEmpty)
    let picture = model.picture(at: motion.last, trails: trails, ink: .before, camera: camera)
    let bitmap = picture.bitmap()
    let colors = Set((0..<180).flatMap { y in (0..<240).map { bitmap[$0, y] } })
    #expect(colors.contains(Theme.light.color(.before)) && colors.contains(Theme.light.color(.paper)))
    // Every part that moves is in sight, in every moment.
    for moment in motion.moments {
      for (pose, role) in zip(moment.poses, model.roles) where role != .wall {
        let place = camera.point(pose.position)
        #expect((0...240).contains(place.x) && (0...180).contains(place.y))
      }
    }
    #expect(picture.bitmap().png() == bitmap.png())
    _ = try elements(ofSVG: picture.svg())
  }

  @Test func aFilmShowsTheRolloutThatIsScored() throws {
    let model = try model("reach-broken")
    let streams = (0..<3).map { RandomStream(seed: 9).split($0) }
    var policy = RandomPolicy(actionSpace: model.family.actionSpace)
    let plain = try rollout(
      &policy, in: model.family.makeVectorEnv(for: model.task, count: 3), streams: streams)
    let env = FilmedVectorEnv(model.family.makeVectorEnv(for: model.task, count: 3))
    #expect(try rollout(&policy, in: env, streams: streams) == plain)
    for (motion, episode) in zip(env.motions, plain) {
      #expect(motion.moments.count == episode.length + 1)
      #expect(abs(motion.last.totalReward - episode.totalReward) < 1e-3)
      #expect(motion.moments[0].poses == model.start.poses)
      #expect(motion.moments[1].poses != motion.moments[0].poses)
    }
  }
}
