import Foundation
import Gym
import Randomness

/// How a number of a scene is drawn. Every one has bounded support, so that a whole family can be checked once.
enum NumberRule: Sendable, Hashable {
  case uniform(Float, Float)
  /// Uniform in the logarithm.
  case logUniform(Float, Float)
  /// Normal, cut off at three deviations.
  case normal(mean: Float, deviation: Float)
  case choice([Float])

  var support: ClosedRange<Float> {
    switch self {
    case .uniform(let low, let high), .logUniform(let low, let high): low...high
    case .normal(let mean, let deviation): (mean - 3 * deviation)...(mean + 3 * deviation)
    case .choice(let values): (values.min() ?? 0)...(values.max() ?? 0)
    }
  }

  func draw(from stream: inout RandomStream) -> Float {
    let value: Float
    switch self {
    case .uniform(let low, let high):
      value = stream.uniform(low, high)
    case .logUniform(let low, let high):
      value = Float(
        Foundation.exp(
          Double(stream.uniform(Float(Foundation.log(Double(low))), Float(Foundation.log(Double(high)))))))
    case .normal(let mean, let deviation):
      var z = stream.normal()
      while abs(z) > 3 { z = stream.normal() }
      value = mean + deviation * z
    case .choice(let values):
      value = values[Int(stream.next() % UInt64(values.count))]
    }
    return min(max(value, support.lowerBound), support.upperBound) + 0
  }
}

/// How a point is drawn: uniformly by area or length.
enum PointRule: Sendable, Hashable {
  /// Between two radii around a centre; a disc has the inner radius 0.
  case annulus(x: Float, y: Float, inner: Float, outer: Float)
  /// On a part of a circle, between two angles.
  case arc(x: Float, y: Float, radius: Float, angles: ClosedRange<Float>)
  case rectangle(x: ClosedRange<Float>, y: ClosedRange<Float>)

  var supportX: ClosedRange<Float> {
    switch self {
    case .annulus(let x, _, _, let outer): (x - outer)...(x + outer)
    case .arc(let x, _, let radius, _): (x - radius)...(x + radius)
    case .rectangle(let x, _): x
    }
  }

  var supportY: ClosedRange<Float> {
    switch self {
    case .annulus(_, let y, _, let outer): (y - outer)...(y + outer)
    case .arc(_, let y, let radius, _): (y - radius)...(y + radius)
    case .rectangle(_, let y): y
    }
  }

  func draw(from stream: inout RandomStream) -> (x: Float, y: Float) {
    switch self {
    case .annulus(let x, let y, let inner, let outer):
      // Radius by the inverse of the area's distribution function, so that a thin ring costs no rejections.
      let area = Double(stream.uniform())
      let angle = 2 * Double.pi * Double(stream.uniform())
      let (r0, r1) = (Double(inner), Double(outer))
      let radius = (r0 * r0 + area * (r1 * r1 - r0 * r0)).squareRoot()
      return (x + Float(radius * Foundation.cos(angle)) + 0, y + Float(radius * Foundation.sin(angle)) + 0)
    case .arc(let x, let y, let radius, let angles):
      let angle = Double(stream.uniform(angles.lowerBound, angles.upperBound))
      return (x + radius * Float(Foundation.cos(angle)) + 0, y + radius * Float(Foundation.sin(angle)) + 0)
    case .rectangle(let xs, let ys):
      return (
        stream.uniform(xs.lowerBound, xs.upperBound) + 0, stream.uniform(ys.lowerBound, ys.upperBound) + 0
      )
    }
  }
}

/// One entry of the ordered list of everything that a scene draws.
struct DrawRule: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case number(NumberRule)
    case point(PointRule)
  }

  let key: String
  let kind: Kind
  /// Words for what it chooses from, where its number is a place in a list of things that are no numbers.
  var options: [String] = []

  /// What it draws is a place in a list, and no quantity.
  var isOneOfSeveral: Bool { key == "case" || !options.isEmpty }

  /// Names of the numbers that it draws, one or two.
  var names: [String] {
    switch kind {
    case .number: [key]
    case .point: ["\(key).x", "\(key).y"]
    }
  }

  /// What each of them can be.
  var supports: [ClosedRange<Float>] {
    switch kind {
    case .number(let rule): [rule.support]
    case .point(let rule): [rule.supportX, rule.supportY]
    }
  }

  func draw(from stream: inout RandomStream, into numbers: inout [Float]) {
    switch kind {
    case .number(let rule):
      numbers.append(rule.draw(from: &stream))
    case .point(let rule):
      let point = rule.draw(from: &stream)
      numbers.append(point.x)
      numbers.append(point.y)
    }
  }
}
