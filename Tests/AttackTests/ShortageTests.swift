import CZircon
import Foundation
import TestDaemon
import Testing

/// What the system does not give the daemon.
@Suite("Short of everything")
struct ShortageTests {
  private static let configuration = "[Simulated edge]\nMode=edge\nRateHz=1000\n"

  @Test("of descriptors, the daemon refuses clients with a status, serves those it has, and takes new ones afterwards")
  func descriptors() throws {
    let daemon = try TestDaemon(ShortageTests.configuration, after: "ulimit -n 48")
    let steady = try SteadyClient("sim:edge", of: daemon)
    let first = try RawClient(daemon)
    #expect(first.status == 0)
    do {
      // Further threads of one client, for a process may not have many sessions.
      var others: [RawClient] = []
      repeat { others.append(try RawClient(daemon, joining: first)) } while others.last?.status == 0
      #expect(others.last?.status == ZX_ERR_NO_RESOURCES)
      steady.takesAnother("while there is no descriptor left")
      // A list comes with a descriptor: it is refused, too, and its channel goes on.
      #expect(try first.deviceList()?.status == ZX_ERR_NO_MEMORY)
      #expect(throws: TestDaemonError.self) { try daemon.call("GetStatus") }
      #expect(try RawClient(daemon, joining: first).status == ZX_ERR_NO_RESOURCES)
      steady.takesAnother("after others were refused")
    }
    try daemon.waitUntil("there are descriptors again") { try RawClient(daemon, joining: first).status == 0 }
    #expect(try #require(try first.deviceList()) == (ZX_OK, 1))
    try daemon.waitUntil("the control socket answers again") { (try? daemon.call("GetStatus")) != nil }
    steady.hasLostNothing()
    #expect(daemon.log.contains("data socket: refuses connections: zirqd has as many files open as it may"))
    #expect(daemon.stop() == 0)
  }

  @Test(
    "of a standard error, which is closed or full, the daemon serves as ever",
    arguments: ["exec 2>&-", "exec 0<&- 1>&- 2>&-", "exec 2>/dev/full", "exec 1>/dev/full 2>&1"])
  func standardError(_ shell: String) throws {
    let daemon = try TestDaemon(ShortageTests.configuration, after: shell)
    let steady = try SteadyClient("sim:edge", of: daemon)
    // Each of them is written about in the log.
    for _ in 0..<50 { try daemon.waitUntil("a client has a place") { try RawClient(daemon).status == 0 } }
    for stream in 0...2 {
      let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.pid)/fd/\(stream)")
      #expect(!path.hasPrefix("socket:"), "\(stream) is \(path)")
    }
    steady.hasLostNothing()
    #expect(daemon.stop() == 0)
  }
}
