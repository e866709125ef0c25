import CSystemd
import Glibc
import SystemPackage

/// systemd, where it is the one that has started the daemon; without it nothing happens.
enum ServiceManager {
  /// Source: sd_notify(3).
  static func notify(_ state: String) {
    sd_notify(0, state)
  }

  /// Until "READY=1". The time tells it apart from an earlier one. Source: sd_notify(3), RELOADING=1.
  static func notifyReloading() { notify("RELOADING=1\nMONOTONIC_USEC=\(Clock.monotonic() / 1000)") }

  /// A descriptor that systemd has handed over: a socket that it listens on, by the name of its unit's FileDescriptorName,
  /// or what the daemon had in its store.
  typealias Descriptor = (name: String, descriptor: Int32)

  /// All of them; to be called once, and then they are the caller's. Source: sd_listen_fds_with_names(3).
  static func takeDescriptors() -> [Descriptor] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(1, &names)
    guard count > 0, let names else { return [] }
    defer { free(names) }
    return (0..<Int(count)).compactMap { index in
      guard let name = names[index] else { return nil }
      defer { free(name) }
      return (String(cString: name), firstDescriptor + Int32(index))
    }
  }

  /// SD_LISTEN_FDS_START.
  private static let firstDescriptor: Int32 = 3

  /// Has systemd keep copies of descriptors while the daemon restarts. Without FileDescriptorStoreMax= in the unit it
  /// does nothing. systemd is not to poll them, for then each interrupt would wake systemd, too. Source:
  /// sd_pid_notify_with_fds(3), FDPOLL=0.
  ///
  /// - Returns: why it cannot be asked to.
  static func keep(_ descriptors: [Int32], name: String) -> Errno? {
    let result = sd_pid_notify_with_fds(
      0, 0, "FDSTORE=1\nFDPOLL=0\nFDNAME=\(name)", descriptors, UInt32(descriptors.count))
    return result < 0 ? Errno(rawValue: -result) : nil
  }

  /// Returns when systemd has closed its copies, for what their closing does to the device must not happen to whoever has
  /// the device next; or after five seconds. Source: sd_notify_barrier(3).
  static func forget(_ name: String) {
    notify("FDSTOREREMOVE=1\nFDNAME=\(name)")
    sd_notify_barrier(0, 5_000_000)
  }

  /// How long systemd waits for a sign of life, ns; nil when it does not. Source: sd_watchdog_enabled(3).
  static var watchdogPatience: Int64? {
    var microseconds: UInt64 = 0
    return sd_watchdog_enabled(0, &microseconds) > 0 ? Int64(clamping: microseconds) * 1000 : nil
  }

  /// Whether anybody hears what is notified.
  static var isPresent: Bool { getenv("NOTIFY_SOCKET") != nil }
}
