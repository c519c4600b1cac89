import Physics

// What becomes different in the middle of an episode.

extension SceneRows {
  /// Does what is due before the next step of a row.
  func change(_ row: Int) {
    for change in scene.changes where Int32(table.channel(change.at)[row]) == states[row].time {
      let value = table.channel(change.value)[row]
      switch change.target {
      case .channel(let channel): table.channel(channel)[row] = value
      case .engine(let number): engine.change(number, to: value, row: row)
      }
    }
    pushes?.push(row, table, engine)
  }
}
