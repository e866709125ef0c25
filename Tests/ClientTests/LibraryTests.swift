import Foundation
import TestDaemon
import Testing

/// What threads, signals and forks do to each other inside the client library.
@Suite("The client library")
struct LibraryTests {
  private func client(_ daemon: TestDaemon, _ arguments: String...) throws -> TestProgram {
    try TestProgram("zirq-test-client", arguments, environment: ["ZIRQ_SOCKET": daemon.socket])
  }

  /// Runs a client to its end and expects nothing but a word.
  private func expect(_ word: String, of client: TestProgram) {
    let (status, output, errors) = client.finish()
    #expect(status == 0, "\(errors)")
    #expect(output == "\(word)\n")
  }

  @Test("forks while a thread connects to a daemon that does not answer, and the thread's call ends with UNAVAILABLE")
  func forksWhileConnecting() throws {
    let daemon = try TestDaemon()
    kill(daemon.pid, SIGSTOP)
    defer { kill(daemon.pid, SIGCONT) }
    let client = try client(daemon, "connect-and-fork")
    #expect(client.nextLine() == "forked")
    let ended = try #require(client.nextLine())
    #expect(ended.hasPrefix("ZX_ERR_UNAVAILABLE \(daemon.socket): zirqd does not answer"), "\(ended)")
    #expect(client.wait() == 0)
  }

  @Test("forks while a thread connects, and the thread's call succeeds when the daemon goes on")
  func forksAndConnects() throws {
    let daemon = try TestDaemon()
    kill(daemon.pid, SIGSTOP)
    defer { kill(daemon.pid, SIGCONT) }
    let client = try client(daemon, "connect-and-fork")
    #expect(client.nextLine() == "forked")
    kill(daemon.pid, SIGCONT)
    #expect(client.nextLine() == "ZX_OK ")
    #expect(client.wait() == 0)
  }

  @Test("withdraws a wait that was left by siglongjmp(), so that it takes no packet")
  func leftWait() throws {
    let daemon = try TestDaemon()
    expect("left", of: try client(daemon, "leave", "100"))
    #expect(daemon.stop() == 0)
    #expect(!daemon.log.contains("is cut off"), "\(daemon.log)")
  }

  @Test("takes a signal handler's call for one, on whichever stack, and goes on with the call it interrupted")
  func handlersCall() throws {
    let daemon = try TestDaemon()
    expect("handled", of: try client(daemon, "handle"))
    #expect(daemon.stop() == 0)
  }

  @Test("leaves a child of fork() no connection of a signal handler's call")
  func handlersCallAndFork() throws {
    let daemon = try TestDaemon()
    expect("forked", of: try client(daemon, "handle-and-fork"))
    #expect(daemon.stop() == 0)
  }

  @Test("says ACCESS_DENIED where a thread may not connect any more, and serves those that are connected")
  func droppedPrivileges() throws {
    let daemon = try TestDaemon()
    let (status, output, errors) = try client(daemon, "drop").finish()
    #expect(status == 0, "\(errors)")
    let expected = "ZX_ERR_ACCESS_DENIED \(daemon.socket): permission denied for one more thread"
    #expect(output.hasPrefix(expected), "\(output)")
  }
}
