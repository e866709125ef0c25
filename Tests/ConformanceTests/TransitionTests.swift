import CZircon
import Foundation
import TestDaemon
import Testing
import TransitionTable

/// The whole table of transitions, through the C library. The state is told by what the object does next.
@Suite("An interrupt's state machine")
struct TransitionTests {
  private static func rows(_ event: String) -> [Transition] {
    Transition.all.filter { $0.event.split(separator: " ").first.map(String.init) == event }
  }

  @Test("zx_interrupt_trigger: does in each state what the kernel does", arguments: rows("trigger"))
  func trigger(_ row: Transition) throws { try check(row) }

  @Test("zx_interrupt_wait: does in each state what the kernel does", arguments: rows("wait"))
  func wait(_ row: Transition) throws { try check(row) }

  @Test("zx_interrupt_bind: BIND does in each state what the kernel does", arguments: rows("bind"))
  func bind(_ row: Transition) throws { try check(row) }

  @Test("zx_interrupt_bind: UNBIND does in each state what the kernel does", arguments: rows("unbind"))
  func unbind(_ row: Transition) throws { try check(row) }

  @Test("zx_interrupt_ack: does in each state what the kernel does", arguments: rows("ack"))
  func ack(_ row: Transition) throws { try check(row) }

  @Test("zx_interrupt_destroy: does in each state what the kernel does", arguments: rows("destroy"))
  func destroy(_ row: Transition) throws { try check(row) }

  @Test("zx_port_wait: takes the packet of an interrupt in each state that has one", arguments: rows("port_wait"))
  func portWait(_ row: Transition) throws { try check(row) }

  private func check(_ row: Transition) throws {
    let subject = try TransitionSubject()
    for event in try #require(ways[row.from]) { _ = try subject.perform(event) }
    let untriggered = subject.isUntriggered
    #expect(try subject.perform(row.event) == row.result)
    #expect(subject.isUntriggered == (row.untriggered == "=" ? untriggered : row.untriggered == "set"))
    #expect(try subject.perform(TransitionSubject.probes) == TransitionSubject.behavior[row.to])
  }
}

/// A virtual interrupt, the port it is bound to if it is, and another port. The table's T1 is the timestamp 1, and so on.
private final class TransitionSubject {
  private let interrupt: zx_handle_t
  private let port: Object
  private let other: Object
  private var wait: BlockedCall<String>?

  init() throws {
    interrupt = try Object.virtualInterrupt().release()
    port = try Object.port()
    other = try Object.port()
  }

  deinit { zx_handle_close(interrupt) }

  var isUntriggered: Bool { signals(interrupt) & ZX_VIRTUAL_INTERRUPT_UNTRIGGERED != 0 }

  func perform(_ events: [String]) throws -> [String] { try events.map { try perform($0) } }

  /// Makes an event of the table happen.
  ///
  /// - Returns: what the table calls its result.
  func perform(_ event: String) throws -> String {
    let words = event.split(separator: " ")
    switch words.first {
    case "trigger":
      let status = zx_interrupt_trigger(interrupt, 0, zx_time_t(words[1].dropFirst()) ?? -1)
      return try status == ZX_OK ? "OK" + wakes() : short(status)
    case "wait": return try performWait()
    case "bind": return short(zx_interrupt_bind(interrupt, port.handle, 1, ZX_INTERRUPT_BIND))
    case "unbind":
      let port = words.last == "other" ? other.handle : port.handle
      return short(zx_interrupt_bind(interrupt, port, 1, ZX_INTERRUPT_UNBIND))
    case "ack": return short(zx_interrupt_ack(interrupt))
    case "destroy":
      let status = zx_interrupt_destroy(interrupt)
      return try short(status) + wakes()
    case "port_wait": return try next(port).map { "packet T\($0.interrupt.timestamp)" } ?? "no packet"
    default: preconditionFailure("the table has no event \(event)")
    }
  }

  /// The call parks, or returns: which of them, the daemon knows.
  private func performWait() throws -> String {
    let interrupt = interrupt
    let call = BlockedCall { () -> String in
      var timestamp: zx_time_t = -1
      let status = zx_interrupt_wait(interrupt, &timestamp)
      return status == ZX_OK ? "OK T\(timestamp)" : short(status)
    }
    let koid = try basic(interrupt).koid
    var isWaiting = false
    if wait == nil {
      let daemon = SharedDaemon.connected
      try daemon.waitUntil("the call has returned, or waits") {
        isWaiting = try daemon.isWaiting(interrupt: koid)
        return isWaiting || call.hasReturned
      }
    }
    guard isWaiting else { return try call.returned() }
    wait = call
    return "parks"
  }

  /// What the thread that waited was told, now that it was woken.
  private func wakes() throws -> String {
    guard let call = wait.take() else { return "" }
    return ", wakes \(try call.returned())"
  }

  /// What tells each state from all others.
  static let probes = ["bind", "port_wait", "trigger T9", "port_wait", "ack", "port_wait"]

  /// What an interrupt answers to the probes in each state, by the table's own rules.
  static let behavior: [String: [String]] = [
    "U-IDLE": ["OK", "no packet", "OK", "packet T9", "OK", "no packet"],
    "U-WAITING": ["BAD_STATE", "no packet", "OK, wakes OK T9", "no packet", "BAD_STATE", "no packet"],
    "U-TRIGGERED(T1)": ["OK", "packet T1", "OK", "no packet", "OK", "packet T9"],
    "U-NEEDACK": ["OK", "no packet", "OK", "no packet", "OK", "packet T9"],
    "U-NEEDACK+p(T2)": ["OK", "no packet", "OK", "no packet", "OK", "packet T2"],
    "U-DESTROYED": ["CANCELED", "no packet", "CANCELED", "no packet", "BAD_STATE", "no packet"],
    "B-IDLE": ["ALREADY_BOUND", "no packet", "OK", "packet T9", "OK", "no packet"],
    "B-NEEDACK+q(T1)": ["ALREADY_BOUND", "packet T1", "OK", "no packet", "OK", "packet T9"],
    "B-NEEDACK+q(T2)": ["ALREADY_BOUND", "packet T2", "OK", "no packet", "OK", "packet T9"],
    "B-NEEDACK+q(T1)+p(T2)": ["ALREADY_BOUND", "packet T1", "OK", "no packet", "OK", "packet T2"],
    "B-NEEDACK": ["ALREADY_BOUND", "no packet", "OK", "no packet", "OK", "packet T9"],
    "B-NEEDACK+p(T2)": ["ALREADY_BOUND", "no packet", "OK", "no packet", "OK", "packet T2"],
    "B-IDLE+q(T1)": ["ALREADY_BOUND", "packet T1", "OK", "packet T9", "OK", "no packet"],
    "B-DESTROYED": ["CANCELED", "no packet", "CANCELED", "no packet", "CANCELED", "no packet"],
  ]
}

/// A status as the table writes it.
private func short(_ status: zx_status_t) -> String {
  status == ZX_OK ? "OK" : name(status).replacing("ZX_ERR_", with: "")
}

extension TestDaemon {
  fileprivate func isWaiting(interrupt koid: UInt64) throws -> Bool {
    let clients = try call("ListClients")["clients"] as? [[String: Any]] ?? []
    let interrupts = clients.flatMap { $0["interrupts"] as? [[String: Any]] ?? [] }
    return interrupts.contains { $0["koid"] as? Int == Int(koid) && $0["state"] as? String == "waiting" }
  }
}
