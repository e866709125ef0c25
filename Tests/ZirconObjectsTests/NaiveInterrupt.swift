/// A second implementation of interrupts and a port, as plain as can be: the smallest model that makes every transition
/// of the table, with no lock, no queue of places and no waiter. Held against the real one by `ModelTests`.
struct NaiveKernel {
  struct Interrupt {
    enum State { case idle, triggered, needAck, waiting, destroyed }

    var state = State.idle
    var pending: Int64?
    /// The port it is bound to.
    var port: Int?
    var key: UInt64 = 0
  }

  struct Packet: Equatable {
    var interrupt: Int
    var key: UInt64
    var timestamp: Int64
  }

  var interrupts: [Interrupt]
  var queues: [[Packet]]

  init(interrupts: Int, ports: Int) {
    self.interrupts = Array(repeating: Interrupt(), count: interrupts)
    queues = Array(repeating: [], count: ports)
  }

  private func isQueued(_ number: Int) -> Bool { queues.joined().contains { $0.interrupt == number } }

  private mutating func withdraw(_ number: Int) -> Int64? {
    for port in queues.indices {
      if let index = queues[port].firstIndex(where: { $0.interrupt == number }) {
        return queues[port].remove(at: index).timestamp
      }
    }
    return nil
  }

  private mutating func queue(_ number: Int, _ timestamp: Int64) {
    guard let port = interrupts[number].port else { return }
    queues[port].append(Packet(interrupt: number, key: interrupts[number].key, timestamp: timestamp))
  }

  /// - Returns: the call's answer, and what a blocked wait then returns.
  mutating func trigger(_ number: Int, _ timestamp: Int64) -> (answer: String, wakes: String?) {
    switch interrupts[number].state {
    case .destroyed: return ("CANCELED", nil)
    case .needAck, .triggered:
      interrupts[number].pending = interrupts[number].pending ?? timestamp
    case .waiting:
      interrupts[number].state = .needAck
      return ("OK", "OK T\(timestamp)")
    case .idle:
      if interrupts[number].port == nil {
        interrupts[number].state = .triggered
        interrupts[number].pending = timestamp
      } else {
        interrupts[number].state = .needAck
        if !isQueued(number) { queue(number, timestamp) }
      }
    }
    return ("OK", nil)
  }

  mutating func bind(_ number: Int, to port: Int, key: UInt64) -> String {
    if interrupts[number].state == .destroyed { return "CANCELED" }
    if interrupts[number].state == .waiting { return "BAD_STATE" }
    if interrupts[number].port != nil { return "ALREADY_BOUND" }
    interrupts[number].port = port
    interrupts[number].key = key
    if interrupts[number].state == .triggered, let timestamp = interrupts[number].pending {
      interrupts[number].state = .needAck
      interrupts[number].pending = nil
      queue(number, timestamp)
    }
    return "OK"
  }

  mutating func unbind(_ number: Int, from port: Int) -> String {
    if interrupts[number].port != port { return "NOT_FOUND" }
    if interrupts[number].state == .destroyed { return "CANCELED" }
    interrupts[number].port = nil
    let unread = withdraw(number)
    if interrupts[number].state == .needAck, let unread {
      interrupts[number].state = .triggered
      interrupts[number].pending = unread
    }
    return "OK"
  }

  mutating func ack(_ number: Int) -> String {
    if interrupts[number].port == nil { return "BAD_STATE" }
    if interrupts[number].state == .destroyed { return "CANCELED" }
    if interrupts[number].state == .needAck {
      if let timestamp = interrupts[number].pending {
        interrupts[number].pending = nil
        if isQueued(number) { return "BAD_STATE" }
        queue(number, timestamp)
      } else {
        interrupts[number].state = .idle
      }
    }
    return "OK"
  }

  mutating func wait(_ number: Int) -> String {
    if interrupts[number].port != nil { return "BAD_STATE" }
    if interrupts[number].state == .destroyed { return "CANCELED" }
    if interrupts[number].state == .waiting { return "BAD_STATE" }
    if let timestamp = interrupts[number].pending {
      interrupts[number].pending = nil
      interrupts[number].state = .needAck
      return "OK T\(timestamp)"
    }
    interrupts[number].state = .waiting
    return "parks"
  }

  mutating func cancelWait(_ number: Int) -> String {
    guard interrupts[number].state == .waiting else { return "none" }
    interrupts[number].state = .idle
    return "canceled"
  }

  mutating func destroy(_ number: Int) -> (answer: String, wakes: String?) {
    let before = interrupts[number]
    let unread = withdraw(number)
    interrupts[number].state = .destroyed
    interrupts[number].pending = nil
    let isBeingHandled = before.state == .needAck && before.port != nil && unread == nil
    return (isBeingHandled ? "NOT_FOUND" : "OK", before.state == .waiting ? "CANCELED" : nil)
  }

  mutating func portWait(_ port: Int) -> Packet? {
    queues[port].isEmpty ? nil : queues[port].removeFirst()
  }
}
