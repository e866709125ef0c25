import CWire
import CZircon
import TestDaemon
import Testing

/// What becomes of a client that does not keep to the wire's rules, and of those beside it.
@Suite("A connection that breaks the rules")
struct WireTests {
  private func frame(_ op: UInt32, options: UInt32 = 0, _ edit: (inout zirq_wire_request_t) -> Void = { _ in })
    -> [UInt8]
  {
    var request = zirq_wire_request_t()
    request.op = op
    request.options = options
    edit(&request)
    return withUnsafeBytes(of: request) { Array($0) }
  }

  private func reply(_ connection: UnixConnection) -> zirq_wire_reply_t? {
    var bytes: [UInt8] = []
    while bytes.count < 64 {
      let more = connection.receive(atMost: 64 - bytes.count)
      if more.isEmpty { return nil }
      bytes += more
    }
    return bytes.withUnsafeBytes { $0.loadUnaligned(as: zirq_wire_reply_t.self) }
  }

  private var hello: [UInt8] { frame(UInt32(ZIRQ_OP_HELLO), options: UInt32(ZIRQ_WIRE_VERSION)) }

  private func greeted(_ daemon: TestDaemon) throws -> UnixConnection {
    let connection = try UnixConnection(daemon.socket)
    try connection.send(hello)
    let answer = try #require(reply(connection))
    try #require(answer.status == 0)
    return connection
  }

  private func portHandle(_ connection: UnixConnection) throws -> UInt32 {
    try connection.send(frame(UInt32(ZIRQ_OP_PORT_CREATE), options: 1))
    return try #require(reply(connection)).handle
  }

  @Test("is closed, the reason logged, and every other client goes on")
  func malformed() throws {
    let daemon = try TestDaemon()
    let bystander = try greeted(daemon)
    let port = try portHandle(bystander)

    let noHello = try UnixConnection(daemon.socket)
    try noHello.send(frame(UInt32(ZIRQ_OP_PORT_CREATE)))
    #expect(reply(noHello) == nil)

    let unknown = try greeted(daemon)
    try unknown.send(frame(9999))
    #expect(reply(unknown) == nil)

    let twice = try greeted(daemon)
    try twice.send(hello)
    #expect(reply(twice) == nil)

    let impatient = try greeted(daemon)
    let itsPort = try portHandle(impatient)
    try impatient.send(frame(UInt32(ZIRQ_OP_PORT_WAIT)) { $0.handle = itsPort })
    try impatient.send(frame(UInt32(ZIRQ_OP_PORT_CREATE)))
    #expect(reply(impatient) == nil)

    do {
      let half = try greeted(daemon)
      try half.send(Array(hello.prefix(10)))
    }
    try daemon.waitUntil("the reasons are logged") {
      let log = daemon.log
      return log.contains("first frame is no HELLO") && log.contains("operation 9999 is unknown")
        && log.contains("operation 1 is unknown") && log.contains("came while a wait was parked")
        && log.contains("a frame ended after 10 bytes")
    }

    try bystander.send(frame(UInt32(ZIRQ_OP_PORT_WAIT), options: UInt32(ZIRQ_WAIT_POLL)) { $0.handle = port })
    #expect(reply(bystander)?.status == ZX_ERR_TIMED_OUT)
    #expect(daemon.stop() == 0)
  }

  @Test("is told the daemon's version when it speaks another")
  func version() throws {
    let daemon = try TestDaemon()
    let connection = try UnixConnection(daemon.socket)
    try connection.send(frame(UInt32(ZIRQ_OP_HELLO), options: 99))
    let answer = try #require(reply(connection))
    #expect(answer.status == ZX_ERR_PROTOCOL_NOT_SUPPORTED)
    #expect(answer.payload.hello.version == UInt32(ZIRQ_WIRE_VERSION))
    #expect(reply(connection) == nil)
  }

  @Test("does not get into a session by guessing its token")
  func token() throws {
    let daemon = try TestDaemon()
    let connection = try UnixConnection(daemon.socket)
    try connection.send(
      frame(UInt32(ZIRQ_OP_HELLO), options: UInt32(ZIRQ_WIRE_VERSION)) { $0.payload.hello.token.3 = 1 })
    #expect(reply(connection)?.status == ZX_ERR_ACCESS_DENIED)
  }

  @Test("has a reason of its last refused request, in parts, and no other connection has it")
  func reason() throws {
    let daemon = try TestDaemon()
    let client = try greeted(daemon)
    let other = try greeted(daemon)
    func reason(of connection: UnixConnection, from place: UInt32 = 0) throws -> (length: UInt32, text: String) {
      try connection.send(frame(UInt32(ZIRQ_OP_REASON), options: place))
      let answer = try #require(reply(connection))
      #expect(answer.status == ZX_OK && answer.handle == 0)
      let text = withUnsafeBytes(of: answer.payload.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      return (answer.value, text)
    }
    #expect(try reason(of: client) == (0, ""))
    try client.send(frame(UInt32(ZIRQ_OP_DEVICE_OPEN)) { $0.payload.name.0 = CChar(UInt8(ascii: "x")) })
    #expect(reply(client)?.status == ZX_ERR_NOT_FOUND)
    let all = "x: there is no such device; \"zirqctl list\" shows those there are"
    let length = UInt32(all.utf8.count)
    #expect(try reason(of: client) == (length, String(all.prefix(48))))
    #expect(try reason(of: client, from: 48) == (length, String(all.dropFirst(48))))
    #expect(try reason(of: client, from: length) == (length, ""))
    #expect(try reason(of: client, from: .max) == (length, ""))
    #expect(try reason(of: other) == (0, ""))
    // Another refusal of which no more is known, and a call that is not refused.
    try client.send(frame(UInt32(ZIRQ_OP_HANDLE_CLOSE)) { $0.handle = 1 })
    #expect(reply(client)?.status == ZX_ERR_BAD_HANDLE)
    #expect(try reason(of: client) == (0, ""))
    try client.send(frame(UInt32(ZIRQ_OP_DEVICE_OPEN)) { $0.payload.name.0 = CChar(UInt8(ascii: "x")) })
    #expect(reply(client)?.status == ZX_ERR_NOT_FOUND)
    _ = try portHandle(client)
    #expect(try reason(of: client) == (0, ""))
  }

  @Test("is told INVALID_ARGS for a switch of bus mastering that is neither on nor off")
  func busMaster() throws {
    let daemon = try TestDaemon("[Simulated one]")
    let client = try greeted(daemon)
    try client.send(
      frame(UInt32(ZIRQ_OP_DEVICE_OPEN)) {
        withUnsafeMutableBytes(of: &$0.payload.name) { $0.copyBytes(from: "sim:one".utf8) }
      })
    let device = try #require(reply(client)).handle
    try client.send(frame(UInt32(ZIRQ_OP_BUS_MASTER), options: 2) { $0.handle = device })
    #expect(reply(client)?.status == ZX_ERR_INVALID_ARGS)
  }

  @Test("is cut off when it sends and never reads, and the others go on")
  func neverReads() throws {
    let daemon = try TestDaemon()
    let bystander = try greeted(daemon)
    let flood = try greeted(daemon)
    let request = frame(UInt32(ZIRQ_OP_HANDLE_CLOSE))
    var isCutOff = false
    for _ in 0..<1_000_000 where !isCutOff {
      do { try flood.send(request) } catch { isCutOff = true }
    }
    #expect(isCutOff)
    try daemon.waitUntil("the reason is logged") { daemon.log.contains("it does not read its replies") }
    _ = try portHandle(bystander)
  }

  @Test("cannot make the daemon hold more than a few descriptors in replies that it does not read")
  func unreadDescriptors() throws {
    let daemon = try TestDaemon()
    let flood = try greeted(daemon)
    var isCutOff = false
    for _ in 0..<100_000 where !isCutOff {
      do { try flood.send(frame(UInt32(ZIRQ_OP_DEVICE_LIST))) } catch { isCutOff = true }
    }
    #expect(isCutOff)
    var replies = 0
    while reply(flood) != nil { replies += 1 }
    #expect(replies <= 16)
  }

  @Test("is closed when its HELLO takes too long, however many bytes of it come")
  func slowHello() throws {
    let daemon = try TestDaemon()
    let connection = try UnixConnection(daemon.socket)
    var sent = 0
    for byte in hello.dropLast() {
      // A byte each half second: the connection's patience for one answer.
      guard (try? connection.send([byte])) != nil else { break }
      sent += 1
      if connection.isClosed(within: 500) { break }
    }
    #expect(sent < 30)
    try daemon.waitUntil("the reason is logged") { daemon.log.contains("no HELLO came in time") }
  }

  @Test("in random bytes leaves the daemon and its clients alive", arguments: 1...8)
  func noise(_ seed: UInt64) throws {
    let daemon = try TestDaemon("[Simulated one]")
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    for round in 0..<200 {
      let connection = try greeted(daemon)
      // Half of the frames are almost right, so that they reach the calls.
      let operations: [UInt32] = [16, 17, 18, 19, 32, 33, 34, 36, 37, 38, 48, 49, 51, 52, 64, 65, 66, 67, 68, 69, 3]
      for _ in 0..<8 {
        var bytes = frame(
          round % 2 == 0 ? UInt32(truncatingIfNeeded: next()) : operations[Int(next()) % operations.count])
        for index in 4..<64 where next() % 3 == 0 { bytes[index] = UInt8(truncatingIfNeeded: next()) }
        guard (try? connection.send(bytes)) != nil, reply(connection) != nil else { break }
      }
    }
    let survivor = try greeted(daemon)
    _ = try portHandle(survivor)
    #expect(daemon.stop() == 0)
  }
}
