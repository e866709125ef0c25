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

  /// Asks until it is so, for half a minute.
  public func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try !isSo() {
      guard ContinuousClock.now < deadline else { throw TestDaemonError(description: "never came to be: \(what)") }
      sched_yield()
    }
  }
}

/// A bare connection to a Unix stream socket.
public final class UnixConnection: Sendable {
  public let descriptor: Int32

  public init(_ path: String) throws {
    descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let connected = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else {
      let why = errno
      close(descriptor)
      throw TestDaemonError(description: "cannot connect to \(path): errno \(why)")
    }
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  public func send(_ bytes: [UInt8]) throws {
    let sent = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    guard sent == bytes.count else { throw TestDaemonError(description: "cannot send: errno \(errno)") }
  }

  /// What comes next; nothing when the other end has closed.
  public func receive(atMost limit: Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &buffer, limit, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Whether the other end closes within a time, ms.
  public func isClosed(within milliseconds: Int32) -> Bool {
    var waited = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&waited, 1, milliseconds) == 1
  }
}
