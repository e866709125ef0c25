import CLinuxInterrupt
import SystemPackage

/// An open UIO node, as a source of interrupts. Its descriptor is closed with the last reference.
public final class UIONode: LineSource {
  private let descriptor: OwnedDescriptor
  private let kept: KeptCount?

  /// - Parameter kept: for a node that may outlive the process.
  public init(_ descriptor: consuming OwnedDescriptor, kept: consuming KeptCount? = nil) {
    self.descriptor = descriptor
    self.kept = kept
  }

  public convenience init(opening path: String, kept: consuming KeptCount? = nil) throws(Errno) {
    self.init(try OwnedDescriptor { zirq_uio_open(path, &$0) }, kept: kept)
  }

  /// What outlives the process: the node, and its count if it has one. For a call that borrows them.
  public var descriptors: [Int32] {
    switch kept {
    case .some(let kept): [descriptor.rawValue, kept.rawValue]
    case .none: [descriptor.rawValue]
    }
  }

  var lastCount: UInt64? {
    switch kept {
    case .some(let kept): kept.last
    case .none: nil
    }
  }

  func delivered(_ count: UInt64) {
    switch kept {
    case .some(let kept): kept.store(UInt32(truncatingIfNeeded: count))
    case .none: break
    }
  }

  func wait() throws(Errno) -> Wakeup {
    var total: UInt32 = 0
    var timestamp: Int64 = 0
    try check(zirq_uio_wait(descriptor.rawValue, &total, &timestamp))
    return Wakeup(count: UInt64(total), timestamp: timestamp)
  }

  /// The counter runs from the moment the driver bound, in 32 bits. A first value whose previous one nobody knows says
  /// nothing: what lies before it may have come while nobody had the node open.
  static func interrupts(from previous: UInt64?, to count: UInt64) -> UInt64 {
    guard let previous else { return 1 }
    let interrupts = UInt64(UInt32(truncatingIfNeeded: count) &- UInt32(truncatingIfNeeded: previous))
    // None is what no node says, but what a kept count that is wrong may say.
    return max(1, interrupts)
  }

  /// - Throws: EIO when the device has no interrupt, or has gone. Asks nothing of its driver.
  func checkInterrupt() throws(Errno) { try check(zirq_uio_check(descriptor.rawValue)) }

  func enable() throws(Errno) { try check(zirq_uio_enable(descriptor.rawValue)) }
  func disable() throws(Errno) { try check(zirq_uio_disable(descriptor.rawValue)) }
}
