public import Autodiff
public import Randomness

/// Attention over examples that predicts the target of a query: a token for each example, [x, y], and one for each
/// query, [x, 0]; a query sees the examples before it and itself (Vaswani et al. 2017, §3.2; Garg et al. 2022).
///
/// Layers that encode a token, a linear embedding, blocks of attention (and, with `hidden`, of a rectified layer), each
/// added to what it read, and a perceptron that reads a query's token at the end. No positions: the order of the examples
/// tells nothing. Tensors, in order: `encoder.I.weight`, `encoder.I.bias`, …; `embed.weight`, `embed.bias`; of each block
/// `blocks.I.query`, `.key`, `.value`, `.output`, and with `hidden` `.inner.weight`, `.inner.bias`, `.outer.weight`,
/// `.outer.bias`; those of the perceptron under `head.`.
public struct AttentionRegressor: Sendable, Hashable, Codable {
  /// Sizes of rectified layers before the embedding.
  public var encoder: [Int]
  /// Numbers of a token within.
  public var width: Int
  /// Divides `width`.
  public var heads: Int
  public var blocks: Int
  /// Units of each block's rectified layer; 0 for none.
  public var hidden: Int
  /// Sizes of rectified layers of the perceptron at the end.
  public var head: [Int]
  /// What stands between inputs and network.
  public var inputs: ObservationNormalization
  /// What a target is to the network: (target − mean) · scale.
  public var outputs: ObservationNormalization

  /// - Precondition: sizes are positive, `heads` divides `width`.
  public init(
    encoder: [Int], width: Int, heads: Int, blocks: Int, hidden: Int, head: [Int],
    inputs: ObservationNormalization, outputs: ObservationNormalization
  ) {
    precondition(
      (encoder + head + [width, heads, blocks]).allSatisfy { $0 > 0 } && width % heads == 0 && hidden >= 0,
      "attention with sizes \(encoder), \(width) in \(heads) heads, \(blocks) blocks of \(hidden), \(head)")
    self.encoder = encoder
    self.width = width
    self.heads = heads
    self.blocks = blocks
    self.hidden = hidden
    self.head = head
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Numbers of a token as it comes in.
  public var tokenCount: Int { inputs.count + outputs.count }
  private var reader: MLPShape {
    MLPShape(inputs: width, hidden: head, outputs: outputs.count, activation: .relu)
  }
  private var tensorsOfBlock: Int { hidden > 0 ? 8 : 4 }

  /// Name and shape of every tensor, in order.
  public var layout: [(name: String, shape: [Int])] {
    let sizes = [tokenCount] + encoder
    var layout = encoder.indices.flatMap { i in
      [("encoder.\(i).weight", [sizes[i + 1], sizes[i]]), ("encoder.\(i).bias", [sizes[i + 1]])]
    }
    layout += [("embed.weight", [width, sizes[sizes.count - 1]]), ("embed.bias", [width])]
    for i in 0..<blocks {
      layout += ["query", "key", "value", "output"].map { ("blocks.\(i).\($0)", [width, width]) }
      guard hidden > 0 else { continue }
      layout += [
        ("blocks.\(i).inner.weight", [hidden, width]), ("blocks.\(i).inner.bias", [hidden]),
        ("blocks.\(i).outer.weight", [width, hidden]), ("blocks.\(i).outer.bias", [width]),
      ]
    }
    return layout + reader.layout.map { ("head.\($0.name)", $0.shape) }
  }

  /// Glorot's uniform matrices, biases zero.
  public func initialParameters(using stream: RandomStream) -> Parameters {
    Parameters(
      layout.enumerated().map { place, entry in
        var branch = stream.split(place)
        return (
          entry.name,
          entry.shape.count == 2 ? .glorotUniform(entry.shape, using: &branch) : .zeros(entry.shape)
        )
      })
  }

  /// What the network says at every token.
  /// - Parameters:
  ///   - tokens: `[rows, time, tokenCount]`, scaled.
  ///   - mask: `[time, time]`, as for `Attention`; nil for one that looks at itself and what is before.
  /// - Returns: `[rows, time, outputs]`, scaled.
  public func callAsFunction(_ tokens: Tensor, mask: Tensor?, _ parameters: Parameters) -> Tensor {
    let (rows, time) = (tokens.shape[0], tokens.shape[1])
    var x = tokens.reshaped([rows * time, tokenCount])
    var place = 0
    for _ in encoder {
      x = linear(x, parameters[place], parameters[place + 1], activation: .relu)
      place += 2
    }
    x = linear(x, parameters[place], parameters[place + 1])
    place += 2
    for _ in 0..<blocks {
      let attention = Attention(
        query: parameters[place], key: parameters[place + 1], value: parameters[place + 2],
        output: parameters[place + 3], heads: heads)
      x = x + attention(x.reshaped([rows, time, width]), mask: mask).reshaped([rows * time, width])
      if hidden > 0 {
        let inner = linear(x, parameters[place + 4], parameters[place + 5], activation: .relu)
        x = x + linear(inner, parameters[place + 6], parameters[place + 7])
      }
      place += tensorsOfBlock
    }
    return MLP(reader, parameters, from: place)(x).reshaped([rows, time, outputs.count])
  }

  /// Predictions of every target of some sequences from the examples before it, scaled.
  /// - Parameters:
  ///   - inputs: `[rows, time, inputs]`, scaled.
  ///   - targets: `[rows, time, outputs]`, scaled; the last one of a row is not read.
  /// - Returns: `[rows, time, outputs]`
  public func predictions(_ inputs: Tensor, _ targets: Tensor, _ parameters: Parameters) -> Tensor {
    let time = inputs.shape[1]
    let hidden = Tensor.zeros(targets.shape)
    let tokens = concatenated(
      [concatenated([inputs, targets], axis: 2), concatenated([inputs, hidden], axis: 2)], axis: 1)
    return self(tokens, mask: Self.mask(time), parameters).slice(time..<2 * time, axis: 1)
  }

  /// Of `time` examples and as many queries: an example sees itself and those before it, a query the examples before its
  /// place and itself.
  private static func mask(_ time: Int) -> Tensor {
    let all = 2 * time
    return Tensor(
      (0..<all * all).map { place in
        let (from, to) = (place / all, place % all)
        let isSeen =
          from < time ? to <= from : to < from - time || to == from
        return isSeen ? 0 : -1e9
      }, shape: [all, all])
  }
}
