import Sysfs

/// Whether a process has anything of VFIO devices, as /proc shows it. Source: proc(5), /proc/PID/task/TID/fd,
/// /proc/PID/maps; Linux, drivers/vfio/group.c, which names its files "[vfio-device]".
enum VFIODescriptorUse {
  /// Nil where it cannot be seen: of another user's process without CAP_SYS_PTRACE, or of one that changes meanwhile. What
  /// is on its way to the process, or is kept in an io_uring, does not show.
  static func isSeen(inProcess pid: Int32, in files: SystemFiles) -> Bool? {
    let process = "/proc/\(pid)"
    // The descriptors first: one that is mapped and closed meanwhile shows in the mappings.
    let threads = files.entries(process + "/task")
    guard !threads.isEmpty else { return nil }
    for thread in threads {
      let directory = "\(process)/task/\(thread)/fd"
      let descriptors = files.entries(directory)
      // None at all: it may not be read.
      guard !descriptors.isEmpty else { return nil }
      for descriptor in descriptors {
        guard let name = files.link("\(directory)/\(descriptor)") else { return nil }
        if isDevice(name) { return true }
      }
    }
    guard let mappings = files.text(process + "/maps"), !mappings.isEmpty,
      mappings.utf8.count < SystemFiles.textLimit - 1
    else { return nil }
    return mappings.split(whereSeparator: \.isNewline).contains { isDevice($0) }
  }

  /// A device that has been opened through its group, or by a node of its own.
  private static func isDevice(_ name: some StringProtocol) -> Bool {
    name.contains("[vfio-device]") || name.contains("vfio/devices/")
  }
}
