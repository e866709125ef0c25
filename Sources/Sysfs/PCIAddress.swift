/// Where a PCI function is: domain, bus, device, function, "0000:03:00.0".
public struct PCIAddress: Sendable, Hashable, CustomStringConvertible {
  /// As Linux names it in sysfs.
  public let description: String

  /// "0000:03:00.0", without the domain "03:00.0", or as zirqd names it, "pci:0000:03:00.0"; nil for anything else.
  ///
  /// Source: Linux, drivers/pci/probe.c, the name that pci_setup_device gives.
  public init?(_ text: some StringProtocol) {
    let bare = String(text.hasPrefix("pci:") ? text.dropFirst(4) : text.dropFirst(0))
    var parts = bare.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 { parts.insert("0000", at: 0) }
    guard parts.count == 3 else { return nil }
    let last = parts[2].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    // Domains beyond 16 bits exist, behind Intel's VMD and on Hyper-V.
    guard last.count == 2, Self.isHexadecimal(parts[0], 4...8), Self.isHexadecimal(parts[1], 2...2),
      Self.isHexadecimal(last[0], 2...2), let device = UInt8(last[0], radix: 16), device < 32,
      last[1].count == 1, let function = UInt8(last[1]), function < 8
    else { return nil }
    description = "\(parts[0]):\(parts[1]):\(last[0]).\(function)".lowercased()
  }

  /// The device's directory in sysfs.
  public var sysfs: String { "/sys/bus/pci/devices/\(description)" }

  private static func isHexadecimal(_ text: String, _ length: ClosedRange<Int>) -> Bool {
    length.contains(text.utf8.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit }
  }
}
