public import Foundation
public import Gym

extension SceneFamily {
  /// A saved set of the family's tasks: JSON, a list of `{"names": […], "numbers": […]}`.
  /// - Throws: which task the family would not draw, and why.
  public func taskSet(decoding data: Data) throws(SceneError) -> TaskSet<TaskDraw> {
    let saved: [TaskDraw]
    do { saved = try JSONDecoder().decode([TaskDraw].self, from: data) } catch {
      throw .noTask(
        family: name, problem: "no list of tasks with names and numbers: \(error.localizedDescription)")
    }
    var tasks: [TaskDraw] = []
    for (i, task) in saved.enumerated() {
      guard task.names == taskNames else {
        throw .noTask(
          family: name,
          problem: "task \(i) draws \(task.names.joined(separator: ", ")), expected "
            + taskNames.joined(separator: ", "))
      }
      do { tasks.append(try self.task(numbers: task.numbers)) } catch {
        throw .noTask(family: name, problem: "task \(i): \(error)")
      }
    }
    return TaskSet(tasks)
  }
}
