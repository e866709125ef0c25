import Sysfs

/// What Linux tells about one of its interrupt lines.
struct IRQFacts: Sendable, Hashable {
  var number: UInt32
  /// Who has a handler on it.
  var actions: [String]
  /// Interrupts that no handler has claimed, out of the last 100,000 at most. Source: Linux, kernel/irq/spurious.c.
  var unhandled: UInt64
  /// Whether more have come while it was watched.
  var isRising = false
  /// Whether the kernel has switched it off for good: "nobody cared". Known only where the kernel has
  /// CONFIG_GENERIC_IRQ_DEBUGFS and lets the file be read.
  var isSwitchedOff: Bool

  init?(_ number: UInt32, in files: SystemFiles) {
    guard let actions = files.text("/sys/kernel/irq/\(number)/actions") else { return nil }
    self.number = number
    self.actions = actions.split(separator: ",").map(String.init)
    unhandled = Self.unhandled(number, files)
    isSwitchedOff =
      files.text("/sys/kernel/debug/irq/irqs/\(number)")?.contains("IRQS_SPURIOUS_DISABLED") ?? false
  }

  /// Looks at the count a second time.
  mutating func watch(in files: SystemFiles) {
    let now = Self.unhandled(number, files)
    isRising = now > unhandled
    unhandled = now
  }

  /// Whether any interrupt of this machine is remapped: the chips that do have "IR-" in their names. Nil on a machine
  /// whose chips are not x86's. Source: Linux, drivers/iommu/intel/irq_remapping.c, drivers/iommu/amd/iommu.c.
  static func remapping(in files: SystemFiles) -> Bool? {
    let chips = Set(files.entries("/sys/kernel/irq").compactMap { files.text("/sys/kernel/irq/\($0)/chip_name") })
    guard chips.contains(where: { $0.contains("IO-APIC") || $0.contains("PCI-MSI") }) else { return nil }
    return chips.contains { $0.contains("IR-") }
  }

  private static func unhandled(_ number: UInt32, _ files: SystemFiles) -> UInt64 {
    // "count 25\nunhandled 0\nlast_unhandled 0 ms".
    for line in files.lines("/proc/irq/\(number)/spurious") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "unhandled" { return UInt64(words[1]) ?? 0 }
    }
    return 0
  }
}
