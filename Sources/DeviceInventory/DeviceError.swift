import InterruptLines
import SystemPackage
import ZirconObjects

/// Why a device cannot be used as asked. Its description is a sentence for whoever asked.
public enum DeviceError: Error, Sendable, Hashable {
  case notFound(String, similar: [String])
  case ambiguous(String, candidates: [String])
  case denied(String, reason: String)
  case triggerDenied(String, reason: String)
  /// What is for those who administer the device: "release a line that is held".
  case administrationDenied(String, action: String, reason: String)
  case regionsDenied(String, RegionRefusal)
  case noRegion(String, index: UInt32)
  /// I/O ports, which cannot be mapped.
  case portRegion(String, index: UInt32)
  /// UIO maps whole pages only.
  case regionTooSmall(String, index: UInt32)
  case noPhysicalAddress(String, index: UInt32)
  case noVector(String, vector: UInt32, count: UInt32)
  case notSimulated(String)
  case gone(String)
  case removing(String)
  /// VFIO lets no part of it be mapped.
  case notMappable(String, index: UInt32)
  /// Nothing would tell when the process that is to have the VFIO device's descriptor ends.
  case unwatchable(String, node: String, pid: Int32, Errno)
  case noBusMaster(String)
  case busMasterDenied(String, reason: String)
  /// It is the device's, and so everybody's who uses it.
  case busMasterOfAnother(String)
  case noLatencyLimit(String)
  /// Nobody has the vector.
  case noLine(String, vector: UInt32)
  case notHeld(String, vector: UInt32)
  case noSelfTest(String)
  case line(LineError)
  case file(device: String, path: String, errno: Errno)

  /// Why a device's registers are kept from a client that may open the device.
  public enum RegionRefusal: Sendable, Hashable {
    case policy(reason: String)
    /// Mapping them takes this node, which also masks and re-arms the interrupt that another client has.
    case interruptOfAnother(node: String)
  }

  /// The rule of the configuration that has decided so, and on which device; nil where none has.
  public var denial: (device: String, rule: String)? {
    switch self {
    case .denied(let device, let rule), .triggerDenied(let device, let rule),
      .administrationDenied(let device, _, let rule), .regionsDenied(let device, .policy(let rule)),
      .busMasterDenied(let device, let rule):
      (device, rule)
    default: nil
    }
  }

  /// What a client is told.
  public var status: Status {
    switch self {
    case .notFound: .notFound
    case .ambiguous: .invalidArgs
    case .denied, .triggerDenied, .administrationDenied, .regionsDenied(_, .policy), .busMasterDenied: .accessDenied
    case .regionsDenied(_, .interruptOfAnother), .busMasterOfAnother: .alreadyBound
    case .noRegion, .noVector: .outOfRange
    case .portRegion, .regionTooSmall, .notMappable, .noPhysicalAddress, .notSimulated, .noBusMaster, .noSelfTest,
      .noLatencyLimit:
      .notSupported
    case .gone, .removing: .ioNotPresent
    case .noLine, .notHeld: .badState
    case .unwatchable(_, _, _, .noSuchProcess): .accessDenied
    case .unwatchable: .noResources
    case .line(let error): error.status
    case .file(_, _, let errno):
      switch errno {
      case .permissionDenied, .notPermitted, .readOnlyFileSystem: .accessDenied
      case .noSuchFileOrDirectory, .operationNotSupportedByDevice, .noSuchAddressOrDevice: .ioNotPresent
      case .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem: .noMemory
      default: .io
      }
    }
  }
}

extension DeviceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound(let name, let similar):
      similar.isEmpty
        ? "\(name): there is no such device; \"zirqctl list\" shows those there are"
        : "\(name): there is no such device; similar: \(similar.joined(separator: ", "))"
    case .ambiguous(let name, let candidates):
      "\(name): several devices have this name; choose one of \(candidates.joined(separator: ", "))"
    case .denied(let name, let reason):
      "\(name): not permitted by \(reason) of zirqd's configuration"
    case .triggerDenied(let name, let reason):
      "\(name): firing its interrupts is not permitted by \(reason) of zirqd's configuration"
    case .administrationDenied(let name, let action, let reason):
      "\(name): only root, zirqd's administrators and those whom \(reason) of its configuration names as the device's may "
        + action
    case .regionsDenied(let name, .policy(let reason)):
      "\(name): mapping its registers is not permitted by \(reason) of zirqd's configuration"
    case .regionsDenied(let name, .interruptOfAnother(let node)):
      "\(name): its registers can be mapped only through \(node), which would also mask and re-arm the interrupt that "
        + "another client has; \"zirqctl list\" shows which"
    case .noRegion(let name, let index):
      "\(name): there is no region \(index); `zirqctl show \(name)` lists them"
    case .portRegion(let name, let index):
      "\(name): region \(index) is a range of I/O ports, which cannot be mapped"
    case .regionTooSmall(let name, let index):
      "\(name): region \(index) is smaller than a page, and the kernel's driver maps whole pages only"
    case .noPhysicalAddress(let name, let index):
      "\(name): region \(index) has no physical address, as its driver has allocated no memory for it; zirq_region_map() "
        + "maps it all the same"
    case .noVector(let name, let vector, let count):
      switch count {
      case 0: "\(name): the device has no interrupt"
      case 1: "\(name): there is no vector \(vector); the only one is 0"
      default: "\(name): there is no vector \(vector); they are 0 to \(count - 1)"
      }
    case .notMappable(let name, let index):
      "\(name): region \(index) cannot be mapped; VFIO maps whole pages that hold no registers but the device's, and "
        + "never the MSI-X table"
    case .unwatchable(let name, let node, let pid, let errno):
      "\(name): \(node): process \(pid) cannot have it, for nothing would tell when it lets go: \(errno)"
    case .noBusMaster(let name):
      "\(name): has no bus mastering to switch, for it is no PCI device"
    case .busMasterOfAnother(let name):
      "\(name): its bus mastering cannot be switched while another client uses the device; \"zirqctl list\" shows which"
    case .busMasterDenied(let name, let reason):
      "\(name): switching its bus mastering is not permitted by \(reason) of zirqd's configuration"
    case .noLatencyLimit(let name):
      "\(name): the processors' wake-up latency cannot be limited, for this kernel has no \(WakeupLatency.path)"
    case .noLine(let name, let vector):
      "\(name): nobody has vector \(vector) open"
    case .notHeld(let name, let vector):
      "\(name): vector \(vector) is not held masked"
    case .noSelfTest(let name):
      "\(name): only devices under VFIO can be tested, for only VFIO raises an interrupt when asked"
    case .line(let error): "\(error)"
    case .notSimulated(let name):
      "\(name): is hardware, which interrupts by itself; only simulated devices and those under VFIO can be triggered"
    case .removing(let name):
      "\(name): the system is removing the device; open it again when it has come back"
    case .gone(let name):
      "\(name): the device has gone; open it again if it has come back"
    case .file(let device, let path, .permissionDenied):
      "\(device): \(path): permission denied; let zirqd's user read and write it, see udev-rules/"
    case .file(let device, let path, .notPermitted) where path.hasPrefix("/dev/"):
      "\(device): \(path): the system's device policy forbids it; if zirqd runs as a service, its unit lacks a "
        + "DeviceAllow= for the node"
    case .file(let device, let path, .notPermitted):
      "\(device): \(path): forbidden by the system; kernel lockdown does that, see /sys/kernel/security/lockdown. Under "
        + "lockdown use vfio-pci, see `zirqctl bind`"
    case .file(let device, let path, .readOnlyFileSystem):
      "\(device): \(path): /sys is read-only; set ProtectKernelTunables=no in zirqd's unit"
    case .file(let device, let path, .noSuchFileOrDirectory), .file(let device, let path, .noSuchAddressOrDevice),
      .file(let device, let path, .operationNotSupportedByDevice):
      "\(device): \(path): there is no such file any more; the device has gone, or its driver has left it"
    case .file(let device, let path, let errno):
      "\(device): \(path): cannot be used: \(errno); its driver may have said why in the kernel's log"
    }
  }
}
