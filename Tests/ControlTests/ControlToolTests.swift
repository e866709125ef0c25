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
        NAME              KIND       DRIVER           SLOT          TRIGGER  REARM         EVENTS  MAPS  OWNER
        pci:0000:00:04.0  uio        uio_pci_generic  0000:00:04.0  level    config-space  7       1     driver[4711] of ann
        pci:0000:00:05.0  vfio       vfio-pci         0000:00:05.0  edge     none          -       1     being removed
        sim:edge          simulated  -                -             edge     -             -       -     -

        """)
    #expect(try run("list") == tool)
    #expect(try run("list", "--no-legend").output == tool.output.drop(firstLines: 1))
  }

  @Test func showTellsAllThatIsKnown() throws {
    let output = try run("show", "/dev/uio0").output
    for line in [
      "     Name: pci:0000:00:04.0", "     Also: uio:edu", "           /dev/uio0", "   Driver: uio_pci_generic",
      "     Slot: 0000:00:04.0 [1234:11e8]", "Interrupt: 10, level-triggered", "   Re-arm: config-space",
      "     Maps: 0 BAR0: 0x100000 bytes at 0xfea00000", "    Times: irq-entry",
      "   Driver: uio_pci_generic", " Override: uio_pci_generic, the only driver that the kernel will bind",
      "driverctl: vfio-pci, at each boot",
      "    Lines: 0 held, as it came too often: 9 interrupts, 7 delivered, 2 missed, 8 re-arms (config-space), "
        + "3 at the last wake-up, times from irq-entry, owned by driver[4711] of ann",
    ] {
      #expect(output.split(separator: "\n").contains(Substring(line)), "\(line) is not in\n\(output)")
    }
  }

  @Test func showTellsWhatVFIOHas() throws {
    let output = try run("show", "/dev/vfio/2").output
    for line in [
      "       Life: 3; the system wants it back", "IOMMU group: 2", "    Vectors: 2 (msix)",
      "     It has: 1 intx, 1 msi, 2 msix", "       Maps: 0 BAR0: 0x20000 bytes at 0xfeb00000",
      "      Ports: 2 BAR2: 0x20 bytes from 0xc000", "      Times: wakeup",
    ] {
      #expect(output.split(separator: "\n").contains(Substring(line)), "\(line) is not in\n\(output)")
    }
  }

  @Test func doctorTellsWhatItFindsAndEndsBadlyWhenSomethingIsWrong() throws {
    #expect(
      try run("doctor", "uio:edu")
        == Finished(
          status: 1,
          output: """
            ok       driver: uio_pci_generic serves the device.
            note     line: Others share it.
                     Use messages.
            problem  interrupt: It is masked.
                     Silence the device.
            pci:0000:00:04.0: 1 problem

            """))
    #expect(
      try run("doctor", "sim:edge")
        == Finished(
          status: 0,
          output: "ok       driver: uio_pci_generic serves the device.\nsim:edge: nothing is in the way\n"))
    #expect(try run("doctor", "0000:77:00.0").status == 66)
    let report = try run("doctor", "uio:edu", "--json")
    #expect(report.status == 1)
    #expect(try decode(DiagnosisReport.self, report.output).findings == FakeDaemon.findings)
  }

  @Test func doctorFiresTheVectorsWhenAskedTo() throws {
    let tool = try run("doctor", "/dev/vfio/2", "--self-test")
    #expect(tool.status == 1)
    #expect(
      tool.output.drop(firstLines: 1) == """
        ok       vector 0: the kernel fired it, and zirqd woke up after 45 µs.
        problem  vector 1: the kernel fired it, and nothing came.
        pci:0000:00:05.0: 1 problem

        """)
    let refused = try run("doctor", "uio:edu", "--self-test")
    #expect(refused.status == 1)
    #expect(refused.error == "zirqctl: pci:0000:00:04.0: only a VFIO device can be tested\n")
  }

  @Test func releaseUnmasksTheLine() throws {
    #expect(try run("release", "uio:edu") == Finished(status: 0))
    #expect(try run("release", "sim:edge", "--vector", "1", "--json").output == "{}\n")
    #expect(
      socket.daemon.released == [
        .init(device: "pci:0000:00:04.0", vector: 0), .init(device: "sim:edge", vector: 1),
      ])
    #expect(try run("release", "sim:edge", "--vector", "7").status == 1)
    let strict = try ControlSocket(administrators: Administrators([]))
    #expect(
      try run("release", "uio:edu", on: strict)
        == Finished(
          status: 77, error: "zirqctl: the line is not yours to release\n"))
  }

  @Test func bindAndUnbindSayWhatIsWrongWithTheAddress() throws {
    #expect(try run("bind", "uio:edu", "vfio-pci").status == 64)
    #expect(try run("unbind", "00:1f").status == 64)
    // No bus of a machine has so many devices that this one would be there.
    for verb in [["bind", "fffe:ff:1f.7", "vfio-pci"], ["unbind", "pci:fffe:ff:1f.7"]] {
      let started = try start(verb, on: socket)
      let error = try started.error.fileHandleForReading.readToEnd() ?? Data()
      started.process.waitUntilExit()
      #expect(started.process.terminationStatus == 66)
      #expect(
        String(decoding: error, as: UTF8.self)
          == "zirqctl: fffe:ff:1f.7: there is no such PCI device; lspci -D shows those there are\n")
    }
    #expect(try run("bind", "0000:00:00.0", "vfio-pci", "--force", "--dry-run").status == 64)
  }

  @Test func jsonIsTheDaemonsReply() throws {
    let devices = try decode(DevicesReply.self, run("--json").output).devices
    #expect(devices == [FakeDaemon.uio, FakeDaemon.vfio, FakeDaemon.simulated])
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

  @Test func configIsAFileThatNamesItsSources() throws {
    let output = try run("config").output
    #expect(
      output.hasPrefix(
        """
        # built-in
        [Daemon]
        # /etc/zirq/zirqd.conf:3
        LogLevel=debug
        # built-in
        SocketGroup=

        # /etc/zirq/zirqd.conf:5
        [Device sim:*]
        # /etc/zirq/zirqd.conf:6
        Allow=user0 user1 user2
        """.trimmingCharacters(in: .newlines)))
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("Allow=") }
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.utf8.count <= 198 })
    #expect(
      lines.flatMap { $0.dropFirst("Allow=".count).split(separator: " ") } == (0..<40).map { "user\($0)" })
    #expect(try decode(ConfigurationReport.self, run("config", "--json").output) == FakeDaemon.configuration)
  }

  @Test func reloadTellsWhatHasChangedAndEveryMistake() throws {
    #expect(
      try run("reload").output == "[Daemon] LogLevel has changed\n[Daemon] Socket changes at a restart only\n")
    #expect(try decode(ReloadReport.self, run("reload", "--json").output) == FakeDaemon.reload)
    #expect(try run("log-level", "critical").status == 0)
    #expect(
      try run("reload")
        == Finished(
          status: 78,
          error: """
            zirqctl: zirqd's configuration has mistakes, and nothing has changed: a.conf:1: [Demon] is no section
                     a.conf:2: nonsense

            """))
    let strict = try ControlSocket(administrators: Administrators([]))
    #expect(try run("reload", on: strict).status == 77)
  }

  @Test func errorsAreOneSentenceAndAStatus() throws {
    #expect(
      try run("show", "uio:edo")
        == Finished(status: 66, error: "zirqctl: no device is called uio:edo; did you mean uio:edu?\n"))
    #expect(
      try run("trigger", "sim:edge", "--count", "0")
        == Finished(status: 64, error: "zirqctl: --count is a number from 1 to 10000 (see zirqctl --help)\n"))
    #expect(
      try run("list", "sim:edge")
        == Finished(
          status: 64, error: "zirqctl: list takes no device; zirqctl show sim:edge shows one (see zirqctl --help)\n"))
    #expect(
      try run("show", "virtual:1")
        == Finished(
          status: 66,
          error: """
            zirqctl: virtual:1: a virtual interrupt can only be triggered, and only while its client has it; zirqctl \
            clients shows them

            """))
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
    let strict = try ControlSocket(administrators: Administrators([]))
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
