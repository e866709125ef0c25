import Glibc

/// A bare connection to a Unix stream socket.
public final class UnixConnection: Sendable {
  public let descriptor: Int32

  public init(_ path: String) throws {
    descriptor = try UnixSocket.make(SOCK_STREAM, at: path, connect)
  }

  deinit { close(descriptor) }

  public func send(_ bytes: [UInt8]) throws {
    let sent = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    guard sent == bytes.count else { throw TestDaemonError(description: "cannot send: errno \(errno)") }
  }

  /// What comes next; nothing when the other end has closed.
  public func receive(atMost limit: Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &buffer, limit, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Whether the other end closes within a time, ms.
  public func isClosed(within milliseconds: Int32) -> Bool {
    var waited = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&waited, 1, milliseconds) == 1
  }
}

/// A Unix socket that waits half a minute for what it is to receive.
enum UnixSocket {
  /// - Parameter join: bind or connect.
  static func make(
    _ type: __socket_type, at path: String, _ join: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        join(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      let why = errno
      close(descriptor)
      throw TestDaemonError(description: "no socket at \(path): errno \(why)")
    }
    var patience = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    return descriptor
  }
}
