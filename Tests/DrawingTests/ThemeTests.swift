import Drawing
import Foundation
import Testing

@Suite struct ThemeTests {
  /// Red, green and blue as light, from 0 to 1.
  private func linear(_ color: RGB) -> [Double] {
    [color.red, color.green, color.blue].map { value in
      let v = Double(value) / 255
      return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
    }
  }

  /// WCAG 2.1: from 1 to 21.
  private func contrast(_ a: RGB, _ b: RGB) -> Double {
    func luminance(_ color: RGB) -> Double {
      let light = linear(color)
      return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    }
    let pair = [luminance(a), luminance(b)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  /// How strongly a colour differs for a reader: distance in CIE L*a*b* (D65).
  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    func lab(_ rgb: [Double]) -> [Double] {
      let x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505
      let y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
      let z = (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089
      let f = [x, y, z].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16.0 / 116 }
      return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }
    return zip(lab(a), lab(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// Full dichromacy, on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
  private static let visions: [[[Double]]] = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
  ]

  private func seen(_ color: RGB, _ vision: [[Double]]) -> [Double] {
    let light = linear(color)
    return vision.map { row in min(1, max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 })) }
  }

  @Test(arguments: Theme.allCases) func everyVisionTellsTheColoursApart(theme: Theme) {
    let pictures: [Ink] = [.before, .after, .goal, .object]
    for colors in [theme.series, pictures.map(theme.color)] {
      for vision in Self.visions {
        for i in colors.indices {
          for j in colors.indices where i < j {
            let difference = distance(seen(colors[i], vision), seen(colors[j], vision))
            #expect(difference > 11, "\(colors[i].code) and \(colors[j].code): \(difference)")
          }
        }
      }
    }
    // Red and green of equal brightness, which the check has to find wanting.
    #expect(
      distance(seen(RGB(0xC04040), Self.visions[2]), seen(RGB(0x807030), Self.visions[2])) < 11)
  }

  @Test(arguments: Theme.allCases) func colouresStandOutFromThePaper(theme: Theme) {
    let paper = theme.color(.paper)
    for ink in [Ink.text, .muted] { #expect(contrast(theme.color(ink), paper) > 4.5) }
    for ink in [Ink.before, .after, .goal, .object, .contact] + theme.series.indices.map(Ink.series) {
      #expect(contrast(theme.color(ink), paper) > 3, "\(ink)")
    }
  }
}
