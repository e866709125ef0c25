/// The first 64 bytes of a function's configuration space, which anyone may read. Source: PCI Local Bus 3.0, 6.1; Linux,
/// include/uapi/linux/pci_regs.h.
public struct PCIHeader: Sendable, Hashable {
  public var command: UInt16
  public var status: UInt16
  /// 0 for a function without an INTx wire, as the virtual ones of SR-IOV are.
  public var interruptPin: UInt8
  /// How the rest of the header is laid out: 0 for an ordinary function, 1 for a bridge to another PCI bus, 2 for CardBus.
  public var headerType: UInt8

  /// Nil when the file cannot be read.
  public init?(ofDevice sysfs: String, in files: SystemFiles) {
    guard let bytes = files.bytes(sysfs + "/config", count: 64) else { return nil }
    command = UInt16(bytes[4]) | UInt16(bytes[5]) << 8
    status = UInt16(bytes[6]) | UInt16(bytes[7]) << 8
    interruptPin = bytes[0x3d]
    // The top bit says that there are other functions.
    headerType = bytes[0x0e] & 0x7f
  }

  /// A function that no longer answers reads as all ones.
  public var isGone: Bool { command == 0xffff }
  public var isBridge: Bool { headerType != 0 && !isGone }
  public var isBusMaster: Bool { command & 0x0004 != 0 }
  /// INTx Disable.
  public var isMasked: Bool { command & 0x0400 != 0 }
  /// Interrupt Status: the function asserts INTx, or would if it were not masked.
  public var isAsserting: Bool { status & 0x0008 != 0 }
}
