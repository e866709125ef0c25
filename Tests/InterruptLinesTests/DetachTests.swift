import Dispatch
import Synchronization
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("Detaching a line")
struct DetachTests {
  enum Kind: CaseIterable { case uio, simulated }

  private func client(of kind: Kind, released: @escaping @Sendable () -> Void) throws -> LineClient {
    let fake = try FakeNode()
    let device = SimulatedDevice(SimulatedDeviceSettings(name: "blink"))
    return try LineClient { interrupt throws(LineError) in
      switch kind {
      case .uio:
        try UIOLine(
          .fake, node: fake.takeNode(), rearm: .irqcontrol, isLevel: true, for: interrupt, settings: LineSettings(),
          report: { _ in }, released: released)
      case .simulated:
        try device.open(
          vector: 0, for: interrupt, settings: LineSettings(), report: { _ in }, released: released)
      }
    }
  }

  @Test("lets no caller return before the line can be claimed again", arguments: Kind.allCases)
  func secondCaller(_ kind: Kind) throws {
    let isReleasing = DispatchSemaphore(value: 0)
    let mayRelease = DispatchSemaphore(value: 0)
    let isReleased = Atomic<Bool>(false)
    let client = try client(of: kind) {
      isReleasing.signal()
      mayRelease.wait()
      isReleased.store(true, ordering: .releasing)
    }
    let line = try client.line
    let first = try DedicatedThread(name: "first") { line.detach() }
    isReleasing.wait()
    let hasReturned = DispatchSemaphore(value: 0)
    let second = try DedicatedThread(name: "second") {
      line.detach()
      let wasReleased = isReleased.load(ordering: .acquiring)
      #expect(wasReleased)
      hasReturned.signal()
    }
    #expect(hasReturned.wait(timeout: .now() + 0.1) == .timedOut)
    mayRelease.signal()
    first.join()
    second.join()
    try client.closeInterrupt()
  }
}
