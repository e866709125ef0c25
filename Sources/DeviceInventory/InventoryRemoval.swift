import CLinuxInterrupt
import InterruptLines
import Sysfs
import SystemPackage
import ZirconObjects

/// The removal of VFIO devices. The kernel waits, for ever, until everyone has let go: we have at once, and those clients
/// that have the device's descriptor are given some time. Source: Linux, drivers/vfio/vfio_main.c,
/// vfio_unregister_group_dev.
extension Inventory {
  /// The system wants a device back. Its lines have ended by now, and it is closed.
  func remove(_ identity: DeviceIdentity) {
    guard known.beginRemoval(of: identity, deadline: zirq_clock_monotonic() + removalGrace.nanoseconds) else { return }
    watch?.ring()
  }

  /// Closes the devices that are being removed and have not told of it, and ends their lines. On the thread that watches,
  /// which is no line's.
  ///
  /// A device that is not on PCI has no REQ. Of its removal sysfs alone shows the beginning: the driver's links go before
  /// its remove() is called, in which the kernel then waits (Linux: drivers/base/dd.c, __device_release_driver); the events
  /// come when all have let go. So as long as such a device is open, sysfs is looked at every second.
  func closeRemoved() {
    for identity in known.removing { openDevices.close(identity) }
  }

  /// Whether the removal of a device has come to its end, for the event that says so may be lost, or never be sent here.
  ///
  /// Nothing of the device itself is read, only what is there. A PCI function goes after its driver, and another driver has
  /// to wait for the one before (Linux: drivers/pci/remove.c, pci_stop_dev; drivers/base/dd.c); a group's entry is taken
  /// away when everyone has let go of its last device (drivers/vfio/group.c, vfio_device_remove_group). A device that was
  /// unbound alone, and to stay without a driver, while others of its group are with VFIO, leaves no such sign.
  func isOver(_ found: FoundDevice) -> Bool {
    guard case .vfio(let paths) = found.origin, let sysfs = found.description.sysfs else { return true }
    if let group = paths.group?.split(separator: "/").last, !files.exists("/sys/class/vfio/\(group)") { return true }
    if let driver = files.linkName(sysfs + "/driver"), driver != found.description.driver { return true }
    return found.description.bus == "pci" && files.link(sysfs) == nil
  }

  /// When the thread that watches is to do something, if no event comes; CLOCK_MONOTONIC, ns. As long as a device is being
  /// removed, sysfs is looked at every second as well.
  var nextAttention: Int64? {
    let isToLook = openDevices.hasSilent || known.isRemovingAny || looksAgain
    let look = isToLook ? zirq_clock_monotonic() + 1_000_000_000 : nil
    return [known.nextDeadline, look, keptNodes.deadline].compactMap { $0 }.min()
  }

  /// Cuts off those who have had their time. On the thread that watches.
  func endRemovals(_ cutOff: (Peer) -> Void) {
    for found in known.due(at: zirq_clock_monotonic()) {
      let name = found.description.name
      var isBlocked = false
      let holders = holders.having(found.identity)
      if holders.isEmpty {
        report(
          DeviceTrouble(
            "\(name): its removal has not come to its end, though zirqd and its clients have let go; if it still waits, "
              + "some process has been handed the device by another: look for vfio-device in /proc/*/fd and /proc/*/maps",
            .removalExpired, device: name))
      }
      for holder in holders {
        let who = "process \(holder.peer.pid) (uid \(holder.peer.uid))"
        do throws(Errno) {
          try holder.end()
          report(
            DeviceTrouble(
              "\(name): \(who) has been killed, for it had not let go of the device when it was removed",
              .removalExpired,
              device: name, client: holder.peer))
        } catch {
          isBlocked = true
          report(
            DeviceTrouble(
              "\(name): \(who) has not let go of the device and so blocks its removal, and zirqd may not kill it: "
                + "\(error); end it, for example by kill -9 \(holder.peer.pid)", .removalExpired, device: name,
              client: holder.peer))
        }
        cutOff(holder.peer)
      }
      guard !isBlocked, let event = known.endRemoval(of: found.identity) else { continue }
      forget(found.identity)
      tell(event)
    }
  }
}
