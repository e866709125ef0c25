import SystemPackage
import ZirconObjects

/// Why a line cannot be opened, has ended, or works worse than it should. Its description is a sentence for the operator.
public struct LineError: Error, Sendable, Hashable {
  public enum Step: Sendable, Hashable {
    /// Opening the UIO node.
    case openNode
    /// Opening the PCI device's `config` file, the re-arm of uio_pci_generic.
    case openConfig
    /// The first arming, by writing to the node.
    case arm
    /// The first arming, in the way that the operator has chosen.
    case chosenRearm(RearmPath)
    /// Arming by the PCI command register; the first time or later.
    case rearmByConfig
    /// Re-arming by writing to the node.
    case rearmByNode
    /// Waiting for an interrupt: the line has ended.
    case wait
    /// Starting the line's thread.
    case startThread
    /// Giving the line's thread its priority. The line works without.
    case prioritize
    /// Keeping the line's thread to its processors. The line works without.
    case placeThread
    /// Having an interrupt taken by its processors, by the kernel's number of it. The line works without.
    case placeInterrupt(irq: UInt32?)
    /// Making a simulated source.
    case simulate
    /// Using a device through VFIO.
    case vfio(VFIOStep)
    /// Taking the times of its entries. The line works with those of its wake-ups.
    case stampEntries(EntryStampStep)
    /// Re-arming, or leaving unmasked, a line that interrupts too fast: it is held, see `ObservableLine.release()`.
    case storm(rateHz: UInt64, limitHz: UInt32)
  }

  /// The device's name, "pci:0000:00:04.0".
  public var device: String
  /// The file that was used, "/dev/uio0"; empty where there is none.
  public var path: String
  public var step: Step
  public var errno: Errno

  public init(device: String, path: String = "", step: Step, errno: Errno) {
    self.device = device
    self.path = path
    self.step = step
    self.errno = errno
  }

  /// A line is held, for it has interrupted at this rate.
  init(device: String, storm rateHz: UInt64, limitHz: UInt32) {
    self.init(
      device: device, step: .storm(rateHz: rateHz, limitHz: limitHz), errno: .resourceTemporarilyUnavailable)
  }

  /// What a line that works does without.
  public enum Degradation: Sendable, Hashable {
    case scheduling, processors, interruptProcessors
  }

  /// Nil for what is worse. What the system refuses to one line, it refuses to the others as well.
  public var degradation: Degradation? {
    switch step {
    case .prioritize: .scheduling
    case .placeThread: .processors
    case .placeInterrupt: .interruptProcessors
    default: nil
    }
  }

  /// Whether the line has not ended but is held by its storm guard.
  public var isStorm: Bool {
    if case .storm = step { true } else { false }
  }

  /// Whether the device is no longer there.
  public var isGone: Bool {
    switch (step, errno) {
    case (.vfio(let step), _): step.isGone(errno)
    case (.stampEntries, _), (.chosenRearm, _), (.prioritize, _), (.placeThread, _), (.placeInterrupt, _): false
    // uio_read: EIO once the device is unregistered.
    case (.wait, _): true
    // uio_write: EINVAL once the device is unregistered, EIO only if it has no interrupt.
    case (.arm, .invalidArgument), (.rearmByNode, .invalidArgument), (.rearmByNode, .ioError): true
    case (.openNode, .invalidArgument): true
    case (_, .noSuchDevice), (_, .noSuchFileOrDirectory), (_, .noSuchAddressOrDevice): true
    default: false
    }
  }

  /// What a client is told.
  public var status: Status {
    if isGone { return .ioNotPresent }
    if case .vfio(let step) = step, let status = step.status(errno) { return status }
    if case .chosenRearm = step { return .notSupported }
    return switch errno {
    case .permissionDenied, .notPermitted, .readOnlyFileSystem: .accessDenied
    case .resourceBusy: .alreadyBound
    case .ioError where step == .arm: .notSupported
    case .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem: .noMemory
    case .resourceTemporarilyUnavailable where step == .startThread: .noResources
    default: .io
    }
  }
}

extension LineError: CustomStringConvertible {
  public var description: String {
    let subject = path.isEmpty ? device : "\(device): \(path)"
    return "\(subject): \(explanation)"
  }

  private var explanation: String {
    switch (step, errno) {
    case (.vfio(let step), _): return step.explanation(errno, path: path)
    case (.wait, _),
      _ where isGone:
      return "the device has gone (\(errno))"
    case (.openNode, .permissionDenied):
      return "permission denied; does the node belong to zirqd's user? See udev-rules/"
    case (.openNode, .notPermitted):
      return "the system's device policy forbids it; if zirqd runs as a service, it started before the uio module was "
        + "loaded, or its unit lacks DeviceAllow=char-uio rw: load uio, then restart the unit"
    case (.openNode, _):
      return "cannot be opened: \(errno); its driver may have said why in the kernel's log"

    case (.openConfig, .permissionDenied):
      return "permission denied, so the interrupt could not be re-armed; let zirqd's user write the file, see "
        + "udev-rules/"
    case (.openConfig, .notPermitted):
      return "a security module forbids zirqd to open it for writing, so the interrupt could not be re-armed; see the "
        + "system's audit log"
    case (.openConfig, .readOnlyFileSystem):
      return "/sys is read-only, so the interrupt cannot be re-armed; set ProtectKernelTunables=no in zirqd's unit"
    case (.openConfig, _):
      return "cannot be opened, so the interrupt could not be re-armed: \(errno)"
    case (.rearmByConfig, .notPermitted):
      return "writing PCI configuration space is forbidden, so the interrupt cannot be re-armed; kernel lockdown does "
        + "that, see /sys/kernel/security/lockdown. Under lockdown use vfio-pci, see `zirqctl bind`"
    case (.rearmByConfig, _):
      return "the PCI device's command register cannot be changed, so the interrupt cannot be re-armed: \(errno)"

    case (.arm, .ioError):
      return "the device has no interrupt under this driver; check that it has an INTx line or message interrupts that "
        + "the driver uses"
    case (.arm, .permissionDenied), (.arm, .notPermitted):
      return "its driver refuses to switch the interrupt on (\(errno)), though the node could be opened; see the "
        + "kernel's log"
    case (.arm, _):
      return "its driver fails to switch the interrupt on: \(errno); see the kernel's log"
    case (.rearmByNode, .noFunction):
      return "its driver has taken the first write and takes no more (\(errno)), so the interrupt cannot be re-armed; "
        + "set Rearm= in a [Line] section for it"
    case (.rearmByNode, _):
      return "its driver fails to switch the interrupt on again: \(errno); see the kernel's log"
    case (.chosenRearm(.irqcontrol), _):
      return "its driver takes no writes to the node (ENOSYS), so Rearm=irqcontrol cannot work; let it be auto, or, if "
        + "its client re-arms it in its registers, client"
    case (.chosenRearm(.configSpace), _):
      return "there is no such file, for it is not a PCI device, so Rearm=config-space cannot work; let it be auto"
    case (.chosenRearm(let path), _):
      return "Rearm=\(path.rawValue) is no way to re-arm a UIO device; let it be auto"
    case (.stampEntries(let step), _): return step.explanation(errno)

    case (.startThread, _): return "no thread can be started for its interrupt: \(errno)"
    case (.prioritize, _):
      return "its thread runs without real-time priority: \(errno); raise LimitRTPRIO= in zirqd's unit, or set "
        + "RealtimePriority=0"
    case (.placeThread, _):
      return "its thread may run on any processor, for it can have none of those that CPUAffinity= names: \(errno)"
    case (.placeInterrupt(nil), _):
      return
        "its interrupt stays on its processors, for the kernel's number of it is not to be found in /proc/interrupts"
    case (.placeInterrupt, .permissionDenied), (.placeInterrupt, .readOnlyFileSystem), (.placeInterrupt, .notPermitted):
      return "zirqd may not choose the processors of its interrupt: \(errno); do not set InterruptAffinity=, or "
        + "give zirqd's unit the drop-in z-interrupt-affinity.conf, see zirqd.conf(5)"
    case (.placeInterrupt, _):
      return "its interrupt stays on its processors: \(errno); are there the processors that InterruptAffinity= names, "
        + "and does the interrupt controller let it move?"
    case (.simulate, _): return "the simulated interrupt cannot be made: \(errno)"
    case (.storm(let rateHz, let limitHz), _):
      return "held masked, for it interrupts \(rateHz) times a second (StormLimitHz=\(limitHz)) and nothing silences "
        + "it; a client has to silence its device before it acknowledges. Then release it: `zirqctl release "
        + "\(device)`, or another zx_interrupt_ack"
    }
  }
}

extension Errno {
  /// ENODEV, which the library names after another system's text.
  fileprivate static var noSuchDevice: Errno { .operationNotSupportedByDevice }
}
