import Foundation

func sine(_ x: Double) -> Double { Foundation.sin(x) }
func cosine(_ x: Double) -> Double { Foundation.cos(x) }
func arcTangent(_ y: Double, _ x: Double) -> Double { Foundation.atan2(y, x) }
func arcCosine(_ x: Double) -> Double { Foundation.acos(min(max(x, -1), 1)) }

/// The same direction within half a turn of 0.
func wrapped(_ angle: Double) -> Double { angle - 2 * Double.pi * (angle / (2 * Double.pi)).rounded() }
