import Sysfs

/// Who would miss a device if its driver let go of it now: interfaces that are up, and disks that are mounted, swapped on
/// or part of something greater. What is used in other ways, a display or a sound card, is not seen.
struct DeviceUse {
  /// One sentence each.
  let reasons: [String]

  init(of slot: PCIAddress, in files: SystemFiles) {
    guard let device = files.resolved(slot.sysfs) else {
      reasons = []
      return
    }
    reasons = Self.interfaces(of: device, in: files) + Disks(in: files).uses(below: device)
  }

  /// Only those of this network namespace are visible.
  private static func interfaces(of device: String, in files: SystemFiles) -> [String] {
    files.entries("/sys/class/net").compactMap { name in
      guard files.resolved("/sys/class/net/\(name)")?.hasPrefix(device + "/") == true,
        // IFF_UP; operstate is about the cable.
        let flags = files.number("/sys/class/net/\(name)/flags"), flags & 1 != 0
      else { return nil }
      return "its network interface \(name) is up (ip link set \(name) down)"
    }
  }
}

/// The block devices there are, and what they are used for.
private struct Disks {
  private let files: SystemFiles
  /// By "major:minor", and by the file that was mounted: btrfs has numbers of its own.
  private let mounts: [(number: Substring, source: Substring, target: Substring)]
  private let swaps: [Substring]

  init(in files: SystemFiles) {
    self.files = files
    // This process' mounts, and those of the whole system. Source: proc(5).
    mounts = ["/proc/self/mountinfo", "/proc/1/mountinfo"].flatMap { files.lines($0) }.compactMap { line in
      let halves = line.split(separator: " - ", maxSplits: 1)
      let fields = halves.first?.split(separator: " ") ?? []
      let rest = halves.last?.split(separator: " ") ?? []
      guard halves.count == 2, fields.count >= 5, rest.count >= 2 else { return nil }
      return (fields[2], rest[1], fields[4])
    }
    swaps = files.lines("/proc/swaps").dropFirst().compactMap { $0.split(separator: " ").first }
  }

  func uses(below device: String) -> [String] {
    files.entries("/sys/class/block").flatMap { name in
      isBehind(name, device) ? uses(of: name) : []
    }
  }

  private func isBehind(_ name: String, _ device: String) -> Bool {
    guard let path = files.resolved("/sys/class/block/\(name)") else { return false }
    if path.hasPrefix(device + "/") { return true }
    // A disk with several paths to it is nobody's child; its subsystem has a link to the controller of each.
    guard path.hasPrefix("/sys/devices/virtual/nvme-subsystem/") else { return false }
    let subsystem = path.split(separator: "/").prefix(5).joined(separator: "/")
    return files.entries("/\(subsystem)").contains { entry in
      entry.hasPrefix("nvme") && files.resolved("/\(subsystem)/\(entry)")?.hasPrefix(device + "/") == true
    }
  }

  private func uses(of name: String) -> [String] {
    var uses: [String] = []
    // sysfs has "!" for the slash of a name such as cciss/c0d0.
    let node = "/dev/" + String(name.map { $0 == "!" ? "/" : $0 })
    let number = files.text("/sys/class/block/\(name)/dev")
    if let mount = mounts.first(where: { number == String($0.number) || $0.source == node }) {
      uses.append("\(node) is mounted on \(mount.target)")
    }
    if swaps.contains(Substring(node)) { uses.append("\(node) is swap space") }
    let holders = files.entries("/sys/class/block/\(name)/holders")
    if !holders.isEmpty {
      uses.append("\(node) is part of \(holders.map { "/dev/\($0)" }.joined(separator: ", "))")
    }
    return uses
  }
}
