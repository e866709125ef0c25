// Placeholder so that the lines compile; the state machine follows.
public final class Interrupt: Sendable {
  public init() {}
  public func fire(at timestamp: Int64) {}
  public func lineEnded() {}
}
