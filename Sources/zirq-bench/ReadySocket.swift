import Glibc

/// The datagram socket on which a service says READY=1. Source: sd_notify(3).
struct ReadySocket: ~Copyable {
  private let descriptor: Int32

  init(path: String) throws(BenchError) {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { room in room.copyBytes(from: path.utf8.prefix(room.count - 1)) }
    let bound = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else {
      let error = errno
      close(descriptor)
      throw BenchError("cannot listen at \(path)", errno: error)
    }
  }

  deinit { close(descriptor) }

  /// Waits until the service is ready.
  ///
  /// - Returns: false when it has ended instead.
  func wait(for child: ChildProcess) -> Bool {
    while true {
      // The end of the child's pipe is reported unasked; what it writes there is somebody else's.
      var waited = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: child.output, events: 0, revents: 0),
      ]
      guard poll(&waited, nfds_t(waited.count), -1) > 0 else { continue }
      guard waited[0].revents != 0 else { return false }
      var message = [UInt8](repeating: 0, count: 512)
      let count = recv(descriptor, &message, message.count, 0)
      guard count >= 0 else { continue }
      if String(decoding: message[..<count], as: UTF8.self).contains("READY=1") { return true }
    }
  }
}
