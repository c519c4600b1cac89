import Autodiff
import Files
import Learning
import MetaLearning

extension MetaState {
  /// SHA-256 over everything that the next iteration depends on.
  var digest: String {
    var digest = Digest()
    digest.update("\(iteration)")
    func update(_ parameters: Parameters) {
      for name in parameters.names { digest.update("\(name) ") }
      digest.update(parameters.flattened())
    }
    update(parameters)
    for group in ParameterGroup.allCases {
      guard let moments = moments[group] else { continue }
      digest.update("\(group.rawValue) \(moments.count)")
      for moment in moments.moments {
        digest.update("\(moment.name) ")
        update(moment.values)
      }
    }
    update(memory)
    update(history.tensors)
    return digest.finalize()
  }
}
