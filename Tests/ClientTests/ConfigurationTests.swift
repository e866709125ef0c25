import Foundation
import TestDaemon
import Testing

@Suite("zirqd's configuration")
struct ConfigurationTests {
  private func check(_ text: String, dropIns: [String: String] = [:]) throws -> (status: Int32, errors: String) {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("zirqd.conf.d"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appendingPathComponent("zirqd.conf")
    try text.write(to: file, atomically: true, encoding: .utf8)
    for (name, text) in dropIns {
      let file = directory.appendingPathComponent("zirqd.conf.d/\(name)")
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let (status, _, errors) = try TestProgram("zirqd", ["--config", file.path, "--check-config"]).finish()
    return (status, errors.replacingOccurrences(of: directory.path + "/", with: ""))
  }

  @Test("is good as the example has it, with every key uncommented")
  func example() throws {
    let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/zirqd.conf")
    let text = try String(contentsOf: example, encoding: .utf8)
      .replacingOccurrences(of: "\n#", with: "\n").replacingOccurrences(of: "\n ", with: "\n# ")
      .replacingOccurrences(of: "zirq\n", with: "root\n").replacingOccurrences(
        of: "alice @drivers", with: "root @root *")
    let (status, errors) = try check(text)
    #expect(status == 0, "\(errors)")
  }

  @Test(
    "names the file, the line and the key of a mistake, says what would be right, and starts nothing",
    arguments: [
      ("[Daemon]\nSokcet=/tmp/x\n", "zirqd.conf:2: Sokcet: is unknown; did you mean Socket?"),
      ("[Daemon]\nPlug=/tmp/x\n", "zirqd.conf:2: Plug: is unknown; this section has Socket,"),
      ("[Daemon]\nsocket=/tmp/x\n", "zirqd.conf:2: socket: is unknown; it is spelled Socket"),
      ("[Daemon]\nSocket=relative\n", "zirqd.conf:2: Socket: is an absolute path, not 'relative'"),
      ("[Daemon]\n\nLogLevel=loud\n", "zirqd.conf:3: LogLevel: is trace, debug, info"),
      ("[Daemon]\nSocketMode=9\n", "zirqd.conf:2: SocketMode: is an octal file mode"),
      ("[Daemon]\nSocketGroup=no-such-group\n", "zirqd.conf:2: SocketGroup: there is no group 'no-such-group'"),
      ("[Limits]\nClients=none\n", "zirqd.conf:2: Clients: is a number from 1 to"),
      ("[Simulated x]\nMode=wave\n", "zirqd.conf:2: Mode: is edge or level, not 'wave'"),
      (
        "[Simulated x]\nRegisters=17M\n",
        "zirqd.conf:2: Registers: is a number of bytes from 0 to 16M, such as 4096, 4K or 1M, not '17M'"
      ),
      ("[Simulated x]\nRegisters=16777217\n", "zirqd.conf:2: Registers: is a number of bytes from 0 to 16M"),
      ("[Simulated x]\nRegisters=-1\n", "zirqd.conf:2: Registers: is a number of bytes from 0 to 16M"),
      ("[Simulated x]\nRegisters=K\n", "zirqd.conf:2: Registers: is a number of bytes from 0 to 16M"),
      ("[Simulated x]\nRegisters=18014398509481985K\n", "zirqd.conf:2: Registers: is a number of bytes from 0 to 16M"),
      ("[Simulated x] Mode=edge\n", "zirqd.conf:1: nothing may stand behind a [Section]"),
      ("[Daemon]\nSocketMode=0600\u{0}, not 0666\n", "zirqd.conf:2: the line holds a NUL character"),
      ("\u{FEFF}[Deamon]\n", "zirqd.conf:1: [Deamon] is no section"),
      ("\u{B}[Deamon]\n", "zirqd.conf:1: [Deamon] is no section"),
      ("[Simulated a/b]\n", "zirqd.conf:1: [Simulated a/b]: a name has at most 40 letters"),
      ("[Device sim:*]\nAllow=root no-such-user\n", "zirqd.conf:2: Allow: there is no user \"no-such-user\""),
      (
        "[Daemon]\nStormLimitHz=fast\n", "zirqd.conf:2: StormLimitHz: is a number from 0 to 1000000, not 'fast'"
      ),
      ("[Daemon]\nRemovalGraceSec=-1\n", "zirqd.conf:2: RemovalGraceSec: is a number from 0 to 3600, not '-1'"),
      (
        "[Daemon]\nTimestamps=irq entry\n",
        "zirqd.conf:2: Timestamps: is wakeup or irq-entry, not 'irq entry'; 'irq-entry' is meant"
      ),
      (
        "[Line pci:*]\nRearm=configspace\n",
        "zirqd.conf:2: Rearm: is auto, irqcontrol, config-space, client or none, not 'configspace'; 'config-space' is"
      ),
      ("[Line pci:*]\nRearm=unmask\n", "zirqd.conf:2: Rearm: is auto, irqcontrol, config-space, client or none, not"),
      (
        "[Line pci:*]\nInterrupts=MSI-X\n",
        "zirqd.conf:2: Interrupts: is auto, intx, msi or msix, not 'MSI-X'; 'msix' is meant"
      ),
      (
        "[Daemon]\nCPUAffinity=0-\n",
        "zirqd.conf:2: CPUAffinity: is a list of processors below 1024 such as '0 2-3', not '0-'"
      ),
      ("[Daemon]\nRealtimePriority=100\n", "zirqd.conf:2: RealtimePriority: is a number from 0 to 99, not '100'"),
      ("[Line pci:*]\nSchedulingPolicy=FIFO\n", "zirqd.conf:2: SchedulingPolicy: is fifo or rr, not 'FIFO'; 'fifo' is"),
      ("[Line pci:*]\nInterruptAffinity=all\n", "zirqd.conf:2: InterruptAffinity: is a list of processors below 1024"),
      ("[Line pci:*]\nBusMaster=perhaps\n", "zirqd.conf:2: BusMaster: is yes or no, not 'perhaps'"),
      ("[Line pci:*]\nBusmaster=yes\n", "zirqd.conf:2: Busmaster: is unknown; it is spelled BusMaster"),
      ("[Line pci:*]\nAllow=root\n", "zirqd.conf:2: Allow: is unknown here; it belongs into [Device PATTERN]"),
      ("[Line]\nRearm=auto\n", "zirqd.conf:1: [Line] is no section; it is written [Line PATTERN]"),
      ("[daemon]\n", "zirqd.conf:1: [daemon] is no section; it is written [Daemon]"),
      ("# fine\n[Demon]\nA=b\n", "zirqd.conf:2: [Demon] is no section; did you mean [Daemon]?"),
      ("[Damocles]\nA=b\n", "zirqd.conf:1: [Damocles] is no section; there are [Daemon]"),
      ("[Daemon]\nnonsense\n", "zirqd.conf:2: this is neither a [Section] nor Key=value"),
      ("Socket=/x\n", "zirqd.conf:1: Socket: the key stands before any [Section]"),
      (
        "[Daemon]\nSocket=/\(String(repeating: "x", count: 300))\n",
        "zirqd.conf:2: the line or its section's name is too"
      ),
    ])
  func mistakes(_ text: String, _ expected: String) throws {
    let (status, errors) = try check(text)
    #expect(status == 78)
    #expect(errors.contains("zirqd: \(expected)"), "\(errors)")
  }

  @Test(
    "gives a simulated device registers in bytes, K or M, rounded up to whole pages, which zirqctl shows",
    arguments: [
      ("1", "0x1000"), ("4096", "0x1000"), ("4097", "0x2000"), ("64K", "0x10000"), ("16M", "0x1000000"),
      ("16777216", "0x1000000"), ("16384K", "0x1000000"),
    ])
  func registers(_ value: String, _ size: String) throws {
    let daemon = try TestDaemon("[Simulated other]\n[Simulated chip]\nRegisters=\(value)\n")
    let show = { try TestProgram("zirqctl", ["show", $0, "--control-socket", daemon.controlSocket]).finish().output }
    #expect(try show("sim:chip").contains("0 registers: \(size) bytes at 0x8"))
    #expect(try !show("sim:other").contains("registers"))
  }

  @Test("is read from the drop-ins too, in the order of their names")
  func dropIns() throws {
    let (status, errors) = try check(
      "[Daemon]\n", dropIns: ["20.conf": "[Daemon]\nX=1\n", "10.conf": "[Limits]\nY=1\n", "30.conf.off": "nonsense"])
    #expect(status == 78)
    let lines = errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains("zirqd.conf.d/10.conf:2: Y") == true)
    #expect(lines.last?.contains("zirqd.conf.d/20.conf:2: X") == true)
  }

  @Test("that cannot be read is a mistake too")
  func missing() throws {
    let (status, _, errors) = try TestProgram("zirqd", ["--config", "/no/such/file"]).finish()
    #expect(status == 78)
    #expect(errors.contains("/no/such/file: cannot be read: No such file or directory"))
  }

  @Test("tells a socket that another daemon listens on from one that a dead daemon has left")
  func sockets() throws {
    let daemon = try TestDaemon()
    let second = try TestProgram(
      "zirqd", ["--config", "/dev/null", "--socket", daemon.socket, "--control-socket", "/tmp/zirq-none"])
    let (status, _, errors) = second.finish()
    #expect(status == 1)
    #expect(errors.contains("another daemon answers there"))
    _ = daemon.stop(SIGKILL)
    #expect(FileManager.default.fileExists(atPath: daemon.socket))
    let third = try TestProgram(
      "zirqd", ["--config", "/dev/null", "--socket", daemon.socket, "--control-socket", daemon.controlSocket])
    let zirqctl = { try TestProgram("zirqctl", ["status", "--control-socket", daemon.controlSocket]).finish().status }
    try daemon.waitUntil("the third daemon answers") { try zirqctl() == 0 }
    third.signal(SIGTERM)
    #expect(third.wait() == 0)
  }

  @Test("gives the journal a priority in front of each line, and a person the level's name")
  func journal() throws {
    let service = try TestDaemon(isUnderSystemd: true)
    #expect(service.log.hasPrefix("<6>serving 0 devices\n"), "\(service.log)")
    let program = try TestDaemon()
    #expect(program.log.hasPrefix("zirqd: info: serving 0 devices\n"), "\(program.log)")
  }

  @Test("is not needed for the sockets when systemd hands them over, and leaves them to systemd")
  func socketActivation() throws {
    let directory = "/tmp/zirq-activation-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    // Python stays, for Foundation takes a process that closes the descriptors it does not know for ended.
    let service = try TestProgram(
      "/usr/bin/env",
      [
        "python3", "-c",
        "import subprocess, sys; p = subprocess.Popen(sys.argv[1:]); print(p.pid, flush=True); sys.exit(p.wait())",
        "systemd-socket-activate", "--listen=\(directory)/data",
        "--listen=\(directory)/control", "--fdname=data:control", TestProgram.named("zirqd").path, "--config",
        "/dev/null",
        "--socket", "/nowhere/data", "--control-socket", "/nowhere/control",
      ])
    let pid = try #require(service.nextLine().flatMap { Int32($0) })
    let asker = try TestDaemon()
    try asker.waitUntil("the socket is there") { FileManager.default.fileExists(atPath: "\(directory)/control") }
    let status = try TestProgram("zirqctl", ["status", "--json", "--control-socket", "\(directory)/control"]).finish()
    #expect(status.status == 0, "\(status.errors)")
    #expect(status.output.contains("\"pid\":\(pid)"), "\(status.output)")
    kill(pid, SIGTERM)
    #expect(service.wait() == 0)
    #expect(FileManager.default.fileExists(atPath: "\(directory)/control"))
  }
}
