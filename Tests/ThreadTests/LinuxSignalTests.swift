import CZircon
import Foundation
import TestDaemon
import Testing
import ZirconObjects

/// What a signal of Linux, which is no signal of Zircon's, does to a waiting call: nothing.
@Suite("A thread that Linux signals while it waits", .serialized)
struct LinuxSignalTests {
  private let calls = CallsThroughLibrary()

  init() {
    // Without SA_RESTART, every system call that blocks ends with EINTR.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGUSR2, &action, nil)
  }

  /// Makes a call in a thread that is signaled again and again until `end` lets the call return.
  private func call<Result: Sendable>(
    _ call: @escaping @Sendable () -> Result, end: () throws -> Void
  ) throws -> Result {
    let crew = Crew()
    let thread = Guarded<pthread_t?>(nil)
    let result = Guarded<Result?>(nil)
    crew.start {
      thread.withLock { $0 = pthread_self() }
      let returned = call()
      result.withLock {
        $0 = returned
        // From here on there may be no thread to signal.
        thread.withLock { $0 = nil }
      }
    }
    while thread.withLock({ $0 == nil }) { sched_yield() }
    for _ in 0..<200 {
      result.withLock { _ in thread.withLock { if let its = $0 { pthread_kill(its, SIGUSR2) } } }
      sched_yield()
    }
    #expect(result.withLock { $0 == nil }, "it returned though nothing but signals came")
    try end()
    try crew.finish()
    return try #require(result.withLock { $0 })
  }

  @Test("in zx_port_wait still gets its packet")
  func port() throws {
    let port = calls.port()
    let (status, packet) = try call {
      calls.take(port, polls: false)
    } end: {
      #expect(calls.queue(port, key: 1, 2) == 0)
    }
    #expect(status == ZX_OK && packet == Packet(key: 1, type: 0, value: 2))
    #expect(calls.close(port) == 0)
  }

  @Test("in zx_interrupt_wait still gets its interrupt, and is canceled by its end")
  func interrupt() throws {
    let interrupt = calls.virtualInterrupt()
    let (status, timestamp) = try call {
      calls.wait(interrupt)
    } end: {
      #expect(calls.trigger(interrupt, 5) == 0)
    }
    #expect(status == ZX_OK && timestamp == 5)
    let (end, _) = try call {
      calls.wait(interrupt)
    } end: {
      // A handle that is closed before the thread has come to wait is a bad one.
      try SharedDaemon.connected.waitUntil(interrupt: koid(interrupt), is: "waiting")
      #expect(calls.close(interrupt) == 0)
    }
    #expect(end == ZX_ERR_CANCELED)
  }

  @Test("in zx_object_wait_one or zx_object_wait_many still sees its signal")
  func object() throws {
    let event = calls.event()
    let (one, observed) = try call {
      calls.waitOne(event, Signal.user0, polls: false)
    } end: {
      #expect(calls.signal(event, clear: 0, set: Signal.user0) == 0)
    }
    #expect(one == ZX_OK && observed == Signal.user0)
    let (many, pending) = try call {
      calls.waitMany([(event, Signal.user1), (event, Signal.eventSignaled)])
    } end: {
      #expect(calls.signal(event, clear: 0, set: Signal.user1) == 0)
    }
    let both = Signal.user0 | Signal.user1
    #expect(many == ZX_OK && pending == [both, both])
    #expect(calls.close(event) == 0)
  }
}
