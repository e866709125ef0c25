/// Where an interrupt's timestamp is taken; CLOCK_MONOTONIC either way. The raw value is the name that people read and
/// write.
public enum TimestampSource: String, Sendable, Hashable, Codable, CaseIterable {
  /// By the line's thread, when it wakes up.
  case wakeup
  /// By the kernel, when it enters the interrupt's handler: the tracepoint irq:irq_handler_entry.
  case irqEntry = "irq-entry"
}
