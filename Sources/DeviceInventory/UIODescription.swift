import InterruptLines
import Sysfs

extension DeviceDescription {
  /// Reads what sysfs says of a UIO device; nil when it has gone.
  ///
  /// Source: Linux, drivers/uio/uio.c and Documentation/ABI/testing/sysfs-bus-pci.
  init?(uio kernelName: String, in files: SystemFiles) {
    let sysfs = "/sys/class/uio/\(kernelName)"
    let parent = sysfs + "/device"
    guard let uioName = files.text(sysfs + "/name") else { return nil }
    let subsystem = files.linkName(parent + "/subsystem")
    let slot = files.linkName(parent)
    let driver = files.linkName(parent + "/driver")

    var names = ["uio:\(uioName)", "/dev/\(kernelName)"]
    if let subsystem, let slot, subsystem == "pci" || subsystem == "platform" {
      names.insert("\(subsystem):\(slot)", at: 0)
    }
    names.removeAll { !DeviceNames.isUsable($0) }
    guard let name = names.first else { return nil }

    var regions = Self.maps(sysfs, in: files)
    if regions.isEmpty && subsystem == "pci" { regions = Self.bars(parent, in: files) }
    regions += Self.ports(sysfs, in: files)

    let line = InterruptDescription(uioName: uioName, subsystem: subsystem, parent: parent, in: files)
    self.init(
      name: name, aliases: Array(names.dropFirst()), kind: .uio, node: "/dev/\(kernelName)", sysfs: sysfs,
      driver: driver, uioName: uioName, version: files.text(sysfs + "/version"), slot: slot,
      pciID: PCIID.text(of: parent, in: files), irq: line.number, trigger: line.trigger,
      vectors: line.trigger == .none ? 0 : 1, regions: regions,
      events: files.number(sysfs + "/event").map { UInt32(truncatingIfNeeded: $0) })
  }

  private static func maps(_ sysfs: String, in files: SystemFiles) -> [Region] {
    numbered("map", in: sysfs + "/maps", files).compactMap { index, map in
      guard let address = files.number(map + "/addr"), let size = files.number(map + "/size") else { return nil }
      return Region(
        index: index, name: files.text(map + "/name") ?? "", kind: .memory, address: address, size: size,
        offset: files.number(map + "/offset") ?? 0)
    }
  }

  private static func ports(_ sysfs: String, in files: SystemFiles) -> [Region] {
    numbered("port", in: sysfs + "/portio", files).compactMap { index, port in
      guard let start = files.number(port + "/start"), let size = files.number(port + "/size") else { return nil }
      return Region(
        index: index, name: files.text(port + "/name") ?? "", kind: .port, address: start, size: size, offset: 0)
    }
  }

  static func bars(_ parent: String, in files: SystemFiles) -> [Region] {
    PCIResource.all(of: parent, in: files).map { bar in
      Region(
        index: bar.number, name: "resource\(bar.number)", kind: bar.isMemory ? .memory : .port, address: bar.start,
        size: bar.size, offset: bar.isMemory ? bar.start % MemoryPage.size : 0)
    }
  }

  /// The directories "map0", "map1", … with their numbers.
  private static func numbered(
    _ prefix: String, in directory: String, _ files: SystemFiles
  ) -> [(UInt32, String)] {
    files.entries(directory).compactMap { name in
      guard name.hasPrefix(prefix), let index = UInt32(name.dropFirst(prefix.count)) else { return nil }
      return (index, "\(directory)/\(name)")
    }
  }
}

/// Which interrupt of Linux's a UIO device has, as far as it can be known without opening it.
private struct InterruptDescription {
  var number: UInt32?
  var trigger: DeviceDescription.Trigger

  init(uioName: String, subsystem: String?, parent: String, in files: SystemFiles) {
    if subsystem == "pci" {
      // The number of the message interrupt while those are on, else of INTx; 0 when there is none.
      number = files.number(parent + "/irq").map { UInt32(truncatingIfNeeded: $0) }
      if number == 0 {
        number = nil
        trigger = .none
        return
      }
    } else {
      // Not in sysfs. Of several that have the name none is known to be the device's.
      let numbers = KernelInterrupts(in: files).numbers(ofHandler: uioName)
      number = numbers.count == 1 ? numbers[0] : nil
    }
    trigger = .unknown
    // Until the driver has requested it, as igb_uio does when its node is opened, the number may become another.
    guard let number,
      files.text("/sys/kernel/irq/\(number)/actions")?.split(separator: ",").contains(Substring(uioName)) == true
    else { return }
    switch files.text("/sys/kernel/irq/\(number)/type") {
    case "level": trigger = .level
    case "edge": trigger = .edge
    default: break
    }
  }
}
