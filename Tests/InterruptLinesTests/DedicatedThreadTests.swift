import Foundation
import Glibc
import Synchronization
import SystemPackage
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("A dedicated thread")
struct DedicatedThreadTests {
  /// What the thread found out about itself.
  private struct Findings {
    var name = ""
    var policy: Int32 = -1
    var priority: Int32 = -1
    var blocksTermination = false
    /// As the kernel writes a list of them.
    var processors = ""
  }

  private static func lookAround() -> Findings {
    var findings = Findings()
    findings.name = (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? ""
    findings.policy = sched_getscheduler(0)
    var parameters = sched_param()
    sched_getparam(0, &parameters)
    findings.priority = parameters.sched_priority
    let status = (try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)) ?? ""
    let allowed = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    findings.processors = allowed?.split(separator: "\t").last.map(String.init) ?? ""
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &mask)
    findings.blocksTermination = sigismember(&mask, SIGTERM) == 1
    return findings
  }

  /// Starts a thread that looks around as soon as it has its name and priority.
  private func findings(
    name: String, scheduling: Scheduling = .ordinary, processors: ProcessorSet? = nil
  ) throws -> (Findings, refused: Errno?) {
    let findings = Guarded(Findings())
    let thread = try findings.withLock { _ throws(Errno) in
      try DedicatedThread(name: name, scheduling: scheduling, processors: processors) {
        findings.withLock { $0 = Self.lookAround() }
      }
    }
    let refused = thread.schedulingRefused ?? thread.processorsRefused
    thread.join()
    return (findings.withLock { $0 }, refused)
  }

  @Test("has a name, cut off if need be, and leaves SIGTERM to the main thread")
  func nameAndSignals() throws {
    let (found, _) = try findings(name: "irq/sim:a-long-name")
    #expect(found.name == "irq/sim:a-long-\n")
    #expect(found.blocksTermination)
    #expect(found.policy == SCHED_OTHER)
  }

  @Test(
    "runs as it was asked to, or says that it does not",
    arguments: [(Scheduling.Policy.fifo, SCHED_FIFO), (.roundRobin, SCHED_RR)])
  func scheduling(_ policy: Scheduling.Policy, _ number: Int32) throws {
    let (found, refused) = try findings(name: "urgent", scheduling: Scheduling(policy: policy, priority: 7))
    let resetOnFork: Int32 = 0x4000_0000
    if refused == nil {
      #expect(found.policy == number | resetOnFork)
      #expect(found.priority == 7)
    } else {
      #expect(refused == .notPermitted)
      #expect(found.policy == SCHED_OTHER)
    }
  }

  @Test("keeps to the processors that were asked for, or says that there is none of them")
  func processors() throws {
    let all = try findings(name: "any").0.processors
    let one = try #require(ProcessorSet(parsing: all).numbers.last)
    let (pinned, refused) = try findings(name: "pinned", processors: ProcessorSet(parsing: "\(one) 1023"))
    #expect(refused == nil)
    #expect(pinned.processors == "\(one)")
    let (free, missing) = try findings(name: "free", processors: ProcessorSet(parsing: "1023"))
    #expect(missing == .invalidArgument)
    #expect(free.processors == all)
  }

  @Test("comes back from a read that never ends")
  func interrupted() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let reader = ends[0]
    let isStopping = Atomic<Bool>(false)
    for _ in 0..<100 {
      isStopping.store(false, ordering: .releasing)
      let thread = try DedicatedThread(name: "reader") {
        while !isStopping.load(ordering: .acquiring) {
          var byte: UInt8 = 0
          #expect(read(reader, &byte, 1) == -1 && errno == EINTR)
        }
      }
      isStopping.store(true, ordering: .releasing)
      thread.interruptUntilDone()
    }
    close(ends[0])
    close(ends[1])
  }
}
