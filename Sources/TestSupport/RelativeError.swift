/// ‖got − want‖ / ‖want‖ in double precision (Euclidean norms); infinite where the counts differ.
public func relativeError(_ got: [Float], _ want: [Double]) -> Double {
  guard got.count == want.count else { return .infinity }
  let difference = zip(got, want).reduce(0.0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
  let size = want.reduce(0.0) { $0 + $1 * $1 }
  return size > 0 ? (difference / size).squareRoot() : difference.squareRoot()
}
