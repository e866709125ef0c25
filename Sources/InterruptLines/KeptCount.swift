import CLinuxInterrupt
import SystemPackage

/// The value of a UIO node's counter that was read last, where the next daemon finds it, however this one ends. Without it
/// the interrupts that come while no daemon runs could not be counted. Stored by one thread.
public struct KeptCount: ~Copyable, Sendable {
  /// The counter has 32 bits; this one says that it has been read.
  private static let isKnown: UInt64 = 1 << 32

  private let file: OwnedDescriptor
  /// Mapped until `deinit`, and read and written atomically.
  nonisolated(unsafe) private let memory: UnsafeMutablePointer<zirq_kept_count_t>

  public init() throws(Errno) {
    let file = try OwnedDescriptor { zirq_kept_count_create(&$0) }
    memory = try Self.map(file.rawValue)
    self.file = file
  }

  /// One of the daemon before.
  ///
  /// - Parameter descriptor: is this value's from now on, unless it is of another file: then there is no such value, and
  ///   the descriptor stays the caller's.
  public init?(adopting descriptor: Int32) {
    guard let memory = try? Self.map(descriptor) else { return nil }
    self.memory = memory
    file = OwnedDescriptor(owning: descriptor)
  }

  deinit { zirq_kept_count_unmap(memory) }

  /// For a call that borrows it, valid as long as this value.
  var rawValue: Int32 { file.rawValue }

  var last: UInt64? {
    let value = zirq_kept_count_load(memory)
    return value & Self.isKnown == 0 ? nil : value & ~Self.isKnown
  }

  func store(_ count: UInt32) { zirq_kept_count_store(memory, UInt64(count) | Self.isKnown) }

  private static func map(_ descriptor: Int32) throws(Errno) -> UnsafeMutablePointer<zirq_kept_count_t> {
    var memory: UnsafeMutablePointer<zirq_kept_count_t>?
    try check(zirq_kept_count_map(descriptor, &memory))
    guard let memory else { throw .invalidArgument }
    return memory
  }
}
