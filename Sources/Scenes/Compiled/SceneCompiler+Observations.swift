import Gym
import Physics

extension SceneCompiler {
  mutating func compileObservations() {
    // Where each term's outputs begin, and where the last one's end.
    var ends = [0]
    for term in scene.observations {
      compile(term)
      ends.append(outputs.count)
    }
    readings = scene.readings.map { reading in
      let own = ends[reading.terms.lowerBound]..<ends[reading.terms.upperBound]
      // Where what is there lies at a bound, noise would else be cut on one side.
      let margin = 4 * (reading.noise?.support.upperBound ?? 0)
      for i in own where margin > 0 {
        outputs[i].low -= margin
        outputs[i].high += margin
        let component = components[outputs[i].place]
        components[outputs[i].place] = Component(
          component.name, unit: component.unit, low: outputs[i].low, high: outputs[i].high)
      }
      return CompiledScene.Reading(
        outputs: own,
        noiseChannel: reading.noise.map { constant($0) }, delay: reading.delay,
        dropoutChannel: reading.dropout.map { constant($0) })
    }
  }

  private mutating func compile(_ term: ObservationTerm) {
    switch term {
    case .jointCosines(let joints): angles(of: joints, .cosine, "cos")
    case .jointSines(let joints): angles(of: joints, .sine, "sin")
    case .jointPositions(let joints):
      for i in joints {
        let joint = scene.joints[i]
        let name = joint.unit == "m" ? "position" : "angle"
        output(
          masked(layout.joint(i) + StateLayout.position, of: joint), "\(name)(\(joint.name))", joint.unit,
          .everything)
      }
    case .jointVelocities(let joints):
      for i in joints {
        let joint = scene.joints[i]
        output(
          masked(layout.joint(i) + StateLayout.speed, of: joint), "velocity(\(joint.name))",
          "\(joint.unit)/s",
          scene.speed(ofJoint: i))
      }
    case .jointMask(let joints):
      for joint in joints.map({ scene.joints[$0] }) {
        output(constant(joint.presence ?? Quantity(1)), "mask(\(joint.name))", "", Interval(0, 1))
      }
    case .position(let point):
      outputPair(channels(ofPoint: point), scene.points[point].name, "m", scene.bounds(ofPoint: point))
    case .velocity(let point):
      outputPair(
        velocityChannels(ofPoint: point), "velocity(\(scene.points[point].name))", "m/s", .everything)
    case .offset(let a, let b):
      let (from, to) = (channels(ofPoint: a), channels(ofPoint: b))
      let out = temporaries(2)
      program.append(Instruction(.subtract, out: out, from, to))
      program.append(Instruction(.subtract, out: out + 1, from + 1, to + 1))
      outputPair(
        out, "\(scene.points[a].name) - \(scene.points[b].name)", "m",
        scene.bounds(ofPoint: a) - scene.bounds(ofPoint: b))
    case .rotation(let body):
      let name = scene.bodies[body].name
      output(layout.body(body) + StateLayout.cosine, "cos(\(name))", "", Interval(-1, 1))
      output(layout.body(body) + StateLayout.sine, "sin(\(name))", "", Interval(-1, 1))
    case .angularVelocity(let body):
      output(
        layout.body(body) + StateLayout.angularVelocity, "velocity(\(scene.bodies[body].name))", "rad/s",
        .everything)
    case .color(let body):
      guard let color = scene.bodies[body].color else { preconditionFailure("body \(body) has no colour") }
      for (i, name) in ["red", "green", "blue"].enumerated() {
        let component = color.mapped { BodyColor.allCases[Int($0)].components[i] }
        output(constant(component), "\(name)(\(scene.bodies[body].name))", "", Interval(0, 1))
      }
    case .sensor(let sensor, let name):
      output(layout.sensor(sensor), name, scene.sensors[sensor].unit, scene.sensors[sensor].range)
    case .touch(let sensor, let name):
      output(touch(sensor), name, "", Interval(0, 1))
    case .camera(let camera): picture(camera)
    case .sentence(let sentence):
      for (i, word) in sentence.words.enumerated() {
        for (k, name) in sentence.vocabulary.enumerated() {
          output(
            constant(word.mapped { Int($0) == k ? 1 : 0 }), "word\(i)(\(name))", "", Interval(0, 1))
        }
      }
    case .present(let number, let scale):
      let watch = watch(number, over: scale)
      output(watch.channel, "present(\(scene.name(of: number)))", "", watch.bounds)
    case .number(let quantity, let name):
      output(
        constant(quantity), name, "", Interval(quantity.support.lowerBound, quantity.support.upperBound))
    }
  }

  private mutating func angles(
    of joints: [Int], _ operation: Instruction.Operation, _ function: String
  ) {
    for joint in joints.map({ scene.joints[$0] }) {
      guard case .revolute = joint.kind else { continue }
      let out = temporaries(1)
      let a = joint.bodyA.map { layout.body($0) } ?? -1
      program.append(Instruction(operation, out: out, a, layout.body(joint.bodyB)))
      output(masked(out, of: joint), "\(function)(\(joint.name))", "", Interval(-1, 1))
    }
  }

  /// A number of a joint that is 0 in tasks that lack the joint.
  mutating func masked(_ channel: Int, of joint: JointDescription) -> Int {
    guard let presence = joint.presence else { return channel }
    let out = temporaries(1)
    program.append(Instruction(.multiply, out: out, channel, constant(presence)))
    return out
  }

  private mutating func picture(_ camera: CameraDescription) {
    let name = pictures.isEmpty ? "camera" : "camera \(pictures.count + 1)"
    let picture = PictureSpace(name, offset: components.count, height: camera.height, width: camera.width)
    let markers = camera.markers.map { channels(ofPoint: $0.point) }
    cameras.append(CompiledScene.Camera(description: camera, place: components.count, markers: markers))
    pictures.append(picture)
    components += Array(repeating: Component(name, low: 0, high: 1), count: picture.count)
  }

  mutating func velocityChannels(ofPoint i: Int) -> Int {
    if case .onOne(let which, let offset) = scene.points[i].place {
      return choose(which) { $0.write(velocityOf: $1, offset, to: $2) }
    }
    let out = temporaries(2)
    switch scene.points[i].place {
    case .onOne: break
    case .fixed:
      let zero = constant(Quantity(0))
      program.append(Instruction(.multiply, out: out, zero, zero))
      program.append(Instruction(.multiply, out: out + 1, zero, zero))
    case .onBody(let body, let offset): write(velocityOf: body, offset, to: out)
    }
    return out
  }

  private mutating func write(velocityOf body: Int, _ offset: QuantityPoint, to out: Int) {
    let center = scene.bodies[body].centerOfMass
    let x = constant(offset.x + -center.x)
    _ = constant(offset.y + -center.y)
    program.append(Instruction(.velocity, out: out, layout.body(body), x))
  }

  private mutating func output(_ channel: Int, _ name: String, _ unit: String, _ range: Interval) {
    outputs.append(
      CompiledScene.Output(channel: channel, low: range.low, high: range.high, place: components.count))
    components.append(Component(name, unit: unit, low: range.low, high: range.high))
  }

  private mutating func outputPair(_ channel: Int, _ name: String, _ unit: String, _ range: IntervalPair) {
    func named(_ axis: String) -> String {
      name.contains(" ") ? "(\(name))_\(axis)" : "\(name)_\(axis)"
    }
    output(channel, named("x"), unit, range.x)
    output(channel + 1, named("y"), unit, range.y)
  }
}

extension SensorDescription {
  var unit: String {
    switch self {
    case .contactForce: "N"
    case .ray: "m"
    }
  }

  /// What it can report.
  var range: Interval {
    switch self {
    case .contactForce: Interval(0, .infinity)
    case .ray(_, _, _, let range): Interval(0, range)
    }
  }
}
