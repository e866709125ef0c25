import ArgumentParser
import ControlInterface
import DriverBinding
import Sysfs

struct Bind: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a PCI device to a driver that zirqd can use, until the next boot.",
    discussion: """
      For root; the daemon need not run. The driver is loaded if it is not, the one that has the device now lets go of \
      it, and at the end it is checked that the new one has it; if not, the old one gets it back.

      A device that is in use is refused (status 75): an interface that is up, a disk that is mounted, one that a client \
      of zirqd has opened. So is what would not work: vfio-pci without an IOMMU or with others in the device's group, \
      uio_pci_generic for a device without INTx, and what driverctl has been told otherwise. To keep a driver over \
      boots, use driverctl set-override.
      """)

  @Argument(help: "A PCI address such as 0000:03:00.0, or pci:0000:03:00.0.")
  var address: DeviceAddress

  @Argument(
    help: "uio_pci_generic, vfio-pci, igb_uio, or another driver.",
    completion: .list(["uio_pci_generic", "vfio-pci", "igb_uio"]))
  var driver: String

  @OptionGroup var binding: BindingOptions
  @OptionGroup var options: SharedOptions

  func run() throws {
    let slot = address.slot
    try binding.carryOut(options) { objections throws(BindingError) in
      try DriverBinding().bind(slot, to: driver, binding.mode, objections: objections)
    } claimed: {
      binding.claims(on: slot, options)
    }
  }
}

struct Unbind: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give a PCI device back to the driver that the kernel chooses for it.",
    discussion: """
      For root; the daemon need not run. Clears driver_override too. A device that is in use is refused (status 75).
      """)

  @Argument(help: "A PCI address such as 0000:03:00.0, or pci:0000:03:00.0.")
  var address: DeviceAddress

  @OptionGroup var binding: BindingOptions
  @OptionGroup var options: SharedOptions

  func run() throws {
    let slot = address.slot
    try binding.carryOut(options) { objections throws(BindingError) in
      try DriverBinding().unbind(slot, binding.mode, objections: objections)
    } claimed: {
      binding.claims(on: slot, options)
    }
  }
}

/// A PCI address as the person writes it.
struct DeviceAddress: ExpressibleByArgument {
  let slot: PCIAddress

  init?(argument: String) {
    guard let slot = PCIAddress(argument) else { return nil }
    self.slot = slot
  }

  static var defaultCompletionKind: CompletionKind { .shellCommand("ls /sys/bus/pci/devices") }
}
