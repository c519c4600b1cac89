/// The page that shows the house: floor by floor, what each target is for, and which targets its manifest lets it import.
struct HousePage {
  let text: String

  init(_ manifest: Manifest) {
    let dependencies = manifest.targets.reduce(into: [:]) { $0[$1.name] = $1.dependencies }
    /// Whatever an arrow of `target` leads to in more than one step.
    func beyond(_ target: String) -> Set<String> {
      var (seen, open) = (Set<String>(), Array(dependencies[target] ?? []))
      while let next = open.popLast() {
        for other in dependencies[next] ?? [] where seen.insert(other).inserted { open.append(other) }
      }
      return seen
    }
    func arrows(_ target: String) -> Set<String> { (dependencies[target] ?? []).subtracting(beyond(target)) }
    /// The highest room first: whoever imports stands above what it imports.
    func sorted(_ floor: [String: Set<String>]) -> [String] {
      floor.keys.sorted {
        let (a, b) = (beyond($0).union(dependencies[$0] ?? []), beyond($1).union(dependencies[$1] ?? []))
        return (b.count, $0) < (a.count, $1)
      }
    }
    var lines = [
      "# The house", "",
      "Every target has one responsibility, and exists to forbid an import; otherwise it would be a folder. Arrows go",
      "down or sideways, never up. This page is printed from the manifest (`make docs`), and a test holds every import",
      "of every file against it.", "",
      "Arrows that follow from others are left out of the picture, not out of the tables.", "", "```mermaid",
      "graph TD",
    ]
    let floors = [
      ("tools", House.tools), ("runs", House.runs), ("learning", House.learning), ("worlds", House.worlds),
    ]
    func node(_ name: String) -> String { name.replacing("-", with: "_") }
    for (name, floor) in floors {
      lines.append("  subgraph \(name)")
      lines += sorted(floor).map { "    \(node($0))[\($0)]" }
      lines.append("  end")
    }
    for (_, floor) in floors {
      for target in sorted(floor) {
        lines += arrows(target).filter { House.all[$0] != nil }.sorted().map {
          "  \(node(target)) --> \(node($0))"
        }
      }
    }
    lines.append("```")
    for (name, floor) in floors {
      lines += [
        "", "## \(name.prefix(1).uppercased())\(name.dropFirst())", "", "| target | is for | may import |",
        "|---|---|---|",
      ]
      lines += sorted(floor).map { target in
        let imports = (dependencies[target] ?? []).sorted().map { "`\($0)`" }.joined(separator: ", ")
        return "| `\(target)` | \(House.rooms[target] ?? "") | \(imports) |"
      }
    }
    text = lines.joined(separator: "\n") + "\n"
  }
}
