import Glibc
import TestDaemon
import Testing

@Suite("zirqd as a service of systemd")
struct ServiceTests {
  @Test("says that it is ready and how it is, and again when that has changed")
  func status() throws {
    let daemon = try TestDaemon("[Simulated button]\n")
    #expect(daemon.readiness == "READY=1\nSTATUS=Serving 0 clients; 1 devices, 0 of them in use")
    let watch = try TestProgram(
      "zirqctl", ["watch", "sim:button", "--socket", daemon.socket, "--control-socket", daemon.controlSocket])
    var status = ""
    while status != "STATUS=Serving 1 clients; 1 devices, 1 of them in use" {
      status = daemon.nextNotification()
      try #require(status.hasPrefix("STATUS="), "\(status)")
    }
    watch.signal(SIGINT)
    _ = watch.wait()
    while status != "STATUS=Serving 0 clients; 1 devices, 0 of them in use" {
      status = daemon.nextNotification()
      try #require(status.hasPrefix("STATUS="), "\(status)")
    }
  }

  @Test("gives the watchdog signs of life, and none of anything else to whom none is asked of")
  func watchdog() throws {
    let daemon = try TestDaemon(watchdogMicroseconds: 2_000_000)
    for _ in 0..<3 { #expect(daemon.nextNotification() == "WATCHDOG=1") }
    #expect(!daemon.log.contains("watchdog: "))
  }
}
