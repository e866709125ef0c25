/// A base address register of a PCI device. Source: Linux, drivers/pci/pci-sysfs.c, `resource`.
public struct PCIResource: Hashable, Sendable {
  public var number: UInt32
  public var start: UInt64
  /// Bytes.
  public var size: UInt64
  public var isMemory: Bool

  /// The BARs that are in use.
  public static func all(of device: String, in files: SystemFiles) -> [PCIResource] {
    // Six BARs; the lines behind them are the ROM and a bridge's windows.
    files.lines(device + "/resource").prefix(6).enumerated().compactMap { number, line in
      let fields = line.split(separator: " ").map { SystemFiles.number($0) }
      guard fields.count == 3, let start = fields[0], let end = fields[1], let flags = fields[2], end > start else {
        return nil
      }
      let memory: UInt64 = 0x200  // IORESOURCE_MEM
      return PCIResource(number: UInt32(number), start: start, size: end - start + 1, isMemory: flags & memory != 0)
    }
  }
}
