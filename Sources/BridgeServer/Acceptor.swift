import CLinuxInterrupt
import Glibc
import InterruptLines
import Logging
import SystemPackage
import ZirconObjects

/// Takes a listener's connections on a thread of its own, until it is stopped.
final class Acceptor: Sendable {
  private let listener: Int32
  private let name: String
  private let logger: Logger
  private let stopBell: Bell
  private let thread = Guarded<DedicatedThread?>(nil)

  /// - Parameter name: for the log, "data socket".
  init(listener: Int32, name: String, logger: Logger) throws(Errno) {
    self.listener = listener
    self.name = name
    self.logger = logger
    stopBell = try Bell()
  }

  /// - Parameter welcome: called on the accepting thread with each connection.
  func start(_ welcome: @escaping @Sendable (consuming OwnedDescriptor) -> Void) throws(Errno) {
    try thread.withLock { thread throws(Errno) in
      thread = try DedicatedThread(name: name) { [self] in accept(welcome) }
    }
  }

  /// Returns when no connection will come any more.
  func stop() {
    stopBell.ring()
    thread.withLock { $0.take() }?.join()
  }

  private func accept(_ welcome: (consuming OwnedDescriptor) -> Void) {
    while waitForConnection() {
      var connection: Int32 = -1
      let error = zirq_accept(listener, &connection)
      switch error {
      case 0: welcome(OwnedDescriptor(owning: connection))
      case EINTR, ECONNABORTED, EAGAIN: break
      default:
        // Most likely out of descriptors, and the next call would fail at once, too.
        logger.error("\(name): cannot accept a connection: \(Errno(rawValue: error)); trying again in a second")
        if stopBell.wait(milliseconds: 1000) { return }
      }
    }
  }

  /// - Returns: false when the thread is to stop.
  private func waitForConnection() -> Bool {
    while true {
      var waited = [
        pollfd(fd: stopBell.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&waited, nfds_t(waited.count), -1) > 0 else { continue }
      return waited[0].revents == 0
    }
  }
}
