/// What the operator decides for all lines.
public struct LineSettings: Sendable, Hashable {
  /// SCHED_FIFO priority of the lines' threads; nil for ordinary scheduling. Best below 50, where the kernel's own
  /// interrupt threads run: on the same processor a reader above them delays its own wake-up.
  public var realtimePriority: Int32?

  public init(realtimePriority: Int32? = nil) { self.realtimePriority = realtimePriority }
}
