import BridgeServer
import ControlInterface
import Foundation
import Testing

/// `zirqctl` itself, as a process, against a server with a fake daemon behind it.
@Suite struct ControlTool {
  let socket: ControlSocket

  init() throws { socket = try ControlSocket() }

  @Test func withoutAVerbItListsTheDevices() throws {
    let tool = try run()
    #expect(tool.status == 0)
    #expect(tool.error == "")
    #expect(
      tool.output == """
        NAME              KIND       DRIVER           SLOT          TRIGGER  REARM   EVENTS  MAPS  OWNER
        pci:0000:00:04.0  uio        uio_pci_generic  0000:00:04.0  level    config  7       1     driver[4711]
        sim:edge          simulated  -                -             edge     -       -       -     -

        """)
    #expect(try run("list") == tool)
    #expect(try run("list", "--no-legend").output == tool.output.drop(firstLines: 1))
  }

  @Test func showTellsAllThatIsKnown() throws {
    let output = try run("show", "/dev/uio0").output
    for line in [
      "     Name: pci:0000:00:04.0", "     Also: uio:edu", "           /dev/uio0", "   Driver: uio_pci_generic",
      "     Slot: 0000:00:04.0 [1234:11e8]", "Interrupt: 10, level-triggered", "   Re-arm: config",
      "     Maps: 0 BAR0: 0x100000 bytes at 0xfea00000",
      "    Lines: 0 open: 9 interrupts, 7 delivered, 2 missed, 8 re-arms (config), owned by driver[4711]",
    ] {
      #expect(output.split(separator: "\n").contains(Substring(line)), "\(line) is not in\n\(output)")
    }
  }

  @Test func jsonIsTheDaemonsReply() throws {
    let devices = try decode(DevicesReply.self, run("--json").output).devices
    #expect(devices == [FakeDaemon.uio, FakeDaemon.simulated])
    #expect(try decode(DeviceReply.self, run("show", "uio:edu", "--json").output).device == FakeDaemon.uio)
    #expect(try decode(ClientsReply.self, run("--json", "clients").output).clients == [FakeDaemon.client])
    #expect(try decode(StatusReport.self, run("status", "--json").output).limits.count == 2)
  }

  @Test func clientsAndStatusReadAsTables() throws {
    #expect(
      try run("clients").output == """
        ID  PID   UID   COMMAND  CHANNELS  HANDLES  PORTS  INTERRUPTS
        1   4711  1000  driver   2         5        1      pci:0000:00:04.0 vector 0, virtual:1031

        """)
    let status = try run("status").output
    #expect(status.contains("  Version: 1.2.3\n"))
    #expect(status.contains("   Uptime: 5s\n"))
    #expect(status.contains("   Limits: clients: 1 of 64\n           control clients: 1 of 16\n"))
    #expect(status.contains(" Warnings: no realtime scheduling: operation not permitted\n"))
  }

  @Test func triggerFires() throws {
    #expect(try run("trigger", "sim:edge", "--vector", "1", "--count", "3") == Finished(status: 0))
    #expect(try run("trigger", "virtual:1031") == Finished(status: 0))
    #expect(
      socket.daemon.triggered == [
        .init(target: .device("sim:edge"), vector: 1, count: 3),
        .init(target: .virtual(koid: 1031), vector: 0, count: 1),
      ])
  }

  @Test func logLevelIsShownAndChanged() throws {
    #expect(try run("log-level").output == "info\n")
    #expect(try run("log-level", "debug", "--json").output == #"{"log_level":"debug"}"# + "\n")
    #expect(socket.daemon.logLevel == .debug)
  }

  @Test func errorsAreOneSentenceAndAStatus() throws {
    #expect(
      try run("show", "uio:edo")
        == Finished(status: 66, error: "zirqctl: no device is called uio:edo; did you mean uio:edu?\n"))
    #expect(
      try run("trigger", "sim:edge", "--count", "0")
        == Finished(status: 1, error: "zirqctl: count: count is a number from 1 to 10000\n"))
    #expect(try run("bogus").status == 64)
    #expect(try run("list", "--bogus").status == 64)
    let absent = socket.path + ".absent"
    #expect(
      try run("--control-socket", absent)
        == Finished(
          status: 69,
          error: "zirqctl: no daemon answers at \(absent); is zirqd running? (systemctl status zirqd)\n"))
    #expect(try run("watch", "sim:edge", "--socket", absent).status == 69)
  }

  @Test func whoeverIsNoAdministratorMayNotTrigger() throws {
    let strict = try ControlSocket(policy: ControlPolicy(administrators: []))
    let tool = try run("trigger", "sim:edge", on: strict)
    #expect(tool.status == 77)
    #expect(tool.error == "zirqctl: the device is not yours\n")
  }

  @Test func aFullServerIsToBeTriedAgain() throws {
    var limits = ControlLimits()
    limits.clients = 0
    let full = try ControlSocket(limits: limits)
    let tool = try run(on: full)
    #expect(tool.status == 75)
    #expect(tool.error == "zirqctl: zirqd serves 0 control clients already; try again later\n")
  }

  @Test func colorComesOnlyWhenAskedFor() throws {
    let plain = try run().output
    #expect(!plain.contains("\u{1B}"))
    #expect(try run("--color", "always").output.contains("\u{1B}[1mNAME"))
  }

  @Test func monitorWritesALineForEachEventUntilInterrupted() throws {
    let process = try start(["monitor", "--json"], on: socket)
    var lines = Lines(process.output)
    let ready = lines.next()
    #expect(try decode(EventReply.self, #require(ready)).event.kind == .ready)
    let event = ControlEvent(kind: .claimed, time: 5, device: "sim:edge", vector: 0, client: 1, pid: 2, command: "x")
    socket.server.events.publish(event)
    let claimed = lines.next()
    #expect(try decode(EventReply.self, #require(claimed)).event == event)
    process.process.interrupt()
    process.process.waitUntilExit()
    #expect(process.process.terminationReason == .exit)
    #expect(process.process.terminationStatus == 130)
    #expect(try process.error.fileHandleForReading.readToEnd() ?? Data() == Data())
  }

  // MARK: Running it

  struct Finished: Equatable {
    var status: Int32
    var output = ""
    var error = ""
  }

  struct Started {
    let process: Process
    let output: Pipe
    let error: Pipe
  }

  private func start(_ arguments: [String], on socket: ControlSocket) throws -> Started {
    let started = Started(process: Process(), output: Pipe(), error: Pipe())
    // The tool is built beside the tests.
    started.process.executableURL = Bundle.main.bundleURL.appending(path: "zirqctl")
    started.process.arguments = arguments
    started.process.environment = ["ZIRQ_CONTROL_SOCKET": socket.path, "PATH": "/usr/bin:/bin"]
    started.process.standardOutput = started.output
    started.process.standardError = started.error
    try started.process.run()
    return started
  }

  private func run(_ arguments: String..., on other: ControlSocket? = nil) throws -> Finished {
    let started = try start(arguments, on: other ?? socket)
    // Neither pipe fills: the tool says little.
    let output = try started.output.fileHandleForReading.readToEnd() ?? Data()
    let error = try started.error.fileHandleForReading.readToEnd() ?? Data()
    started.process.waitUntilExit()
    return Finished(
      status: started.process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      error: String(decoding: error, as: UTF8.self))
  }

  private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try VarlinkJSON.decode(type, from: Array(text.utf8))
  }

  /// Lines as they come.
  private struct Lines {
    private let handle: FileHandle
    private var rest = Data()

    init(_ pipe: Pipe) { handle = pipe.fileHandleForReading }

    mutating func next() -> String? {
      while true {
        if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          defer { rest = Data(rest[(end + 1)...]) }
          return String(decoding: rest[..<end], as: UTF8.self)
        }
        let more = handle.availableData
        guard !more.isEmpty else { return nil }
        rest.append(more)
      }
    }
  }
}

extension String {
  fileprivate func drop(firstLines count: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).dropFirst(count).joined(separator: "\n")
  }
}
