import Physics

// What the actuators are told, and what they do of it.

extension SceneRows {
  /// Writes what the actuators are told into the table.
  func accept(_ actions: UnsafeBufferPointer<Float>, _ rows: Range<Int>) {
    let width = scene.commandCount
    if scene.choiceChannels.isEmpty {
      for i in 0..<width {
        let commands = table.channel(scene.commandChannel + i)
        for row in rows where states[row].phase == .running {
          commands[row] = min(max(actions[row * width + i], -1), 1)
        }
      }
    } else {
      for row in rows where states[row].phase == .running {
        let first = Int(actions[row]) * width
        for i in 0..<width {
          table.channel(scene.commandChannel + i)[row] = table.channel(scene.choiceChannels[first + i])[row]
        }
      }
    }
    follow(rows)
  }

  /// The engine's step with actuators that do other than what they are told, which is what the reward counts.
  func stepAltered(_ rows: Range<Int>) {
    let count = blueprints.count
    for i in 0..<scene.commandCount {
      let commands = table.channel(scene.commandChannel + i)
      for row in rows { told[i * count + row] = commands[row] }
    }
    if let responses {
      for row in rows where states[row].phase == .running { responses.respond(row, table) }
    }
    for (i, scale) in commandScales.enumerated() {
      let commands = table.channel(scene.commandChannel + i)
      for row in rows { commands[row] *= scale }
    }
    follow(rows)
    engine.step(rows: rows, of: table, commandChannel: scene.commandChannel, broken: broken)
    for i in 0..<scene.commandCount {
      let commands = table.channel(scene.commandChannel + i)
      for row in rows { commands[row] = told[i * count + row] }
    }
    follow(rows)
  }

  /// Tells followers what their leaders are told.
  private func follow(_ rows: Range<Int>) {
    for (i, leader) in scene.leaders.enumerated() {
      let (from, to) = (
        table.channel(scene.commandChannel + leader),
        table.channel(scene.commandChannel + scene.commandCount + i)
      )
      for row in rows { to[row] = from[row] }
    }
  }
}
