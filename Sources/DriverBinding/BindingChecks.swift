import Sysfs

/// What speaks against giving a device to a driver, or taking it away from one.
struct BindingChecks {
  /// In the way, unless forced: one sentence each.
  private(set) var refusals: [String] = []

  /// - Parameter driver: who is to have the device; nil for the kernel's own choice.
  init(_ slot: PCIAddress, for driver: String?, in files: SystemFiles) {
    refusals = DeviceUse(of: slot, in: files).reasons + NodeHolders(of: slot, in: files).reasons
    checkDriverctl(slot, driver, files)
    if let driver, KernelDriver(driver).isVFIO { checkGroup(slot, files) }
    if driver == "uio_pci_generic" { checkPin(slot, files) }
  }

  /// What driverctl has been told holds for each boot; what is done here would hold until the next.
  private mutating func checkDriverctl(_ slot: PCIAddress, _ driver: String?, _ files: SystemFiles) {
    let choice = DriverChoice(ofDevice: slot.sysfs, bus: "pci", slot: slot.description, mayBlock: true, in: files)
    guard let configured = choice.driverctl, configured != driver else { return }
    refusals.append(
      "\(DriverChoice.driverctlFile(bus: "pci", slot: slot.description)) gives it to \(configured) at each boot; to "
        + "change that, "
        + (driver.map { "driverctl set-override \(slot) \($0)" } ?? "driverctl unset-override \(slot)"))
  }

  private mutating func checkGroup(_ slot: PCIAddress, _ files: SystemFiles) {
    guard let group = IOMMUGroup(ofDevice: slot.sysfs, in: files) else {
      guard !VFIOModules.allowNoIOMMU(in: files) else { return }
      refusals.append("no IOMMU translates for it, so VFIO could not open it; \(IOMMUGroup.howToHaveOne)")
      return
    }
    let obstacles = group.obstacles(to: slot.description, in: files)
    guard !obstacles.isEmpty else { return }
    refusals.append(
      "VFIO could not open it while others of its IOMMU group \(group.number) belong to other drivers: \(obstacles.named); bind "
        + "\(obstacles.count == 1 ? "that" : "those") to vfio-pci as well")
  }

  private mutating func checkPin(_ slot: PCIAddress, _ files: SystemFiles) {
    guard let header = PCIHeader(ofDevice: slot.sysfs, in: files), header.interruptPin == 0 else { return }
    refusals.append(
      "it has no INTx line, so uio_pci_generic would take it and never interrupt; vfio-pci and igb_uio can use its "
        + "message interrupts")
  }
}
