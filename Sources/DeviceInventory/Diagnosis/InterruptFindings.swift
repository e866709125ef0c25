import InterruptLines
import Sysfs

extension DeviceFacts {
  /// Whether the device's interrupt can reach the kernel, and whether the kernel takes it.
  var interruptFindings: [Finding] { presenceFindings + wireFindings + masterFindings + irqFindings }

  private var hasInterrupt: Bool { served.map { $0.trigger != .none && $0.vectors > 0 } ?? false }

  private var presenceFindings: [Finding] {
    guard let served else { return [] }
    guard hasInterrupt else {
      return [
        .problem(
          "interrupt", "Under \(driver ?? "its driver") the device has no interrupt.",
          advice: bus == "pci" && header?.interruptPin == 0
            ? "It has no INTx line; vfio-pci or igb_uio can use its messages: zirqctl bind \(slot ?? "") vfio-pci."
            : "Look for its interrupt in the device tree or the firmware's settings, and at the kernel's log: dmesg.")
      ]
    }
    if served.kind == .uio, served.trigger == .unknown {
      return [
        .note(
          "interrupt", "The kernel does not say whether it triggers by level or by edge.",
          advice: "Some drivers request it only when the device is opened; ask again then.")
      ]
    }
    return []
  }

  /// INTx, which both the device and whoever masks it show in configuration space.
  private var wireFindings: [Finding] {
    guard bus == "pci", hasInterrupt, let header else { return [] }
    guard !header.isGone else {
      return [
        .problem(
          "device", "It no longer answers: its configuration space reads as all ones.",
          advice: "It has lost power or its link; remove it and rescan the bus.")
      ]
    }
    guard !usesMessages else { return [] }
    switch (header.isMasked, header.isAsserting) {
    case (true, true):
      return [isOpen ? Self.notSilenced : Self.spent]
    case (true, false):
      return isOpen
        ? [
          .note(
            "INTx", "It is masked, and the device does not assert it: an interrupt waits for its acknowledgement.",
            advice: "The client that has it calls zx_interrupt_ack(); zirqctl clients shows the state.")
        ]
        : [.note("INTx", "It is masked; it is armed when a client opens it.")]
    case (false, true):
      guard countStoodStill == true else { return [] }
      return [
        .problem(
          "INTx", "The device asserts it, it is not masked, and no interrupt arrives.",
          advice:
            "The kernel or the firmware has its routing wrong, or has switched the line off (dmesg | grep \"nobody "
            + "cared\"); if the device can, use its messages through vfio-pci.")
      ]
    case (false, false): return [.ok("INTx", "It is not masked, and the device does not assert it.")]
    }
  }

  private static let notSilenced = Finding.problem(
    "INTx", "It is masked while the device asserts it: no other interrupt can come.",
    advice: "The client that has it must make its device drop the interrupt, and then call zx_interrupt_ack(); zirqctl "
      + "clients shows the state.")

  private static let spent = Finding.note(
    "INTx", "The device asserts it and it is masked: an interrupt came while nobody had opened it.",
    advice: "It is armed when a client opens it, and comes then.")

  /// A message is a write to memory. Source: PCI Local Bus 3.0, 6.2.2, Bus Master.
  private var masterFindings: [Finding] {
    let isMessaging = usesMessages || served?.interrupts == .msi || served?.interrupts == .msix
    guard isMessaging, isOpen, let header, !header.isGone, !header.isBusMaster else { return [] }
    return [
      .problem(
        "bus mastering", "It is off, and without it no message interrupt leaves the device.",
        advice: "The client calls zirq_bus_master(), or zirqd's configuration says BusMaster=yes for the device.")
    ]
  }

  private var irqFindings: [Finding] {
    guard let irq else { return [] }
    let subject = "IRQ \(irq.number)"
    var findings: [Finding] = []
    if irq.isSwitchedOff {
      findings.append(
        .problem(
          subject, "The kernel has switched it off: nobody claimed its interrupts.",
          advice: "Unbind and bind the device again; if it shares the line, bind the others to their drivers first."))
    } else if irq.isRising {
      findings.append(
        .problem(
          subject, "It fires now, and no driver claims it: after 99,900 of 100,000 the kernel switches it off.",
          advice: "A device on it asserts that has no driver, or whose driver does not see it."))
    } else if irq.unhandled > 0 {
      findings.append(
        .note(subject, "\(irq.unhandled) of its last interrupts were claimed by no driver; none just now."))
    }
    if irq.actions.count > 1 {
      findings.append(
        .note(
          subject, "Several handlers share it: \(irq.actions.joined(separator: ", ")).",
          advice:
            "Each is called for the interrupts of all; what one device does too often, the others pay for. Messages "
            + "through vfio-pci are not shared."))
    }
    return findings
  }
}
