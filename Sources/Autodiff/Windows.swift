internal import CKernels

/// Windows over images, `stride` apart, of images extended by `padding` zeros on each side.
struct Windows: Sendable, Hashable {
  /// `[N, C, H, W]`
  let image: [Int]
  let height: Int
  let width: Int
  let stride: Int
  let padding: Int

  /// How many windows fit down and across.
  var counts: (rows: Int, columns: Int) {
    (
      lk_window_count(image[2], height, stride, padding), lk_window_count(image[3], width, stride, padding)
    )
  }

  var patchShape: [Int] {
    [image[1] * height * width, image[0] * counts.rows * counts.columns]
  }

  var kernel: lk_windows {
    lk_windows(
      images: image[0], channels: image[1], height: image[2], width: image[3], kernel_height: height,
      kernel_width: width, stride: stride, padding: padding)
  }
}

/// Each window as a column: `[N, C, H, W]` to `[C · height · width, N · rows · columns]`.
struct Unfold: LinearMap {
  let windows: Windows

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    var kernel = windows.kernel
    return Tensor(shape: windows.patchShape) { lk_unfold(&kernel, inputs[0].pointer, $0) }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    apply(Fold(windows: windows), [cotangent])
  }
}

/// The transpose of `Unfold`: adds every window's values to the places in the image that they came from.
struct Fold: LinearMap {
  let windows: Windows

  func evaluate(_ inputs: [Tensor]) -> Tensor {
    var kernel = windows.kernel
    return Tensor(shape: windows.image) { lk_fold(&kernel, inputs[0].pointer, $0) }
  }

  func transposed(_ cotangent: Tensor, _ application: Application) -> Tensor {
    apply(Unfold(windows: windows), [cotangent])
  }
}

/// Cross-correlation of images with kernels, as in PyTorch's `conv2d`.
///
/// - Parameters:
///   - x: `[N, C, H, W]`
///   - weight: `[out, C, height, width]`
///   - bias: `[out]`
///   - stride: pixels between neighbouring windows, in both directions
///   - padding: zeros added on each side
/// - Returns: `[N, out, (H + 2 padding − height) / stride + 1, (W + 2 padding − width) / stride + 1]`
public func convolution2D(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, stride: Int = 1, padding: Int = 0)
  -> Tensor
{
  precondition(
    x.rank == 4 && weight.rank == 4 && x.shape[1] == weight.shape[1] && bias.shape == [weight.shape[0]]
      && stride > 0 && padding >= 0,
    "convolution2D: x \(x.shape) does not meet weight \(weight.shape) and bias \(bias.shape), "
      + "stride \(stride), padding \(padding)")
  let windows = Windows(
    image: x.shape, height: weight.shape[2], width: weight.shape[3], stride: stride, padding: padding)
  let counts = windows.counts
  let patches = apply(Unfold(windows: windows), [x])
  let channels = weight.shape[0]
  let product = matmul(weight.reshaped([channels, -1]), patches) + bias.reshaped([channels, 1])
  return product.reshaped([channels, x.shape[0], counts.rows, counts.columns]).transposed([1, 0, 2, 3])
}

extension Tensor {
  /// The largest value of every `size` × `size` window, `[N, C, H, W]` to `[N, C, rows, columns]`; windows are
  /// `stride` apart, next to each other unless said otherwise. What does not fill a window is left out.
  public func maxPooled2D(_ size: Int, stride: Int? = nil) -> Tensor {
    pooled(size, stride ?? size, "maxPooled2D") { $0.max(axis: 0) }
  }

  /// The mean of every `size` × `size` window, `[N, C, H, W]` to `[N, C, rows, columns]`.
  public func averagePooled2D(_ size: Int, stride: Int? = nil) -> Tensor {
    pooled(size, stride ?? size, "averagePooled2D") { $0.mean(axis: 0) }
  }

  private func pooled(_ size: Int, _ stride: Int, _ name: String, _ reduce: (Tensor) -> Tensor) -> Tensor {
    precondition(
      rank == 4 && size > 0 && stride > 0 && shape[2] >= size && shape[3] >= size,
      "\(name): shape \(shape) has no windows of \(size) by \(size), stride \(stride)")
    let windows = Windows(
      image: [shape[0] * shape[1], 1, shape[2], shape[3]], height: size, width: size, stride: stride,
      padding: 0)
    let patches = apply(Unfold(windows: windows), [reshaped(windows.image)])
    return reduce(patches).reshaped([shape[0], shape[1], windows.counts.rows, windows.counts.columns])
  }
}
