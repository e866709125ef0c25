import Foundation
import Glibc
import TestDaemon
import Testing

@Suite("A daemon that reads its configuration again")
struct ReloadTests {
  private func zirqctl(_ daemon: TestDaemon, _ arguments: String...) throws -> (
    status: Int32, output: String, errors: String
  ) {
    try TestProgram("zirqctl", arguments + ["--control-socket", daemon.controlSocket]).finish()
  }

  private func client(_ daemon: TestDaemon, _ arguments: String...) throws -> TestProgram {
    try TestProgram("zirq-test-client", arguments, environment: ["ZIRQ_SOCKET": daemon.socket])
  }

  private let first = "[Simulated a]\n[Simulated b]\n[Device sim:a]\nAllow=*\n"

  @Test("on SIGHUP applies what it can, tells the service manager and the log, and disturbs no client")
  func hangup() throws {
    let daemon = try TestDaemon(first)
    let holder = try client(daemon, "hold", "sim:a")
    #expect(holder.nextLine() == "bound")
    try daemon.rewrite(
      """
      [Daemon]
      LockMemory=yes
      [Limits]
      Clients=7
      [Simulated c]
      [Device sim:*]
      Allow=
      """)
    kill(daemon.pid, SIGHUP)
    // What else it has to tell comes between.
    for expected in ["RELOADING=1\nMONOTONIC_USEC=", "READY=1"] {
      var told = daemon.nextNotification()
      while !told.hasPrefix(expected), !told.isEmpty { told = daemon.nextNotification() }
      #expect(!told.isEmpty, "\(expected) has not come")
    }

    #expect(
      daemon.log.contains(
        "the configuration has been read again: [Limits] Clients, [Device sim:*], [Simulated c], [Device sim:a] (gone), "
          + "[Simulated b] (gone)\n"), "\(daemon.log)")
    #expect(daemon.log.contains("only a restart changes [Daemon] LockMemory, [Simulated a] (in use)\n"))
    // What is open stays, though its rule has gone; what is not, cannot be opened.
    try daemon.trigger("sim:a")
    #expect(holder.nextLine() == "holding")
    #expect(try client(daemon, "try", "sim:a", "1").finish().output.hasPrefix("open ZX_ERR_ACCESS_DENIED sim:a: "))
    let devices = try daemon.call("ListDevices")["devices"] as? [[String: Any]] ?? []
    #expect(devices.map { $0["name"] as? String } == ["sim:a", "sim:c"])
    let limits = try daemon.call("GetStatus")["limits"] as? [[String: Any]] ?? []
    #expect(limits.first { $0["name"] as? String == "clients" }?["maximum"] as? Int == 7)
    holder.signal(SIGKILL)
    _ = holder.wait()
    #expect(daemon.stop() == 0)
  }

  @Test("by zirqctl reload tells what has changed, and what cannot")
  func tool() throws {
    let daemon = try TestDaemon(first)
    #expect(try zirqctl(daemon, "reload") == (0, "nothing has changed\n", ""))
    try daemon.rewrite(first + "MapRegions=no\n[Daemon]\nSocketMode=0666\nLogLevel=error\nRealtimePriority=3\n")
    #expect(
      try zirqctl(daemon, "reload") == (
        0,
        """
        [Daemon] RealtimePriority has changed
        [Device sim:a] MapRegions has changed
        [Daemon] SocketMode changes at a restart only

        """, ""
      ))
    // --log-level, which the tests give, wins.
    #expect(try zirqctl(daemon, "log-level").output == "debug\n")
  }

  @Test("with a mistake in it goes on with the one before, and tells every mistake to the caller and to the log")
  func mistakes() throws {
    let daemon = try TestDaemon(first)
    try daemon.rewrite("[Device sim:a]\nAlow=*\n[Limits]\nClients=0\n[Simulated new]\n")
    let mistakes = [
      "\(daemon.configurationFile):2: Alow: is unknown; did you mean Allow?",
      "\(daemon.configurationFile):4: Clients: is a number from 1 to 10000, not '0'",
    ]
    let (status, output, errors) = try zirqctl(daemon, "reload")
    #expect(status == 78)
    #expect(output == "")
    for mistake in mistakes {
      #expect(errors.contains(mistake), "\(errors)")
      #expect(daemon.log.contains("zirqd: error: \(mistake)\n"), "\(daemon.log)")
    }
    #expect(try zirqctl(daemon, "config").output.contains("[Simulated b]"))
    #expect(try client(daemon, "try", "sim:a", "1").finish().output.hasPrefix("open ZX_OK \n"))
    let devices = try daemon.call("ListDevices")["devices"] as? [[String: Any]] ?? []
    #expect(devices.map { $0["name"] as? String } == ["sim:a", "sim:b"])
  }

  @Test("shows it as a file that gives the same configuration, with the source of each value")
  func roundTrip() throws {
    let daemon = try TestDaemon(
      """
      [Daemon]
      RemovalGraceSec=3
      Administrators=@0 4294967290
      [Limits]
      Clients=7
      [Device id:8086:*]
      Allow=root @root
      Allow=4294967290
      Trigger=no
      Administer=*
      [Device sim:*]
      [Line driver:igb_uio]
      Rearm=config-space
      BusMaster=yes
      [Simulated a]
      Mode=edge
      Registers=64K
      """)
    let shown = try zirqctl(daemon, "config").output
    for lines in [
      "# \(daemon.configurationFile):2\nRemovalGraceSec=3\n", "# --log-level\nLogLevel=debug\n",
      "# built-in\nChannels=1024\n", "# built-in\nSocketGroup=\n",
      "# \(daemon.configurationFile):6\n[Device id:8086:*]\n# \(daemon.configurationFile):7, "
        + "\(daemon.configurationFile):8\nAllow=root @root 4294967290\n",
      "Registers=65536\n",
    ] { #expect(shown.contains(lines), "\(lines) is not in \(shown)") }
    let again = try TestDaemon(shown)
    let values = { (text: String) in
      text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.contains("Socket=") }
    }
    #expect(values(try zirqctl(again, "config").output) == values(shown))
  }

  @Test(
    "ends when the terminal that it was started on closes, unless it was started to ignore that",
    arguments: [("SIG_DFL", ""), ("SIG_IGN", "RELOADING=1")])
  func terminal(_ disposition: String, _ afterwards: String) throws {
    let directory = "/tmp/zirq-terminal-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    // The daemon leads the session of a terminal of its own, and is ready when a signal can no longer come too early.
    let program = """
      import os, pty, signal, socket, sys
      ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      ready.bind(os.environ["NOTIFY_SOCKET"])
      pid, terminal = pty.fork()
      if pid == 0:
        signal.signal(signal.SIGHUP, signal.\(disposition))
        os.execv(sys.argv[1], sys.argv[1:])
      ready.recv(512)
      os.close(terminal)
      if "\(afterwards)":
        # One that comes before the terminal's has been taken is one with it.
        ready.settimeout(1)
        told = ""
        while not told.startswith("\(afterwards)"):
          os.kill(pid, signal.SIGHUP)
          try: told = ready.recv(512).decode()
          except TimeoutError: pass
        os.kill(pid, signal.SIGTERM)
      print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """
    let (status, output, errors) = try TestProgram(
      "/usr/bin/env",
      [
        "python3", "-c", program, TestProgram.named("zirqd").path, "--config", "/dev/null", "--socket",
        "\(directory)/data", "--control-socket", "\(directory)/control",
      ], environment: ["NOTIFY_SOCKET": "\(directory)/notify"]
    ).finish()
    #expect(status == 0, "\(errors)")
    #expect(output == "0\n")
  }
}
