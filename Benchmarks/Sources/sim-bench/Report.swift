internal import Foundation

extension Double {
  /// Three significant digits.
  func formatted() -> String {
    guard isFinite, self != 0 else { return "\(self)" }
    guard abs(self) >= 1e-3 else { return String(format: "%.1e", self) }
    let digits = max(0, 2 - Int(log10(abs(self)).rounded(.down)))
    let text = String(format: "%.\(digits)f", self)
    guard text.contains(".") else { return text }
    return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
  }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}

/// Two lines for each figure: what it is, and below it how it was measured.
func printRow(_ benchmark: Benchmark, _ figure: Figure?) {
  let value = figure.map { "\($0.value.formatted()) \(benchmark.unit)" } ?? "left out"
  let mark = benchmark.mark.map { mark in
    "\(mark)" + (figure.map { mark.isReached(by: $0.value) ? " ✓" : " ✗" } ?? "")
  }
  print(
    benchmark.name.padded(to: 37), value.padded(to: 12), (mark ?? "").padded(to: 16), benchmark.against,
    separator: "")
  if let figure { print(String(repeating: " ", count: 37) + figure.detail) }
  fflush(nil)
}

/// One object, name → figure, in the order of names.
func printJSON(_ figures: [String: Double]) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  let rounded = figures.mapValues { Double(String(format: "%.5g", $0)) ?? $0 }
  print(String(decoding: try encoder.encode(rounded), as: UTF8.self))
}

func printNote(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
