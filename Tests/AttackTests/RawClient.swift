import CWire
import CZircon
import TestDaemon

/// A connection to the data socket that has said HELLO.
struct RawClient {
  private let connection: UnixConnection
  /// What the daemon has answered; nil when it has closed without an answer.
  let status: zx_status_t?
  private let token: zirq_wire_hello_t

  /// - Parameter first: another connection, whose session this one joins; nil for a session of its own.
  init(_ daemon: TestDaemon, joining first: RawClient? = nil) throws {
    connection = try UnixConnection(daemon.socket)
    var hello = zirq_wire_request_t()
    hello.op = ZIRQ_OP_HELLO
    hello.options = ZIRQ_WIRE_VERSION
    if let first { hello.payload.hello = first.token }
    // A daemon that refuses may have closed already; its answer is there all the same.
    try? connection.send(withUnsafeBytes(of: hello) { Array($0) })
    let reply = RawClient.reply(connection)
    status = reply?.status
    token = reply?.payload.hello ?? zirq_wire_hello_t()
  }

  /// Asks for the list of devices, which comes with a descriptor.
  ///
  /// - Returns: the status, and the number of devices.
  func deviceList() throws -> (status: zx_status_t, count: UInt32)? {
    var request = zirq_wire_request_t()
    request.op = ZIRQ_OP_DEVICE_LIST
    try connection.send(withUnsafeBytes(of: request) { Array($0) })
    return RawClient.reply(connection).map { ($0.status, $0.value) }
  }

  private static func reply(_ connection: UnixConnection) -> zirq_wire_reply_t? {
    let bytes = connection.receive(atMost: MemoryLayout<zirq_wire_reply_t>.size)
    guard bytes.count == MemoryLayout<zirq_wire_reply_t>.size else { return nil }
    return bytes.withUnsafeBytes { $0.loadUnaligned(as: zirq_wire_reply_t.self) }
  }
}
