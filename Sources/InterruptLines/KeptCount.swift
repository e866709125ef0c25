import CLinuxInterrupt
import SystemPackage

/// The value of a UIO node's counter that was delivered last, where the next daemon finds it, however this one ends.
/// Without it the interrupts that come while no daemon runs could not be counted. Stored by one thread.
public struct KeptCount: ~Copyable, Sendable {
  /// The counter has 32 bits; this one says that there is a value.
  private static let isKnown: UInt64 = 1 << 32

  /// What the daemon before has left; nil when it is this one's own.
  let last: UInt64?

  private let file: OwnedDescriptor
  /// Mapped until `deinit`, and read and written atomically.
  nonisolated(unsafe) private let memory: UnsafeMutablePointer<zirq_kept_count_t>

  /// - Parameter count: the counter's value from which the next daemon is to count, should none be delivered before; nil
  ///   where it is not known.
  public init(from count: UInt32?) throws(Errno) {
    let file = try OwnedDescriptor { zirq_kept_count_create(&$0) }
    memory = try Self.map(file)
    last = nil
    self.file = file
    if let count { store(count) }
  }

  /// One of the daemon before.
  public init(adopting file: consuming OwnedDescriptor) throws(Errno) {
    memory = try Self.map(file)
    let value = zirq_kept_count_load(memory)
    last = value & Self.isKnown == 0 ? nil : value & ~Self.isKnown
    self.file = file
  }

  deinit { zirq_kept_count_unmap(memory) }

  /// Whether an open file is a count, and no node. The descriptor is only borrowed.
  public static func isCount(_ descriptor: Int32) -> Bool { zirq_kept_count_is(descriptor) }

  /// For a call that borrows it, valid as long as this value.
  var rawValue: Int32 { file.rawValue }

  func store(_ count: UInt32) { zirq_kept_count_store(memory, UInt64(count) | Self.isKnown) }

  private static func map(
    _ file: borrowing OwnedDescriptor
  ) throws(Errno) -> UnsafeMutablePointer<zirq_kept_count_t> {
    var memory: UnsafeMutablePointer<zirq_kept_count_t>?
    try check(zirq_kept_count_map(file.rawValue, &memory))
    guard let memory else { throw .invalidArgument }
    return memory
  }
}
