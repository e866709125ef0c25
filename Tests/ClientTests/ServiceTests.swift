import Foundation
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

  private func thread(_ name: String, of daemon: TestDaemon) throws -> String? {
    let tasks = "/proc/\(daemon.pid)/task"
    return try FileManager.default.contentsOfDirectory(atPath: tasks).first { task in
      (try? String(contentsOfFile: "\(tasks)/\(task)/comm", encoding: .utf8)) == name + "\n"
    }
  }

  @Test(
    "gives the watchdog no sign as long as a line's thread does not run",
    arguments: ["irq/sim:button", "irq/sim:probe"])
  func stuck(_ name: String) throws {
    let daemon = try TestDaemon("[Simulated button]\n", watchdogMicroseconds: 1_000_000)
    let watch = try TestProgram(
      "zirqctl", ["watch", "sim:button", "--socket", daemon.socket, "--control-socket", daemon.controlSocket])
    try daemon.waitUntil("sim:button is open") { try thread("irq/sim:button", of: daemon) != nil }
    let freezer = try TestProgram("zirq-test-client", ["freeze", try #require(try thread(name, of: daemon))])
    try #require(freezer.nextLine() == "frozen")
    try daemon.waitUntil("the log tells of it") { daemon.log.contains("systemd is not told that zirqd lives") }
    // What was given before has come before that.
    while daemon.unreadNotifications > 0 { _ = daemon.nextNotification() }
    let told = daemon.log.components(separatedBy: "systemd is not told").count
    try daemon.waitUntil("the log tells of it again") {
      daemon.log.components(separatedBy: "systemd is not told").count > told
    }
    while daemon.unreadNotifications > 0 { #expect(daemon.nextNotification() != "WATCHDOG=1") }
    freezer.signal(SIGKILL)
    _ = freezer.wait()
    var notification = ""
    while notification != "WATCHDOG=1" {
      notification = daemon.nextNotification()
      try #require(!notification.isEmpty)
    }
    watch.signal(SIGINT)
    _ = watch.wait()
  }

  @Test("gives the watchdog signs of life, and none of anything else to whom none is asked of")
  func watchdog() throws {
    let daemon = try TestDaemon(watchdogMicroseconds: 2_000_000)
    for _ in 0..<3 { #expect(daemon.nextNotification() == "WATCHDOG=1") }
    #expect(!daemon.log.contains("watchdog: "))
  }
}
