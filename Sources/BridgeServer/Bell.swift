import Glibc
import SystemPackage

/// A descriptor that one thread polls and others make readable. Rings that come before they are cleared count as one.
package struct Bell: ~Copyable, Sendable {
  /// To be polled for POLLIN.
  package let descriptor: Int32
  private let bell: Int32

  package init() throws(Errno) {
    var pair: (Int32, Int32) = (-1, -1)
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let result = withUnsafeMutablePointer(to: &pair) { pair in
      pair.withMemoryRebound(to: Int32.self, capacity: 2) { socketpair(AF_UNIX, type, 0, $0) }
    }
    guard result == 0 else { throw Errno(rawValue: errno) }
    (descriptor, bell) = pair
  }

  deinit {
    close(descriptor)
    close(bell)
  }

  /// A full socket rings already, so what a send may answer is of no interest.
  package func ring() {
    var byte: UInt8 = 1
    _ = send(bell, &byte, 1, Int32(MSG_NOSIGNAL))
  }

  /// Whether it rings within the time; -1 waits for ever.
  @discardableResult
  package func wait(milliseconds: Int32 = -1) -> Bool {
    var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let result = poll(&waited, 1, milliseconds)
      if result >= 0 || errno != EINTR { return result > 0 }
    }
  }

  package func clear() {
    var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    while recv(descriptor, &bytes, 32, 0) > 0 {}
  }
}
