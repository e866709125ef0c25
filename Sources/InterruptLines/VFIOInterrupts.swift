import CLinuxInterrupt
import SystemPackage

/// What interrupts a VFIO device has, and which of them it uses.
struct VFIOInterrupts: Sendable, Hashable {
  /// Of each kind that it has any of, how many.
  let counts: [InterruptKind: UInt32]
  /// What the operator has asked for; nil for the best.
  let asked: InterruptKind?
  /// Those platform interrupts, by number, that the kernel masks before it tells of them.
  let levelTriggered: Set<UInt32>

  init(counts: [InterruptKind: UInt32], asked: InterruptKind?, levelTriggered: Set<UInt32> = []) {
    self.counts = counts.filter { $0.value > 0 }
    self.asked = asked
    self.levelTriggered = levelTriggered
  }

  /// Asks the device.
  init(of descriptor: Int32, _ device: zirq_vfio_device, asked: InterruptKind?) throws(Errno) {
    func interrupts(_ index: UInt32) throws(Errno) -> zirq_vfio_interrupt {
      var answer = zirq_vfio_interrupt()
      try check(zirq_vfio_interrupt_info(descriptor, index, &answer))
      return answer
    }
    if device.is_pci {
      var counts: [InterruptKind: UInt32] = [:]
      for (kind, index) in [
        (InterruptKind.intx, ZIRQ_VFIO_INTX), (.msi, ZIRQ_VFIO_MSI), (.msix, ZIRQ_VFIO_MSIX),
      ] {
        counts[kind] = try interrupts(UInt32(index)).count
      }
      self.init(counts: counts, asked: asked)
    } else {
      var levelTriggered: Set<UInt32> = []
      for index in 0..<device.interrupts where try interrupts(index).masks_itself { levelTriggered.insert(index) }
      self.init(counts: [.platform: device.interrupts], asked: asked, levelTriggered: levelTriggered)
    }
  }

  /// What was asked for, if the device has it; else the best it has: messages are never shared and need no re-arm, and of
  /// MSI-X a device has more. Nil when there is none.
  var kind: InterruptKind? {
    if let asked, !counts.isEmpty, counts[.platform] == nil { return counts[asked] == nil ? nil : asked }
    return [.msix, .msi, .intx, .platform].first { counts[$0] != nil }
  }

  func isLevel(_ vector: UInt32) -> Bool {
    switch kind {
    case .intx: true
    case .platform: levelTriggered.contains(vector)
    default: false
    }
  }

  /// The name of the vector's handler in /proc/interrupts; nil for a platform device, where it has the interrupt's number
  /// in its controller.
  func handler(of vector: UInt32, slot: String) -> String? {
    switch kind {
    case .intx: "vfio-intx(\(slot))"
    case .msi: "vfio-msi[\(vector)](\(slot))"
    case .msix: "vfio-msix[\(vector)](\(slot))"
    case .platform, nil: nil
    }
  }
}
