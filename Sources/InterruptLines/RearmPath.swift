/// How a line is armed again after an interrupt. The raw value is the name that people read.
public enum RearmPath: String, Sendable, Hashable, Codable, CaseIterable {
  /// By writing 1 to the UIO node: the kernel driver has an irqcontrol function.
  case irqcontrol
  /// By clearing INTx Disable in the PCI command register, which uio_pci_generic sets on each interrupt.
  case configSpace = "config-space"
  /// By the client alone, in the device's own registers; here an acknowledgement only counts.
  case client
  /// Not at all: the source is never masked.
  case none
  /// By VFIO's own unmask of an interrupt that it has masked.
  case unmask

  /// Whether the daemon re-arms: it counts these re-arms, and `unmask` of any other path does nothing.
  var isByDaemon: Bool { self == .irqcontrol || self == .configSpace || self == .unmask }

  /// How a device will be re-armed by its driver, as far as that is known before its line is opened.
  public static func expected(ofDriver name: String?) -> RearmPath? { UIODriver.expectedRearm(named: name) }
}
