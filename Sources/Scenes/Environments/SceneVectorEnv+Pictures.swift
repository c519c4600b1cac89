import Gym

extension SceneVectorEnv {
  /// What a camera sees of all environments, as bytes `[count, height, width, 3]`: each number of the observation's
  /// picture is a byte of it over 255. Of an environment without an episode it is what was seen last.
  /// - Parameter camera: in the order of `observationSpace.pictures`.
  /// - Precondition: there is such a camera.
  public func withPictures<R, Failure: Error>(
    of camera: Int, _ body: (Span<UInt8>) throws(Failure) -> R
  ) throws(Failure) -> R {
    guard observationSpace.pictures.indices.contains(camera), let pixels = pictures(of: camera) else {
      preconditionFailure("no camera \(camera), of \(observationSpace.pictures.count)")
    }
    return try body(UnsafeBufferPointer(pixels).span)
  }
}
