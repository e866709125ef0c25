import Foundation
import Testing
import ZirconObjects

/// The calls on a process's objects, in this process.
struct CallsOnObjects: ThreadedCalls {
  private let process = ZirconObjects.Process(
    limits: ZirconObjects.Process.Limits(asyncWaits: 1 << 20), clock: KernelClock(monotonic: { 1 }, boot: { 2 }))

  private func status(_ call: () throws(Status) -> Void) -> Int32 {
    do throws(Status) {
      try call()
      return Status.ok.rawValue
    } catch {
      return error.rawValue
    }
  }

  private func handle(_ call: () throws(Status) -> UInt32) -> UInt32 {
    do throws(Status) { return try call() } catch {
      Issue.record("\(error)")
      return 0
    }
  }

  func event() -> UInt32 { handle { () throws(Status) in try process.eventCreate(options: 0) } }

  func virtualInterrupt() -> UInt32 {
    handle { () throws(Status) in try process.interruptCreate(resource: 0, vector: 0, options: 0x10) }
  }

  func port() -> UInt32 { handle { () throws(Status) in try process.portCreate(options: 1) } }

  func duplicate(_ handle: UInt32) -> UInt32 {
    self.handle { () throws(Status) in
      try process.handleDuplicate(handle, rights: Rights.sameRights.rawValue)
    }
  }

  func close(_ handle: UInt32) -> Int32 { status { () throws(Status) in try process.handleClose(handle) } }

  func bind(_ interrupt: UInt32, _ port: UInt32, key: UInt64) -> Int32 {
    status { () throws(Status) in try process.interruptBind(interrupt, port: port, key: key, options: 0) }
  }

  func unbind(_ interrupt: UInt32, _ port: UInt32) -> Int32 {
    status { () throws(Status) in try process.interruptBind(interrupt, port: port, key: 0, options: 1) }
  }

  func trigger(_ interrupt: UInt32, _ timestamp: Int64) -> Int32 {
    status { () throws(Status) in
      try process.interruptTrigger(interrupt, options: 0, timestamp: timestamp)
    }
  }

  func ack(_ interrupt: UInt32) -> Int32 { status { () throws(Status) in try process.interruptAck(interrupt) } }

  func destroy(_ interrupt: UInt32) -> Int32 {
    status { () throws(Status) in try process.interruptDestroy(interrupt) }
  }

  func wait(_ interrupt: UInt32) -> (status: Int32, timestamp: Int64) {
    var timestamp: Int64 = 0
    let status = status { () throws(Status) in
      let thread = WaitingThread()
      switch try process.interruptWait(interrupt, waiter: thread) {
      case .ended(let its): timestamp = its
      case .parked:
        guard case .interrupt(let status, let its) = thread.sleep() else { return }
        guard status == .ok else { throw status }
        timestamp = its
      }
    }
    return (status, timestamp)
  }

  func merged(_ interrupt: UInt32) -> Int {
    let found = try? process.find(interrupt, as: Interrupt.self, .inspect)
    return found.map { Int($0.snapshot.merged) } ?? -1
  }

  func queue(_ port: UInt32, key: UInt64, _ value: UInt64) -> Int32 {
    status { () throws(Status) in
      try process.portQueue(port, PortPacket(key: key, type: .user, payload: (value, 0, 0, 0)))
    }
  }

  func take(_ port: UInt32, polls: Bool) -> (status: Int32, packet: Packet) {
    var packet = Packet()
    let status = status { () throws(Status) in
      let thread = WaitingThread()
      switch try process.portWait(port, waiter: polls ? nil : thread) {
      case .ended(let its): packet = Packet(its)
      case .parked:
        guard case .packet(let its) = thread.sleep() else { return }
        packet = Packet(its)
      }
    }
    return (status, packet)
  }

  func signal(_ handle: UInt32, clear: UInt32, set: UInt32) -> Int32 {
    status { () throws(Status) in try process.objectSignal(handle, clear: clear, set: set) }
  }

  func waitOne(_ handle: UInt32, _ signals: UInt32, polls: Bool) -> (status: Int32, observed: UInt32) {
    let (status, observed) = wait([(handle, signals)], polls: polls)
    return (status, observed.first ?? 0)
  }

  func waitMany(_ items: [(handle: UInt32, signals: UInt32)]) -> (status: Int32, pending: [UInt32]) {
    wait(items, polls: false)
  }

  private func wait(
    _ items: [(handle: UInt32, signals: UInt32)], polls: Bool
  ) -> (status: Int32, pending: [UInt32]) {
    var pending: [UInt32] = []
    let status = status { () throws(Status) in
      let thread = WaitingThread()
      var ended: SignalWait
      switch try process.objectWaitMany(items, waiter: polls ? nil : thread) {
      case .ended(let wait): ended = wait
      case .parked(_, let wait):
        ended = wait
        if case .signals(let wait) = thread.sleep() { ended = wait }
      }
      pending = ended.observed.map(\.rawValue)
      if ended.status != .ok { throw ended.status }
    }
    return (status, pending)
  }

  func waitAsync(_ handle: UInt32, _ port: UInt32, key: UInt64, _ signals: UInt32, edge: Bool) -> Int32 {
    status { () throws(Status) in
      try process.objectWaitAsync(handle, port: port, key: key, signals: signals, options: edge ? 2 : 0)
    }
  }
}

extension Packet {
  fileprivate init(_ packet: PortPacket) {
    self.init(key: packet.key, type: packet.type.rawValue, value: packet.payload.0)
  }
}

/// The thread that makes a call, asleep until it is woken.
private final class WaitingThread: Waiter {
  enum Wakeup: Sendable {
    case packet(PortPacket)
    case interrupt(Status, Int64)
    case signals(SignalWait)
  }

  private let wakeup = Guarded<Wakeup?>(nil)
  private let bell = DispatchSemaphore(value: 0)

  func wake(with packet: PortPacket) { wake(.packet(packet)) }
  func wake(with status: Status, timestamp: Int64) { wake(.interrupt(status, timestamp)) }
  func wake(from wait: SignalWait) { wake(.signals(wait)) }

  private func wake(_ how: Wakeup) {
    wakeup.withLock { wakeup in
      precondition(wakeup == nil, "a waiter is woken once")
      wakeup = how
    }
    bell.signal()
  }

  func sleep() -> Wakeup? {
    bell.wait()
    return wakeup.withLock { $0 }
  }
}
