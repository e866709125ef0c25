import Sysfs

extension DeviceFacts {
  /// Which driver has the device, and whether that is one that hands out interrupts.
  var bindingFindings: [Finding] { driverFindings + driverctlFindings }

  private var driverFindings: [Finding] {
    if served != nil {
      return driver.map { [.ok("driver", "\($0) serves the device.")] } ?? []
    }
    guard let driver else {
      return [.problem("driver", "No driver has the device.", advice: bindAdvice)]
    }
    guard KernelDriver(driver).isUIO || KernelDriver(driver).isVFIO else {
      return [
        .problem("driver", "\(driver) has the device and keeps its interrupts in the kernel.", advice: bindAdvice)
      ]
    }
    return [
      .problem(
        "driver", "\(driver) has the device, and yet zirqd does not serve it: it may have come a moment ago.",
        advice:
          "Ask again; if it stays so, zirqd's log (journalctl -u zirqd) and the kernel's (dmesg | grep \(slot ?? "")) "
          + "may say why.")
    ]
  }

  /// What can have it, and how.
  private var bindAdvice: String {
    let slot = slot ?? ""
    var driver = "vfio-pci"
    if group == nil && !allowsNoIOMMU { driver = header?.interruptPin == 0 ? "igb_uio" : "uio_pci_generic" }
    let missing =
      loadedDrivers.contains(driver) ? "" : "; its module is not loaded, which that does, too, if there is one"
    return "zirqctl bind \(slot) \(driver)\(missing)."
  }

  private var driverctlFindings: [Finding] {
    guard let choice, let slot else { return [] }
    if let configured = choice.driverctl, configured != driver {
      return [
        .note(
          "driverctl", "/etc/driverctl.d/\(bus ?? "")-\(slot) gives the device to \(configured) at each boot.",
          advice: "driverctl set-override changes that, driverctl unset-override ends it.")
      ]
    }
    if let override = choice.override, override != driver {
      return [
        .note(
          "driver_override", "Only \(override) may have the device, and it has not taken it.",
          advice: "zirqctl unbind \(slot) ends that; the kernel's log may say why it has not: dmesg | grep \(slot).")
      ]
    }
    return []
  }
}
