@testable import ZirconObjects

/// A line that notes what it is asked to do. It fires when the test says so.
final class RecordingLine: InterruptLine {
  let isLevel: Bool
  let calls = Guarded<[String]>([])
  let acknowledgements = Guarded<[Int64]>([])

  init(isLevel: Bool) { self.isLevel = isLevel }

  func mask() { calls.withLock { $0.append("mask") } }
  func unmask() { calls.withLock { $0.append("unmask") } }
  func detach() { calls.withLock { $0.append("detach") } }
  func acknowledged(_ timestamp: Int64) { acknowledgements.withLock { $0.append(timestamp) } }
}

/// A device whose lines are recorded. It refuses as it is told to.
final class RecordingController: InterruptController {
  let vectorCount: UInt32
  var isMessageSignaled: Bool { !line.isLevel }
  let line: RecordingLine
  let refusal: Status?
  /// Whether the line fires while it is being claimed.
  let firesAtOnce: Bool

  init(vectorCount: UInt32 = 1, isLevel: Bool = true, refusal: Status? = nil, firesAtOnce: Bool = false) {
    self.vectorCount = vectorCount
    self.refusal = refusal
    self.firesAtOnce = firesAtOnce
    line = RecordingLine(isLevel: isLevel)
  }

  func claim(vector: UInt32, mode: InterruptMode, for interrupt: Interrupt) throws(Status) -> any InterruptLine {
    if let refusal { throw refusal }
    if firesAtOnce { interrupt.fire(at: 1) }
    return line
  }
}

/// A blocked thread that notes what woke it.
final class RecordingWaiter: Waiter {
  let wakeups = Guarded<[String]>([])

  func wake(with packet: PortPacket) {
    let name = packet.waitStatus == .ok ? "packet T\(Int64(bitPattern: packet.payload.0))" : "\(packet.waitStatus)"
    wakeups.withLock { $0.append("\(name) key \(packet.key)") }
  }

  func wake(with status: Status, timestamp: Int64) {
    wakeups.withLock { $0.append(status == .ok ? "OK T\(timestamp)" : status.shortName) }
  }

  func wake(from wait: SignalWait) {
    wakeups.withLock { $0.append("\(wait.status.shortName) observed \(wait.observed.map(\.rawValue))") }
  }

  var wakeup: String? { wakeups.withLock { $0.last } }
}

extension Port {
  /// One that interrupts can be bound to.
  static func accepting(packetLimit: Int = 1) -> Port {
    Port(
      options: bindToInterrupt, packetLimit: packetLimit, userPackets: PacketBudget(100),
      signalPackets: PacketBudget(1))
  }
}

extension KernelClock {
  /// For tests that ask for no time.
  static let stopped = KernelClock(monotonic: { 1 }, boot: { 2 })
}

extension Status {
  /// "BAD_STATE".
  var shortName: String {
    description.hasPrefix("ZX_ERR_") ? String(description.dropFirst(7)) : String(description.dropFirst(3))
  }
}

/// One interrupt of each kind on a bench with two ports.
final class Bench {
  enum Kind: String, CaseIterable { case virtual, level, edge }

  static let key: UInt64 = 0xA

  let kind: Kind
  let interrupt: Interrupt
  let line: RecordingLine?
  let port = Port.accepting()
  let otherPort = Port.accepting()
  private var waiter: RecordingWaiter?

  init(_ kind: Kind) throws {
    self.kind = kind
    switch kind {
    case .virtual:
      line = nil
      interrupt = Interrupt(virtual: .virtual)
    case .level, .edge:
      let controller = RecordingController(isLevel: kind == .level)
      line = controller.line
      interrupt = try Interrupt(controller, vector: 0, mode: .default, options: [])
    }
  }

  /// Makes an event of the table happen.
  ///
  /// - Returns: the result in the table's words.
  func perform(_ event: String) -> String {
    let blocked = waiter
    let before = blocked?.wakeups.withLock { $0.count }
    var result: String
    do throws(Status) {
      result = try call(event)
    } catch {
      result = error.shortName
    }
    if let blocked, let wakeup = blocked.wakeup, blocked.wakeups.withLock({ $0.count }) != before {
      result += ", wakes \(wakeup)"
    }
    return result
  }

  private func call(_ event: String) throws(Status) -> String {
    switch event {
    case "bind": try interrupt.bind(to: port, key: Bench.key)
    case "unbind": try interrupt.unbind(from: port)
    case "unbind other": try interrupt.unbind(from: otherPort)
    case "ack": try interrupt.ack()
    case "destroy": try interrupt.destroy()
    case "wait":
      let waiter = RecordingWaiter()
      guard let timestamp = try interrupt.wait(waiter) else {
        self.waiter = waiter
        return "parks"
      }
      return "OK T\(timestamp)"
    case "port_wait":
      guard let packet = port.wait(nil) else { return "no packet" }
      precondition(packet.key == Bench.key && packet.type == .interrupt)
      return "packet T\(Int64(bitPattern: packet.payload.0))"
    default:
      guard event.hasPrefix("trigger T"), let timestamp = Int64(event.dropFirst(9)) else {
        fatalError("no such event: \(event)")
      }
      if kind == .virtual {
        try interrupt.trigger(timestamp: timestamp)
      } else {
        let isDestroyed = interrupt.snapshot.phase == .destroyed
        interrupt.fire(at: timestamp)
        // A line has no use for an answer; a destroyed interrupt's is always the same.
        if isDestroyed { throw .canceled }
      }
    }
    return "OK"
  }

  /// The state in the table's words.
  var state: String {
    let snapshot = interrupt.snapshot
    let side = snapshot.isBound ? "B" : "U"
    if snapshot.phase == .triggered { return "\(side)-TRIGGERED(T\(snapshot.pending ?? -1))" }
    let phase =
      switch snapshot.phase {
      case .idle: "IDLE"
      case .waiting: "WAITING"
      case .needAck: "NEEDACK"
      case .destroyed: "DESTROYED"
      case .triggered: "TRIGGERED"
      }
    let unread = snapshot.unread.map { "+q(T\($0))" } ?? ""
    let pending = snapshot.pending.map { "+p(T\($0))" } ?? ""
    return "\(side)-\(phase)\(unread)\(pending)"
  }
}
