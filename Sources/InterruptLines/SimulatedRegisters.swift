import CLinuxInterrupt
import SystemPackage
import ZirconObjects

/// The registers of a simulated device: memory, all zero at first, that everyone who maps it shares. One of them is the
/// driver, another plays the device. It lives as long as the daemon; thread-safe.
public final class SimulatedRegisters: Sendable {
  /// The most that a device may have, bytes.
  public static let limit: UInt64 = 1 << 24

  /// Where the first simulated device's lie; those of the next one are `limit` bytes further on. An address of 52 bits,
  /// which is what x86 and Arm have room for, and far above what their machines use.
  private static let firstAddress: UInt64 = 1 << 51

  /// Made up: nothing lies there. At the start of a page; the same in every run with the same number.
  public let physicalAddress: UInt64
  /// Bytes, whole pages.
  public let size: UInt64

  /// The name that /proc/PID/maps shows.
  private let name: String
  /// A file in memory; nil until it is first needed.
  private let memory = Guarded<OwnedDescriptor?>(nil)

  /// - Parameters:
  ///   - size: bytes, 1 to `limit`; rounded up to whole pages.
  ///   - number: tells this device's address from those of the others.
  init?(of device: String, size: UInt64, number: Int) {
    guard 1...Self.limit ~= size, let pages = size.roundedUp(to: MemoryPage.size) else { return nil }
    name = "zirq:\(device)"
    physicalAddress = Self.firstAddress + UInt64(number) * Self.limit
    self.size = pages
  }

  /// A descriptor to map the registers through, from offset 0. Whoever gets it can read and write them, and not change
  /// their size, so that no access in a mapping can fail.
  public func open() throws(Errno) -> OwnedDescriptor {
    try memory.withLock { memory throws(Errno) in
      if memory == nil { memory = try OwnedDescriptor { zirq_memory_registers(name, Int(size), &$0) } }
      return try OwnedDescriptor { zirq_memory_duplicate(memory?.rawValue ?? -1, &$0) }
    }
  }
}
