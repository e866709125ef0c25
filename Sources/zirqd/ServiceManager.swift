import CSystemd
import Glibc

/// systemd, where it is the one that has started the daemon; without it nothing happens.
enum ServiceManager {
  /// Source: sd_notify(3).
  static func notify(_ state: String) {
    sd_notify(0, state)
  }

  /// The sockets that systemd listens on for the daemon, by the names of their units' FileDescriptorName.
  /// Source: sd_listen_fds_with_names(3).
  static func sockets() -> [String: Int32] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(1, &names)
    guard count > 0, let names else { return [:] }
    var sockets: [String: Int32] = [:]
    for index in 0..<Int(count) {
      guard let name = names[index] else { continue }
      sockets[String(cString: name)] = firstSocket + Int32(index)
      free(name)
    }
    free(names)
    return sockets
  }

  /// SD_LISTEN_FDS_START.
  private static let firstSocket: Int32 = 3
}
