import CLinuxInterrupt
import Glibc
import InterruptLines
import Logging
import SystemPackage
import ZirconObjects

/// Takes a listener's connections on a thread of its own, until it is stopped.
///
/// When the process has no descriptor left for a connection, the one that is kept for that is given up for a moment, so
/// that whoever connects is told instead of waiting.
final class Acceptor: Sendable {
  private let listener: Int32
  private let name: String
  private let logger: Logger
  private let stopBell: Bell
  private let thread = Guarded<DedicatedThread?>(nil)
  /// Kept for the accepting thread, which takes it when it begins.
  private let firstSpare = Guarded<OwnedDescriptor?>(nil)

  /// - Parameter name: for the log, "data socket".
  init(listener: Int32, name: String, logger: Logger) throws(Errno) {
    self.listener = listener
    self.name = name
    self.logger = logger
    stopBell = try Bell()
  }

  /// - Parameters:
  ///   - welcome: called on the accepting thread with each connection.
  ///   - refuse: called there with each for which there are not descriptors enough.
  func start(
    _ welcome: @escaping @Sendable (consuming OwnedDescriptor) -> Void,
    refuse: @escaping @Sendable (consuming OwnedDescriptor) -> Void
  ) throws(Errno) {
    firstSpare.withLock { $0 = Acceptor.spareDescriptor() }
    try thread.withLock { thread throws(Errno) in
      thread = try DedicatedThread(name: name) { [self] in accept(welcome, refuse) }
    }
  }

  /// Returns when no connection will come any more.
  func stop() {
    stopBell.ring()
    thread.withLock { $0.take() }?.join()
  }

  private func accept(
    _ welcome: (consuming OwnedDescriptor) -> Void, _ refuse: (consuming OwnedDescriptor) -> Void
  ) {
    var spare = firstSpare.withLock { $0.take() }
    var nextWarning = ContinuousClock.now
    while waitForConnection() {
      var connection: Int32 = -1
      var error = zirq_accept(listener, &connection)
      let isRefused = (error == EMFILE || error == ENFILE) && spare != nil
      if isRefused {
        spare = nil
        error = zirq_accept(listener, &connection)
      }
      switch error {
      case 0 where isRefused:
        // Whoever is refused can try again at once.
        if ContinuousClock.now >= nextWarning {
          logger.warning("\(name): refuses connections: \(Acceptor.noDescriptors)")
          nextWarning = .now + .seconds(10)
        }
        refuse(OwnedDescriptor(owning: connection))
      case 0: welcome(OwnedDescriptor(owning: connection))
      case EINTR, ECONNABORTED, EAGAIN: break
      default:
        // The next call would most likely fail at once, too.
        logger.error("\(name): cannot accept a connection: \(Errno(rawValue: error)); trying again in a second")
        if stopBell.wait(milliseconds: 1000) { return }
      }
      if spare == nil { spare = Acceptor.spareDescriptor() }
    }
  }

  static let noDescriptors = "zirqd has as many files open as it may; raise LimitNOFILE= in its unit"

  /// Nil when there is none left.
  private static func spareDescriptor() -> OwnedDescriptor? {
    let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
    return descriptor < 0 ? nil : OwnedDescriptor(owning: descriptor)
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
