import Glibc

/// Why a device has not got the driver that was asked for. Its description is a sentence for whoever asked.
public enum BindingError: Error, Sendable, Hashable {
  case noDevice(slot: String)
  /// The kernel has no such driver, and no module of that name could be loaded.
  case noDriver(String)
  /// Why it is refused without force, one sentence each.
  case refused(slot: String, reasons: [String])
  case write(slot: String, path: String, errno: Int32)
  /// The kernel did not object, and another driver or none has the device. What it has now is told, too.
  case notBound(slot: String, driver: String, errno: Int32, now: String?)
  /// A driver that was to let go of the device has not.
  case notUnbound(slot: String, driver: String)

  /// What a caller can do about it: name another device, wait or force, become root, or read the sentence.
  public enum Kind: Sendable { case noSuchDevice, inUse, notPermitted, failed }

  /// Which of these it is.
  public var kind: Kind {
    switch self {
    case .noDevice: .noSuchDevice
    case .refused: .inUse
    case .write(_, _, EACCES), .write(_, _, EPERM), .write(_, _, EROFS): .notPermitted
    case .noDriver, .write, .notBound, .notUnbound: .failed
    }
  }
}

extension BindingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noDevice(let slot):
      "\(slot): there is no such PCI device; lspci -D shows those there are"
    case .noDriver(let driver):
      "the kernel has no driver \(driver), and modprobe \(driver) finds no module of that name that can be loaded"
    case .refused(let slot, let reasons):
      "\(slot): \(reasons.joined(separator: "; ")); --force does it all the same"
    case .write(let slot, let path, EACCES):
      "\(slot): \(path): permission denied; only root can change a device's driver"
    case .write(let slot, let path, EPERM):
      "\(slot): \(path): forbidden by the system, as in a container that must not change devices"
    case .write(let slot, let path, EROFS):
      "\(slot): \(path): /sys is read-only here; run this outside of the container or the service"
    case .write(let slot, let path, let errno):
      "\(slot): \(path): \(String(cString: strerror(errno)))"
    case .notBound(let slot, let driver, let errno, let now):
      "\(slot): \(driver) has not taken the device\(errno == 0 ? "" : " (\(String(cString: strerror(errno))))"); "
        + (now.map { "\($0) drives it again" } ?? "no driver has it now")
        + "; the kernel's log may say why: dmesg | grep \(slot)"
    case .notUnbound(let slot, let driver):
      "\(slot): \(driver) has not let go of the device; the kernel's log may say why: dmesg | grep \(slot)"
    }
  }
}
