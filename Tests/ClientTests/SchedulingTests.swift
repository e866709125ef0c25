import CZircon
import Foundation
import Glibc
import TestDaemon
import Testing

@Suite("How zirqd's lines are scheduled")
struct SchedulingTests {
  /// Of the daemon's thread of that name.
  private func scheduling(of thread: String, in daemon: TestDaemon) throws -> (policy: Int32, priority: Int32) {
    let tasks = "/proc/\(daemon.pid)/task"
    let id = try #require(
      FileManager.default.contentsOfDirectory(atPath: tasks).compactMap(Int32.init).first { id in
        (try? String(contentsOfFile: "\(tasks)/\(id)/comm", encoding: .utf8)) == thread + "\n"
      })
    var parameters = sched_param()
    #expect(sched_getparam(id, &parameters) == 0)
    let resetOnFork: Int32 = 0x4000_0000
    return (sched_getscheduler(id) & ~resetOnFork, parameters.sched_priority)
  }

  private func warnings(of daemon: TestDaemon) throws -> Int {
    _ = try TestProgram("zirqctl", ["status", "--control-socket", daemon.controlSocket]).finish()
    return daemon.log.components(separatedBy: "runs without real-time priority").count - 1
  }

  @Test("is as configured, for each line, or there is one warning")
  func configured() throws {
    let daemon = try TestDaemon(
      """
      [Simulated usual]
      [Simulated urgent]
      [Simulated ordinary]
      [Line sim:urgent]
      SchedulingPolicy=rr
      RealtimePriority=45
      [Line sim:ordinary]
      RealtimePriority=0
      """)
    let holders = try ["usual", "urgent", "ordinary"].map { name in
      let watch = try TestProgram(
        "zirqctl",
        ["watch", "sim:\(name)", "--socket", daemon.socket, "--control-socket", daemon.controlSocket])
      let show = {
        try TestProgram("zirqctl", ["show", "sim:\(name)", "--json", "--control-socket", daemon.controlSocket]).finish()
      }
      try daemon.waitUntil("sim:\(name) is open") { try show().output.contains("\"open\":true") }
      return watch
    }
    let ordinary = try scheduling(of: "irq/sim:ordinary".prefix(15).description, in: daemon)
    #expect(ordinary == (SCHED_OTHER, 0))
    let usual = try scheduling(of: "irq/sim:usual", in: daemon)
    let urgent = try scheduling(of: "irq/sim:urgent", in: daemon)
    if try warnings(of: daemon) == 0 {
      #expect(usual == (SCHED_FIFO, 40))
      #expect(urgent == (SCHED_RR, 45))
    } else {
      #expect(try warnings(of: daemon) == 1)
      #expect(usual == (SCHED_OTHER, 0))
      #expect(urgent == (SCHED_OTHER, 0))
    }
    for holder in holders {
      holder.signal(SIGINT)
      _ = holder.wait()
    }
  }
}
