import Sysfs

/// The processes that have a node of a device open, through which it is used from user space: that of UIO, or those of
/// VFIO. Seen are those whose descriptors this process may look at, which for root are all.
struct NodeHolders {
  /// One sentence each.
  let reasons: [String]

  init(of slot: PCIAddress, in files: SystemFiles) {
    let nodes = Self.nodes(of: slot, in: files)
    reasons = nodes.isEmpty ? [] : Self.holders(of: nodes, in: files)
  }

  private static func nodes(of slot: PCIAddress, in files: SystemFiles) -> [String] {
    let uio = files.entries(slot.sysfs + "/uio").map { "/dev/\($0)" }
    guard let driver = files.linkName(slot.sysfs + "/driver"), KernelDriver(driver).isVFIO else { return uio }
    let group = IOMMUGroup(ofDevice: slot.sysfs, in: files).map { [$0.node] } ?? []
    return uio + group + files.entries(slot.sysfs + "/vfio-dev").map { "/dev/vfio/devices/\($0)" }
  }

  /// Source: proc(5), /proc/PID/fd: each descriptor is a link to the path that was opened.
  private static func holders(of nodes: [String], in files: SystemFiles) -> [String] {
    files.entries("/proc").compactMap { Int($0) }.sorted().flatMap { pid in
      let opened = Set(
        files.entries("/proc/\(pid)/fd").map { descriptor in
          "/" + files.linkParts("/proc/\(pid)/fd/\(descriptor)").joined(separator: "/")
        })
      return nodes.filter { opened.contains($0) }.map { sentence(pid, $0, in: files) }
    }
  }

  private static func sentence(_ pid: Int, _ node: String, in files: SystemFiles) -> String {
    let command = files.text("/proc/\(pid)/comm") ?? "a process"
    let who = command == "zirqd" ? "zirqd itself (process \(pid)), for its clients," : "\(command) (process \(pid))"
    // Source: Linux, drivers/vfio/vfio_main.c, vfio_unregister_group_dev. UIO lets go of a device that is open.
    let wait = node.hasPrefix("/dev/vfio/") ? ", and the kernel would take the device away only once it has let go" : ""
    return "\(who) has \(node) open\(wait)"
  }
}
