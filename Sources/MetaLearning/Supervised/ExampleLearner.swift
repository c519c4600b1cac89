/// A learner of functions, which learns from examples and predicts.
public protocol ExampleLearner: Learner where Mapping: Predictor, Experience == Examples {}

extension GradientLearner: ExampleLearner where C.Mapping: Predictor, C.Experience == Examples {}
