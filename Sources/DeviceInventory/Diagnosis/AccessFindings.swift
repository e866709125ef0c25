import Glibc

extension DeviceFacts {
  /// Whether zirqd may open what it has to.
  var accessFindings: [Finding] {
    let refused = accesses.filter { $0.errno != 0 }.map { finding($0) }
    let fine = accesses.filter { $0.errno == 0 }.map(\.path)
    return (fine.isEmpty ? [] : [.ok("access", "zirqd may open \(fine.joined(separator: ", ")).")]) + refused
      + lockdownFindings + udevFindings
  }

  var ruleFindings: [Finding] {
    guard let decision, !decision.mayOpen else { return [] }
    let sentence = "It is not yours to open, by \(decision.reason) of zirqd's configuration."
    let advice = "Have Allow= in a [Device] section name you; zirqctl config shows those that hold."
    return [
      isAskedByAdministrator
        ? .note("rule", sentence, advice: advice) : .problem("rule", sentence, advice: advice)
    ]
  }

  private func finding(_ access: Access) -> Finding {
    let path = access.path
    let isConfig = path.hasPrefix("/sys/")
    switch access.errno {
    case EACCES:
      return .problem(
        "access", "zirqd may not read and write \(path).",
        advice: isConfig
          ? "Let zirqd's user write the file, see udev-rules/; without that the interrupt cannot be armed again."
          : "Does it belong to zirqd's user? See udev-rules/, then: udevadm trigger.")
    case EPERM:
      return .problem(
        "access", "The system forbids \(path) to zirqd, which the device policy of its unit does.",
        advice:
          "If zirqd started before the module was loaded, restart it; else its unit lacks DeviceAllow= for the device.")
    case EROFS:
      return .problem(
        "access", "\(path) is on a file system that is read-only for zirqd.",
        advice: "Set ProtectKernelTunables=no in zirqd's unit.")
    case ENOENT:
      return .problem(
        "access", "\(path) is not there.",
        advice: isConfig
          ? "/sys is hidden from zirqd; its unit must not hide it."
          : "Is /dev a devtmpfs, and visible to zirqd? PrivateDevices=yes in its unit hides devices.")
    default:
      return .problem(
        "access", "\(path) cannot be opened: \(String(cString: strerror(access.errno))).",
        advice: "The kernel's log may say why: dmesg.")
    }
  }

  private var lockdownFindings: [Finding] {
    guard let lockdown, lockdown != "none" else { return [] }
    let sentence = "The kernel is locked down (\(lockdown)): PCI configuration space and BARs are closed to user space"
    let advice = "Bind the device to vfio-pci, which goes on working, or boot without Secure Boot or lockdown=."
    if isRearmedByConfig {
      return [.problem("lockdown", sentence + ", so the interrupt cannot be armed again.", advice: advice)]
    }
    return bus == "pci" && !isVFIO
      ? [.note("lockdown", sentence + ", so its registers cannot be mapped.", advice: advice)] : []
  }

  private var udevFindings: [Finding] {
    isUdevRunning
      ? []
      : [
        .note(
          "udev", "udevd does not run, so nobody sets the owner of nodes that appear.",
          advice: "Give /dev/uio* and /dev/vfio/* to zirqd's user by hand, or run zirqd as root.")
      ]
  }
}
