/// Which of its interrupts a device uses. The raw value is the name that people read and write.
public enum InterruptKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// A PCI device's wire: level-triggered, one for the function.
  case intx
  /// Messages: edges, several for a function.
  case msi
  case msix
  /// The wires of a device that is not on PCI, each level- or edge-triggered.
  case platform
}
