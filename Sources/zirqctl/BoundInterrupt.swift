import ControlInterface
import Zirq

/// A device's interrupt, bound to a port: what an ordinary client has. The vector is this process's until it ends.
struct BoundInterrupt: ~Copyable {
  private let port: Port
  private let interrupt: Interrupt

  init(_ device: DeviceName, vector: UInt32, _ options: SharedOptions) throws(Failure) {
    guard !device.text.hasPrefix("virtual:") else {
      throw Failure(.noSuchDevice, Failure.noVirtualInterrupt(device.text))
    }
    let subject = "\(device), vector \(vector)"
    let resource = try named { () throws(ZirqError) in
      try Connection.open(path: options.socketPath)
      return try Resource(device: device.text)
    }
    if let info = try? resource.deviceInfo, [.msi, .msix].contains(info.interrupts), !info.isBusMaster {
      StandardError.write(
        "zirqctl: \(device): bus mastering is off, and until it is on the device sends no message; BusMaster=yes in "
          + "zirqd's configuration switches it on, as a driver would\n")
    }
    let port = try named(subject) { () throws(Zirq.Status) in try Port() }
    interrupt = try named(subject, preferring: { ZirqError.lastDescription }) { () throws(Zirq.Status) in
      let interrupt = try Interrupt(resource: resource, vector: vector)
      try interrupt.bind(to: port, key: 0)
      return interrupt
    }
    self.port = port
  }

  /// When the next interrupt came.
  func next(within limit: Duration?) throws(Failure) -> Instant {
    let deadline = limit.map { Instant.after($0) } ?? .infinite
    while true {
      let packet = try named("waiting for the interrupt") { () throws(Zirq.Status) in
        let packet = try port.wait(until: deadline)
        if packet.status != .ok { throw packet.status }
        return packet
      }
      if case .interrupt(let time) = packet.content { return time }
    }
  }

  func ack() throws(Failure) {
    try named("acknowledging the interrupt") { () throws(Zirq.Status) in try interrupt.ack() }
  }

  /// Interrupts that the source has counted and that woke nobody.
  func missed() throws(Failure) -> UInt64 {
    try named { () throws(ZirqError) in try interrupt.statistics.missed }
  }
}

/// Makes a call whose error says by itself what failed.
private func named<Value: ~Copyable>(_ call: () throws(ZirqError) -> Value) throws(Failure) -> Value {
  do throws(ZirqError) {
    return try call()
  } catch {
    throw Failure(error)
  }
}

/// Makes a call whose error is a bare status of Zircon's.
///
/// - Parameters:
///   - subject: what fails, as the beginning of a sentence.
///   - better: the daemon's own sentence about what failed, if it has one.
private func named<Value: ~Copyable>(
  _ subject: String, preferring better: () -> String = { "" }, _ call: () throws(Zirq.Status) -> Value
) throws(Failure) -> Value {
  do throws(Zirq.Status) {
    return try call()
  } catch {
    let reason = better()
    throw reason.isEmpty ? Failure(error, subject) : Failure(ExitStatus(error), reason)
  }
}

extension Failure {
  init(_ error: ZirqError) {
    self.init(ExitStatus(error.status), error.description.isEmpty ? "\(error.status)" : error.description)
  }

  /// - Parameter subject: what failed, as the beginning of a sentence.
  init(_ status: Zirq.Status, _ subject: String) {
    let reason =
      switch status {
      case .timedOut: "none came in time"
      case .alreadyBound: "another client has this interrupt; zirqctl list shows which"
      case .outOfRange: "the device has no such vector; zirqctl show says how many it has"
      case .accessDenied: "zirqd may not open the device; is it in the group of the node? see udev-rules/"
      case .ioNotPresent, .canceled: "the device has gone"
      case .notSupported: "the device has no interrupt that can be taken"
      case .peerClosed: "zirqd has ended the connection; is it stopping?"
      case .noResources, .noMemory: "zirqd has reached a limit; zirqctl status shows which"
      case .io: "Linux refuses the device; zirqd's log has the reason (journalctl -u zirqd)"
      default: "\(status)"
      }
    self.init(ExitStatus(status), "\(subject): \(reason)")
  }
}

extension ExitStatus {
  init(_ status: Zirq.Status) {
    switch status {
    case .notFound, .ioNotPresent, .canceled: self = .noSuchDevice
    case .accessDenied: self = .notPermitted
    case .unavailable, .peerClosed: self = .noDaemon
    case .alreadyBound, .noResources, .noMemory, .timedOut: self = .tryAgain
    case .badPath: self = .usage
    default: self = .failed
    }
  }
}
