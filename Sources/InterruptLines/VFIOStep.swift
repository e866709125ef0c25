import SystemPackage
import ZirconObjects

/// What was being done with a VFIO device when it went wrong: the VFIO part of `LineError.Step`.
///
/// The errors that each step meets: Linux, drivers/vfio/ and drivers/iommu/iommufd/.
public enum VFIOStep: Sendable, Hashable {
  /// Opening /dev/vfio/vfio.
  case openContainer
  case openGroup
  /// Asking whether the whole group is out of the hands of ordinary drivers.
  case checkGroup
  case joinContainer
  case setIOMMU
  case getDevice
  /// Opening the device's own node.
  case openNode
  /// Opening /dev/iommu.
  case openIOMMU
  case bindIOMMU
  /// Giving the device an address space with nothing in it.
  case isolate
  /// Asking the device what it has.
  case describe
  /// Finding interrupts: of this kind, or of any.
  case chooseInterrupts(InterruptKind?)
  case claimVector
  /// There are so many.
  case noSuchVector(of: UInt32)
  case enable(InterruptKind)
  /// The machine has fewer vectors to give.
  case enableFewer(InterruptKind, available: UInt32, wanted: UInt32)
  case mask
  case unmask
  /// Having an eventfd unmask it; there is the call besides.
  case unmaskEvent
  case trigger
  case busMaster
  /// Having removals and errors told; the device works without.
  case watch
  /// The kernel takes the device away.
  case removal
  /// The device has reported an error that it does not recover from.
  case deviceError
}

extension VFIOStep {
  func isGone(_ errno: Errno) -> Bool {
    switch (self, errno) {
    case (.removal, _), (.openGroup, .noSuchFileOrDirectory), (.openNode, .noSuchFileOrDirectory): true
    // GROUP_GET_DEVICE_FD: the group has no such device any more.
    case (.getDevice, .noSuchDevice): true
    case (.openContainer, _), (.openIOMMU, _), (.setIOMMU, _), (.enable, _), (.openGroup, _), (.openNode, _): false
    case (_, .noSuchDevice): true
    default: false
    }
  }

  /// What a client is told, where the errno alone does not say it.
  func status(_ errno: Errno) -> Status? {
    switch self {
    case .chooseInterrupts: .notSupported
    case .noSuchVector: .invalidArgs
    case .enableFewer: .noResources
    case .enable: errno == .noSpace ? .noResources : nil
    case .checkGroup where errno == .notPermitted: .accessDenied
    default: nil
    }
  }

  func explanation(_ errno: Errno, path: String) -> String {
    switch (self, errno) {
    case (.removal, _):
      return "the kernel takes the device away, because it is unplugged or its driver unbound; it has been let go"
    case (.deviceError, _):
      return "the device has reported an error that it does not recover from (PCIe AER); its interrupts have ended. "
        + "Close it and open it again, which resets it; the kernel's log has the error"

    case (.openContainer, .noSuchFileOrDirectory), (.openContainer, .noSuchDevice),
      (.openContainer, .noSuchAddressOrDevice):
      return "the kernel's VFIO is not there; load it: modprobe vfio-pci"
    case (.openIOMMU, .noSuchFileOrDirectory), (.openIOMMU, .noSuchDevice), (.openIOMMU, .noSuchAddressOrDevice):
      return "the kernel's iommufd is not there; load it: modprobe iommufd"
    case (.openGroup, .noSuchFileOrDirectory), (.openNode, .noSuchFileOrDirectory):
      return "there is no such node, for no VFIO driver has the device; bind it with zirqctl bind, or it has gone"
    case (.openGroup, .notPermitted) where path.contains("noiommu"), (.getDevice, .notPermitted):
      return "a device without an IOMMU is for privileged programs; give zirqd CAP_SYS_RAWIO, or switch the machine's "
        + "IOMMU on"
    case (_, .permissionDenied) where opensNode:
      return "permission denied; does the node belong to zirqd's user? See udev-rules/"
    case (_, .notPermitted) where opensNode:
      return "the system's device policy forbids it; if zirqd runs as a service, it started before the vfio module was "
        + "loaded, or its unit lacks DeviceAllow=char-vfio rw: load vfio-pci, then restart the unit"
    case (.openGroup, .resourceBusy), (.bindIOMMU, .resourceBusy), (.openNode, .resourceBusy):
      return "another program has it, or a program still has the device's registers mapped: VFIO gives a group to one "
        + "at a time. End that program (fuser -v \(path))"
    case (.getDevice, .resourceTemporarilyUnavailable), (.bindIOMMU, .resourceTemporarilyUnavailable):
      return "the kernel could not reset it, for another program holds it for a moment, by reading or writing an "
        + "attribute of it in sysfs; try again"
    case (.checkGroup, .notPermitted):
      return "the IOMMU group has other devices, which ordinary drivers use; bind every device of the group to a VFIO "
        + "driver, or unbind it from its driver"
    case (.setIOMMU, .notPermitted):
      return "the machine does not remap interrupts, so a device could forge those of others; "
        + Self.remapping(unlessAllowedBy: "vfio_iommu_type1")
    // iommufd has the one answer for both.
    case (.bindIOMMU, .notPermitted):
      return "another program has a device of its IOMMU group (fuser -v /dev/iommu), or the machine does not remap "
        + "interrupts, so a device could forge those of others; end that program, or "
        + Self.remapping(unlessAllowedBy: "iommufd")
    case (.bindIOMMU, .invalidArgument):
      return "another program has it, for VFIO gives its node to one at a time (fuser -v \(path)), or its IOMMU does "
        + "not keep caches coherent, which iommufd demands"
    case (.setIOMMU, .noSuchDevice):
      return "the kernel has no IOMMU support for VFIO loaded; modprobe vfio_iommu_type1"
    case (.getDevice, .permissionDenied):
      return
        "it is a virtual function whose physical function VFIO has as well, and to open it takes that one's token, "
        + "which zirqd does not have; give the physical function to its ordinary driver"
    case (.openContainer, .protocolError):
      return "the kernel speaks another version of VFIO than zirqd does"

    case (.chooseInterrupts(nil), _):
      return "the device has no interrupts; only its registers can be used"
    case (.chooseInterrupts(let kind?), _):
      return "the device has no \(kind.title) interrupts, which the configuration asks for; see Interrupts= in [Line]"
    case (.noSuchVector(let count), _):
      return "there is no such vector; the device has \(count)"
    case (.claimVector, .resourceBusy):
      return "this vector is in use"
    case (.claimVector, _):
      return "no eventfd can be had for it: \(errno)"
    case (.enableFewer(_, let available, let wanted), _):
      return "the machine has only \(available) of the device's \(wanted) vectors to give; use the first \(available), "
        + "or fewer devices"
    case (.enable(.intx), .resourceBusy):
      return "the interrupt cannot be enabled: other devices share its wire, and this one has no INTx Disable to mask "
        + "itself with; use its message interrupts (Interrupts=msi), or another slot"
    case (.enable(.intx), .noSuchDevice):
      return "the device says that it has a wire, but the machine has not connected it; use its message interrupts "
        + "(Interrupts=msi)"
    case (.enable(let kind), .noSpace):
      return "the machine has no \(kind.title) vectors left to give; close other devices"
    case (.enable(let kind), _):
      return "its \(kind.title) interrupts cannot be enabled: \(errno)"
    case (.busMaster, .notSupported):
      return "only a PCI device has bus mastering to switch"
    case (.busMaster, _):
      return "bus mastering cannot be switched: \(errno)"

    case (.mask, _): return "the interrupt cannot be masked: \(errno)"
    case (.unmask, _): return "the interrupt cannot be armed again: \(errno)"
    case (.unmaskEvent, _):
      return "an eventfd cannot unmask it: \(errno); so zirqd calls the kernel, which takes longer"
    case (.trigger, _): return "the interrupt cannot be tried out: \(errno)"
    case (.watch, _): return "its removal and its errors cannot be watched for: \(errno)"
    case (.describe, _): return "the kernel does not describe it: \(errno)"
    case (.checkGroup, _), (.joinContainer, _), (.getDevice, _), (.setIOMMU, _), (.bindIOMMU, _), (.isolate, _):
      return "VFIO does not give the device out: \(errno)"
    case (.openContainer, _), (.openGroup, _), (.openNode, _), (.openIOMMU, _): return "cannot be opened: \(errno)"
    }
  }

  private static func remapping(unlessAllowedBy module: String) -> String {
    "switch remapping on (firmware setup; no intremap=off on the kernel's command line), or accept the risk: module "
      + "parameter \(module).allow_unsafe_interrupts=1"
  }

  private var opensNode: Bool {
    switch self {
    case .openContainer, .openGroup, .openNode, .openIOMMU: true
    default: false
    }
  }
}

extension InterruptKind {
  /// As people call it.
  fileprivate var title: String {
    switch self {
    case .intx: "INTx"
    case .msi: "MSI"
    case .msix: "MSI-X"
    case .platform: "platform"
    }
  }
}

extension Errno {
  /// ENODEV, which the library names after another system's text.
  fileprivate static var noSuchDevice: Errno { .operationNotSupportedByDevice }
}
