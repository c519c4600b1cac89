import Autodiff

/// The multilayer perceptron of the golden files: flattened per layer weight `[out, in]`, bias `[out]`.
struct Network {
  let sizes: [Int]
  let activation: Activation
  var extra: [(name: String, shape: [Int])] = []

  func parameters(_ values: [Float]) -> Parameters {
    var entries: [(name: String, tensor: Tensor)] = []
    for layer in 1..<sizes.count {
      entries.append(("weight\(layer)", .zeros([sizes[layer], sizes[layer - 1]])))
      entries.append(("bias\(layer)", .zeros([sizes[layer]])))
    }
    entries += extra.map { ($0.name, .zeros($0.shape)) }
    return Parameters(entries).unflattened(values)
  }

  func callAsFunction(_ x: Tensor, _ p: Parameters) -> Tensor {
    var h = x
    for layer in 0..<sizes.count - 1 {
      let last = layer == sizes.count - 2
      h = linear(h, p[2 * layer], p[2 * layer + 1], activation: last ? .identity : activation)
    }
    return h
  }
}

extension Parameters {
  var doubles: [Double] { flattened().map(Double.init) }
}

func matrix(_ rows: [[Float]]) -> Tensor { Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count]) }
