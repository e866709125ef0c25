import Foundation
import Glibc

extension TestDaemon {
  /// Asks the daemon over its control socket, in plain Varlink.
  public func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    let connection = try UnixConnection(controlSocket)
    let request = try JSONSerialization.data(
      withJSONObject: ["method": "io.zirq.Control.\(method)", "parameters": parameters])
    try connection.send(Array(request) + [0])
    var reply: [UInt8] = []
    while reply.last != 0 {
      let more = connection.receive(atMost: 64 * 1024)
      guard !more.isEmpty else { throw TestDaemonError(description: "the control socket closed") }
      reply += more
    }
    let object = try JSONSerialization.jsonObject(with: Data(reply.dropLast())) as? [String: Any] ?? [:]
    if let error = object["error"] as? String { throw TestDaemonError(description: error) }
    return object["parameters"] as? [String: Any] ?? [:]
  }

  /// Fires a simulated device.
  public func trigger(_ device: String, vector: Int = 0, count: Int = 1) throws {
    _ = try call("Trigger", ["device": device, "vector": vector, "count": count])
  }

  /// Waits, by asking again and again, until an interrupt object is in a state: nothing else can be waited for from
  /// outside.
  public func waitUntil(interrupt koid: UInt64, is state: String) throws {
    try waitUntil("the interrupt is \(state)") {
      let clients = try call("ListClients")["clients"] as? [[String: Any]] ?? []
      let interrupts = clients.flatMap { $0["interrupts"] as? [[String: Any]] ?? [] }
      return interrupts.contains { $0["koid"] as? Int == Int(koid) && $0["state"] as? String == state }
    }
  }

  /// The process ids of its clients.
  public func clientPids() throws -> [Int] {
    let clients = try call("ListClients")["clients"] as? [[String: Any]] ?? []
    return clients.compactMap { $0["pid"] as? Int }
  }

  /// Asks until it is so, for two minutes.
  public func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while try !isSo() {
      guard ContinuousClock.now < deadline else { throw TestDaemonError(description: "never came to be: \(what)") }
      sched_yield()
    }
  }
}
