/// Ends the fuzzer with its input where something is not so. The message of `precondition` is not in an optimized program.
public func expect(_ isSo: Bool, _ otherwise: @autoclosure () -> String) {
  if !isSo { fatalError(otherwise()) }
}
