import Foundation
import Glibc
import TestDaemon
import Testing

/// What becomes of a daemon whose log nobody takes.
@Suite struct StandardErrorOfTheDaemon {
  private func start(_ redirections: String, in directory: URL) throws -> TestProgram {
    try TestProgram(
      "/bin/sh",
      [
        "-c", "exec \"$0\" --config /dev/null --socket \"$1/data\" --control-socket \"$1/control\" \(redirections)",
        TestProgram.named("zirqd").path, directory.path,
      ])
  }

  /// Whether the daemon still answers, after a client has given it something to say.
  private func answers(in directory: URL) throws -> Bool {
    guard let client = try? UnixConnection(directory.path + "/data") else { return false }
    try client.send(Array(repeating: 0xff, count: 64))
    guard client.receive(atMost: 1).isEmpty else { return false }
    let status = try TestProgram("zirqctl", ["status", "--control-socket", directory.path + "/control"]).finish()
    return status.status == 0
  }

  private func serves(_ redirections: String, _ check: (TestProgram) throws -> Void = { _ in }) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "zirq-\(UUID().uuidString.prefix(13))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    let daemon = try start(redirections, in: directory)
    let deadline = ContinuousClock.now + .seconds(120)
    while try !answers(in: directory) { try #require(ContinuousClock.now < deadline, "it never answered") }
    // More than what is written of one event.
    for _ in 0..<30 { #expect(try answers(in: directory)) }
    try check(daemon)
    daemon.signal(SIGTERM)
    #expect(daemon.wait() == 0)
  }

  @Test func isGivenToNoSocketWhenItIsClosed() throws {
    try serves("<&- >&- 2>&-") { daemon in
      for descriptor in 0...2 {
        let file = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.pid)/fd/\(descriptor)")
        #expect(file == "/dev/null")
      }
    }
  }

  @Test func mayBeAFullDisk() throws { try serves("2>/dev/full") }
}
