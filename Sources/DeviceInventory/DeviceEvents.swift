import CUdev
import Glibc
import SystemPackage
import ZirconObjects

/// What the kernel says of a device. Source: Linux, lib/kobject_uevent.c.
struct KernelEvent: Sendable, Hashable {
  /// "add", "remove", "bind", "unbind", …
  var action: String
  /// "uio", "pci", …
  var subsystem: String
  /// "uio0", "0000:00:04.0"
  var name: String
}

/// Where the kernel's events come from.
protocol DeviceEvents: Sendable {
  /// For poll(2): readable when there is an event, or a loss to be told.
  var descriptor: Int32 { get }

  /// The next event; nil when there is none now.
  ///
  /// - Throws: `Errno.noBufferSpace` when events have been lost.
  func next() throws(Errno) -> KernelEvent?
}

/// Whose word about devices is waited for. The raw value is the name that people read and write.
public enum DeviceEventSource: String, Sendable, Hashable, CaseIterable {
  /// udevd's, which passes on what the kernel says when it has applied its rules: a node has its owner by then. It speaks
  /// to those in its own network namespace alone.
  case udev
  /// The kernel's own, where there is no udevd, and in another network namespace, as under systemd's PrivateNetwork=.
  /// Source: Linux, lib/kobject_uevent.c, uevent_net_broadcast_untagged.
  case kernel

  static var isUdevRunning: Bool { access("/run/udev/control", F_OK) == 0 }

  static var available: DeviceEventSource { isUdevRunning ? .udev : .kernel }
}

/// libudev's monitor. Source: libudev(3), udev_monitor_new_from_netlink(3).
final class UdevMonitor: DeviceEvents {
  /// Bytes. Root may have it whole, others get what net.core.rmem_max allows.
  private static let bufferSize: Int32 = 8 << 20

  let descriptor: Int32
  private let handles: Guarded<Handles>

  private struct Handles: ~Copyable {
    let udev: OpaquePointer
    let monitor: OpaquePointer

    init(_ source: DeviceEventSource) throws(Errno) {
      guard let udev = udev_new() else { throw Errno(rawValue: errno) }
      guard let monitor = udev_monitor_new_from_netlink(udev, source.rawValue) else {
        let error = errno
        udev_unref(udev)
        throw Errno(rawValue: error)
      }
      self.udev = udev
      self.monitor = monitor
    }

    deinit {
      udev_monitor_unref(monitor)
      udev_unref(udev)
    }
  }

  /// Receives from now on.
  init(_ source: DeviceEventSource) throws(Errno) {
    let handles = try Handles(source)
    for subsystem in ["uio", "vfio", "vfio-dev", "pci", "platform"] {
      let error = udev_monitor_filter_add_match_subsystem_devtype(handles.monitor, subsystem, nil)
      guard error >= 0 else { throw Errno(rawValue: -error) }
    }
    _ = udev_monitor_set_receive_buffer_size(handles.monitor, Self.bufferSize)
    let error = udev_monitor_enable_receiving(handles.monitor)
    guard error >= 0 else { throw Errno(rawValue: -error) }
    descriptor = udev_monitor_get_fd(handles.monitor)
    self.handles = Guarded(handles)
  }

  func next() throws(Errno) -> KernelEvent? {
    try handles.withLock { handles throws(Errno) in
      errno = 0
      guard let device = udev_monitor_receive_device(handles.monitor) else {
        if errno == ENOBUFS { throw .noBufferSpace }
        return nil
      }
      defer { udev_device_unref(device) }
      return KernelEvent(
        action: udev_device_get_action(device).map { String(cString: $0) } ?? "",
        subsystem: udev_device_get_subsystem(device).map { String(cString: $0) } ?? "",
        name: udev_device_get_sysname(device).map { String(cString: $0) } ?? "")
    }
  }
}
