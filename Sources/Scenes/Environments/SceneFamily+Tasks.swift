import Foundation
public import Physics
public import Randomness

// Tasks that nobody drew: read from a file, written by hand, or dragged elsewhere with the mouse.

extension SceneFamily {
  /// The draw has the numbers that this family's scene draws, each from the rule it is drawn by.
  public func accepts(_ draw: TaskDraw) -> Bool {
    draw.names == taskNames && draw.numbers.count == draw.names.count && wrongRule(for: draw.numbers) == nil
      && scene.variant(for: draw.numbers).description.crowding(draw.numbers) == nil
  }

  /// What the task draws, each number on −1 to 1 over its support in training.
  public func coordinates(of draw: TaskDraw) -> [Float] {
    zip(draw.numbers, scene.taskSupports).map { number, support in
      let (middle, factor) = support.normalization
      return factor * (number - middle)
    }
  }

  /// What the task draws, for people: numbers to three digits, and what it chose where that is no number.
  public func words(for draw: TaskDraw) -> [(name: String, value: String)] {
    scene.variant(for: draw.numbers).description.taskRules.placed.flatMap { rule, place in
      zip(rule.names, draw.numbers[place]).map { name, number in
        if rule.options.indices.contains(Int(number)) { return (name, rule.options[Int(number)]) }
        return (name, String(format: "%.3g", Double(number)).replacing("-", with: "−"))
      }
    }
  }

  /// A task by hand.
  /// - Parameters:
  ///   - numbers: in the order of `taskRanges`.
  ///   - split: the half that it has to stand in; nil for whichever it does, which `TaskDraw.split` says.
  /// - Throws: where the family draws no such task.
  public func task(numbers: [Float], in split: Split? = nil) throws(SceneError) -> TaskDraw {
    guard numbers.count == taskNames.count else {
      throw .noTask(
        family: name,
        problem: "\(numbers.count) numbers, expected \(taskNames.count)"
          + (taskNames.isEmpty ? "" : ": \(taskNames.joined(separator: ", "))"))
    }
    let numbers = numbers.map { $0 + 0 }  // no negative zero, whose bits would make another task of it
    if let (rule, place) = wrongRule(for: numbers) {
      throw .noTask(
        family: name,
        problem: "\(rule.names.joined(separator: ", ")): "
          + "\(numbers[place].map { SceneNode.text($0) }.joined(separator: ", ")), expected \(rule.words)")
    }
    if let problem = scene.variant(for: numbers).description.crowding(numbers) {
      throw .noTask(family: name, problem: problem)
    }
    let draw = TaskDraw(names: taskNames, numbers: numbers)
    if let split, !numbers.isEmpty, draw.split != split {
      throw .noTask(
        family: name, problem: "a task for \(draw.split.rawValue), expected one for \(split.rawValue)")
    }
    return draw
  }

  /// The first rule that draws no such numbers, and which of the numbers are its own.
  private func wrongRule(for numbers: [Float]) -> (rule: DrawRule, place: Range<Int>)? {
    scene.variant(for: numbers).description.taskRules.placed.first { !$0.rule.accepts(numbers[$0.place]) }
  }

  /// Test tasks are drawn from another scene than training tasks.
  private var hasHeldOutTasks: Bool { !scene.heldOut.isEmpty }

  /// The task with a goal elsewhere, as near as the family's tasks have it.
  /// - Parameter offset: m, in the coordinates of the goal's body, or the world's.
  /// - Returns: nil where tasks do not draw the goal's place, or keep it free.
  public func moving(_ goal: ScenePlace, to offset: Vector2, in draw: TaskDraw) -> TaskDraw? {
    let scene = scene.variant(for: draw.numbers)
    guard let point = scene.description.points.first(where: { $0.name == goal.name }) else { return nil }
    let place =
      switch point.place {
      case .fixed(let place), .onBody(_, let place), .onOne(_, let place): place
      }
    guard let x = place.x.taskNumber(for: offset.x), let y = place.y.taskNumber(for: offset.y) else {
      return nil
    }
    var numbers = draw.numbers
    for (index, number) in [x, y] { numbers[index] = number + 0 }
    for (rule, place) in scene.description.taskRules.placed
    where place.contains(x.index) || place.contains(y.index) {
      numbers.replaceSubrange(place, with: rule.nearest(to: numbers[place]).map { $0 + 0 })
    }
    var moved = TaskDraw(names: draw.names, numbers: numbers)
    let support = scene.taskSupports[x.index]
    let middle = (support.lowerBound + support.upperBound) / 2
    // Where test tasks are others, the task stays in its half, which the last bits of its numbers say.
    for _ in 0..<100 where hasHeldOutTasks && moved.split != draw.split {
      numbers[x.index] = numbers[x.index] < middle ? numbers[x.index].nextUp : numbers[x.index].nextDown
      moved = TaskDraw(names: draw.names, numbers: numbers)
    }
    return accepts(moved) ? moved : nil
  }
}

extension [DrawRule] {
  /// Where the numbers of each stand among those that are drawn.
  var placed: [(rule: DrawRule, place: Range<Int>)] {
    var first = 0
    return map { rule in
      defer { first += rule.names.count }
      return (rule, first..<first + rule.names.count)
    }
  }
}
