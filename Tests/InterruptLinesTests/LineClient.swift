import Dispatch
import InterruptLines
import Testing
import ZirconObjects

/// A client process of the emulated kernel with one interrupt, bound to a port, and the line behind it.
final class LineClient: Sendable {
  private let process = Process(clock: .linux)
  private let port: UInt32
  private let interrupt: UInt32
  private let source: OneLine

  /// Creates the interrupt; `open` is what claims its line.
  init(_ open: @escaping @Sendable (Interrupt) throws(LineError) -> any ObservableLine) throws {
    source = OneLine(open)
    let resource = try process.addResource(Resource(source))
    let bindToInterrupt: UInt32 = 1  // ZX_PORT_BIND_TO_INTERRUPT
    port = try process.portCreate(options: bindToInterrupt)
    interrupt = try process.interruptCreate(resource: resource, vector: 0, options: 0)
    try process.interruptBind(interrupt, port: port, key: 7, options: 0)
  }

  var line: any ObservableLine {
    get throws { try #require(source.line.withLock { $0 }) }
  }

  /// The next packet of the port. Waits for it as long as a broken build should be allowed to.
  func nextPacket() throws -> PortPacket {
    let waiter = BlockedThread()
    switch try process.portWait(port, waiter: waiter) {
    case .ended(let packet): return packet
    case .parked: return try waiter.packet()
    }
  }

  /// The packet that comes of what is done while a thread waits for it.
  func nextPacket(of act: () -> Void) throws -> PortPacket {
    let waiter = BlockedThread()
    guard case .parked = try process.portWait(port, waiter: waiter) else {
      Issue.record("there was a packet already")
      throw Status.badState
    }
    act()
    return try waiter.packet()
  }

  /// Whether the port is empty now.
  var hasNoPacket: Bool {
    do throws(Status) {
      _ = try process.portWait(port, waiter: nil)
      return false
    } catch {
      return error == .timedOut
    }
  }

  func ack() throws { try process.interruptAck(interrupt) }
  func closeInterrupt() throws { try process.handleClose(interrupt) }
}

/// A controller with one vector.
private final class OneLine: InterruptController {
  let vectorCount: UInt32 = 1
  let isMessageSignaled = false
  let line = Guarded<(any ObservableLine)?>(nil)
  private let open: @Sendable (Interrupt) throws(LineError) -> any ObservableLine

  init(_ open: @escaping @Sendable (Interrupt) throws(LineError) -> any ObservableLine) { self.open = open }

  func claim(vector: UInt32, mode: InterruptMode, for interrupt: Interrupt) throws(Status) -> any InterruptLine {
    do throws(LineError) {
      let opened = try open(interrupt)
      line.withLock { $0 = opened }
      return opened
    } catch {
      throw error.status
    }
  }
}

/// A thread in `zx_port_wait`.
private final class BlockedThread: Waiter {
  private let answer = Guarded<PortPacket?>(nil)
  private let woken = DispatchSemaphore(value: 0)

  func wake(with packet: PortPacket) {
    answer.withLock { $0 = packet }
    woken.signal()
  }

  func wake(with status: Status, timestamp: Int64) { woken.signal() }

  func wake(from wait: SignalWait) { woken.signal() }

  func packet() throws -> PortPacket {
    try #require(woken.wait(timeout: .now() + 20) == .success, "no packet came")
    return try #require(answer.withLock { $0 })
  }
}
