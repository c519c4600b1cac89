/// ‖got − want‖ / ‖want‖ in double precision (Euclidean norms), the distance itself where `want` is zero;
/// infinite where the counts differ.
public func relativeError<Value: BinaryFloatingPoint>(_ got: [Value], _ want: [Double]) -> Double {
  guard got.count == want.count else { return .infinity }
  let difference = zip(got, want).reduce(0.0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
  let size = want.reduce(0.0) { $0 + $1 * $1 }
  return size > 0 ? (difference / size).squareRoot() : difference.squareRoot()
}
