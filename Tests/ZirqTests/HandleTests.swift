import TestDaemon
import Testing
import Zirq

@Suite("Handle")
struct HandleTests {
  let daemon = SharedDaemon.connected

  @Test("closes what it owns at the end of its life, and what it gave away stays open")
  func owns() throws {
    let interrupt = try VirtualInterrupt()
    #expect(try interrupt.handle.info.rights.contains([.wait, .signal]))
  }
}
