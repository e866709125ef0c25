/// Repeats what can come too early: whether a thread has reached the place where it blocks cannot be seen from outside,
/// only that it most likely has. A body that finds that it had not says so by returning nil.
@discardableResult
func eventually<Result>(_ body: () throws -> Result?) throws -> Result {
  for _ in 0..<1000 {
    if let result = try body() { return result }
  }
  throw AlwaysTooEarly()
}

private struct AlwaysTooEarly: Error {}
