/// The Jacobian J of a function of parameters at a point, ready to be multiplied with many vectors.
///
/// The function is computed once; its operations are kept with their inputs and outputs, and a product runs
/// only their derivatives: J v from the first operation to the last (as `jacobianVectorProduct` does), Jᵀ w
/// from the last to the first. What does not lead to an output is dropped. The memory is that of everything
/// the function computed on the way, `byteCount`, for as long as the caller keeps the value.
public struct Linearization: Sendable {
  /// What the function returned.
  public let outputs: [Tensor]
  private let parameters: Parameters
  private let steps: [Step]
  private let slotCount: Int
  /// Where each output stands; nil for one that does not depend on the parameters.
  private let outputSlots: [Int?]

  /// An operation, whose `parents` are slots, and what it leaves behind.
  fileprivate struct Step: Sendable {
    let application: Application
    let slot: Int
    /// Slots whose tangents no later step reads.
    var finished: [Int] = []
    /// The product that this step, an activation's gradient, is the only reader of: forward they are one step.
    var product: Application?
    /// Whether a later step has this one as its product.
    var isTaken = false

    /// Slots read forward.
    var reads: [Int] {
      isTaken ? [] : (application.parents + (product?.parents ?? [])).filter { $0 >= 0 }
    }
  }

  /// Computes `f` once. `f` may itself take derivatives.
  public init(of f: (Parameters) throws -> [Tensor], at parameters: Parameters) rethrows {
    let level = Level(.reverse)
    defer { level.close() }
    let outputs = try f(parameters.mapLeaves(level.variable))
    self.init(level, outputs: outputs, parameters: parameters)
  }

  /// Slots are the tape's entries that lead to an output, in order, after those of the parameters.
  private init(_ level: Level, outputs: [Tensor], parameters: Parameters) {
    self.parameters = parameters
    let variables = parameters.leaves.count
    self.outputs = outputs.map { $0.lowered(from: level) }
    let tape = level.finish()
    let entries: [Int?] = outputs.map { output in
      guard let trace = output.trace, trace.level === level else { return nil }
      return trace.index
    }
    var live = [Bool](repeating: false, count: tape.count)
    for entry in entries { if let entry { live[entry] = true } }
    for index in tape.indices.reversed() where live[index] {
      for parent in tape[index]?.parents ?? [] where parent >= 0 { live[parent] = true }
    }
    var slots = [Int](repeating: -1, count: tape.count)
    var steps: [Step] = []
    for index in tape.indices {
      if index < variables {
        slots[index] = index
      } else if live[index], let application = tape[index] {
        let parents = application.parents.map { $0 < 0 ? -1 : slots[$0] }
        slots[index] = variables + steps.count
        steps.append(Step(application: application.with(parents: parents), slot: slots[index]))
      }
    }
    slotCount = variables + steps.count
    outputSlots = entries.map { $0.map { slots[$0] } }
    if steps.count > 1 {
      Self.joinProducts(&steps, slotCount: slotCount, outputSlots: outputSlots)
      var read = Set(outputSlots.compactMap { $0 })
      for i in steps.indices.reversed() {
        for parent in steps[i].reads where read.insert(parent).inserted { steps[i].finished.append(parent) }
      }
    }
    self.steps = steps
  }

  /// Finds the products that `Step.product` speaks of.
  private static func joinProducts(_ steps: inout [Step], slotCount: Int, outputSlots: [Int?]) {
    var readers = [Int](repeating: 0, count: slotCount)
    for slot in outputSlots { if let slot { readers[slot] += 1 } }
    for step in steps { for slot in step.reads { readers[slot] += 1 } }
    let first = slotCount - steps.count
    for i in steps.indices {
      let slot = steps[i].application.parents[0]
      guard steps[i].application.operation is ActivationGradient, slot >= first, readers[slot] == 1 else {
        continue
      }
      let maker = slot - first
      guard let sum = steps[maker].application.operation as? ProductSum, !sum.hasBias else { continue }
      steps[i].product = steps[maker].application
      steps[maker].isTaken = true
    }
  }

  /// J v, one tensor for each output; `tangent` has the parameters' names and shapes.
  public func pushForward(_ tangent: Parameters) -> [Tensor] {
    var tangents = [Tensor?](repeating: nil, count: slotCount)
    for (i, entry) in parameters.matched(with: tangent, "pushForward").enumerated() { tangents[i] = entry }
    for step in steps where !step.isTaken {
      tangents[step.slot] = step.pushForward(tangents)
      for slot in step.finished { tangents[slot] = nil }
    }
    return zip(outputs, outputSlots).map { output, slot in
      slot.flatMap { tangents[$0] } ?? .zeros(output.shape)
    }
  }

  /// Jᵀ w for one cotangent per output, of the output's shape.
  public func pullBack(_ cotangents: [Tensor]) -> Parameters {
    precondition(
      cotangents.map(\.shape) == outputs.map(\.shape),
      "pullBack: cotangents \(cotangents.map(\.shape)) for outputs \(outputs.map(\.shape))")
    var sums = [Tensor?](repeating: nil, count: slotCount)
    for (slot, cotangent) in zip(outputSlots, cotangents) {
      if let slot { sums[slot].accumulate(cotangent) }
    }
    for step in steps.reversed() {
      guard let cotangent = sums[step.slot].take() else { continue }
      let contributions = step.application.operation.pullback(cotangent, step.application)
      for (parent, contribution) in zip(step.application.parents, contributions) where parent >= 0 {
        if let contribution { sums[parent].accumulate(contribution) }
      }
    }
    var index = 0
    return parameters.mapLeaves { parameter in
      defer { index += 1 }
      return sums[index] ?? .zeros(parameter.shape)
    }
  }

  /// Bytes of the tensors kept, each counted once; the parameters and the function's data are among them.
  public var byteCount: Int {
    var seen = Set<ObjectIdentifier>()
    var bytes = 0
    for step in steps {
      bytes += step.application.operation.keptBytes
      for tensor in step.application.inputs + [step.application.output] {
        let storage = tensor.storage.owner ?? tensor.storage
        if seen.insert(ObjectIdentifier(storage)).inserted {
          bytes += storage.count * MemoryLayout<Float>.stride
        }
      }
    }
    return bytes
  }
}

extension Linearization.Step {
  /// The tangent that this step leaves, from those of all slots; nil for zero.
  fileprivate func pushForward(_ tangents: [Tensor?]) -> Tensor? {
    let inputs = application.parents.map { $0 < 0 ? nil : tangents[$0] }
    if let product, let sum = product.operation as? ProductSum,
      let gradient = application.operation as? ActivationGradient
    {
      let products = sum.tangentProducts(product.parents.map { $0 < 0 ? nil : tangents[$0] }, product)
      if !products.isEmpty { return gradient.pushforward(products, inputs[1], application) }
    }
    if inputs.allSatisfy({ $0 == nil }) { return nil }
    return application.operation.pushforward(inputs, application)
  }
}

extension Application {
  func with(parents: [Int]) -> Application {
    Application(operation: operation, inputs: inputs, output: output, parents: parents)
  }
}
