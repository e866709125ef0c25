/// How a thread competes for a processor. Source: sched(7).
public struct Scheduling: Sendable, Hashable {
  /// The raw value is the name that people read and write, as in systemd's CPUSchedulingPolicy=.
  public enum Policy: String, Sendable, Hashable, CaseIterable {
    /// SCHED_FIFO: runs until it blocks.
    case fifo
    /// SCHED_RR: takes turns with threads of its priority.
    case roundRobin = "rr"
  }

  /// A line's where nothing else is said: below the kernel's own interrupt threads, which run at 50 and which a line waits
  /// for. Source: Linux, kernel/sched/syscalls.c, sched_set_fifo.
  public static let builtInPriority: Int32 = 40

  /// SCHED_OTHER.
  public static let ordinary = Scheduling(priority: 0)

  public var policy: Policy
  /// 1 ... 99; with 0 it is ordinary scheduling, whatever the policy.
  public var priority: Int32

  public init(policy: Policy = .fifo, priority: Int32) {
    self.policy = policy
    self.priority = priority
  }
}
