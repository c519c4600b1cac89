public import Autodiff
public import Randomness

/// Cross-correlation of images with learned kernels, in PyTorch's layout.
public struct Conv2D: Network {
  /// `[out, in, height, width]`
  public var weight: Tensor
  /// `[out]`
  public var bias: Tensor
  /// Pixels between neighbouring windows.
  public var stride: Int
  /// Zeros added on each side.
  public var padding: Int

  public init(weight: Tensor, bias: Tensor, stride: Int = 1, padding: Int = 0) {
    self.weight = weight
    self.bias = bias
    self.stride = stride
    self.padding = padding
  }

  /// He's normal weights, for rectifiers; biases zero.
  /// - Parameter size: height and width of the kernels.
  public init(
    inputs: Int, outputs: Int, size: Int, stride: Int = 1, padding: Int = 0, using stream: RandomStream
  ) {
    var random = stream
    self.init(
      weight: .heNormal([outputs, inputs, size, size], using: &random), bias: .zeros([outputs]),
      stride: stride, padding: padding)
  }

  public var fields: [NetworkField<Self>] { [.init("weight", \.weight), .init("bias", \.bias)] }

  /// `[N, in, H, W]` to `[N, out, rows, columns]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    convolution2D(x, weight, bias, stride: stride, padding: padding)
  }
}

/// Two convolutions, each rectified and max-pooled by 2, and a linear layer (after LeCun et al. 1998).
public struct LeNet: Network {
  public var conv1: Conv2D
  public var conv2: Conv2D
  public var linear: Linear

  public init(conv1: Conv2D, conv2: Conv2D, linear: Linear) {
    self.conv1 = conv1
    self.conv2 = conv2
    self.linear = linear
  }

  /// - Parameters:
  ///   - image: channels, height and width of the images.
  ///   - channels: what the two convolutions put out.
  ///   - sizes: the two convolutions' kernels, square.
  /// - Precondition: the images are large enough for both convolutions and poolings.
  public init(
    image: (channels: Int, height: Int, width: Int), channels: (Int, Int), sizes: (Int, Int), outputs: Int,
    using stream: RandomStream
  ) {
    func after(_ length: Int) -> Int { ((length - sizes.0 + 1) / 2 - sizes.1 + 1) / 2 }
    let (rows, columns) = (after(image.height), after(image.width))
    precondition(
      rows > 0 && columns > 0, "LeNet: images \(image) are too small for kernels of \(sizes) and two poolings"
    )
    self.init(
      conv1: Conv2D(inputs: image.channels, outputs: channels.0, size: sizes.0, using: stream.split(0)),
      conv2: Conv2D(inputs: channels.0, outputs: channels.1, size: sizes.1, using: stream.split(1)),
      linear: Linear(inputs: channels.1 * rows * columns, outputs: outputs, using: stream.split(2)))
  }

  public var fields: [NetworkField<Self>] {
    fields(of: "conv1", \.conv1) + fields(of: "conv2", \.conv2) + fields(of: "linear", \.linear)
  }

  /// `[N, channels, height, width]` to `[N, outputs]`.
  public func callAsFunction(_ images: Tensor) -> Tensor {
    let first = conv1(images).relu().maxPooled2D(2)
    let second = conv2(first).relu().maxPooled2D(2)
    return linear(second.reshaped([images.shape[0], -1]))
  }
}
