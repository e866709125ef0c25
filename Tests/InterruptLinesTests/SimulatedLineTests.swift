import Dispatch
import Testing
import ZirconObjects

@testable import InterruptLines

@Suite("A simulated line")
struct SimulatedLineTests {
  private func device(_ mode: SimulatedDeviceSettings.Mode, rateHz: UInt32 = 0, vectors: UInt32 = 1) -> SimulatedDevice
  {
    SimulatedDevice(SimulatedDeviceSettings(name: "blink", mode: mode, rateHz: rateHz, vectors: vectors))
  }

  private func client(of device: SimulatedDevice, vector: UInt32 = 0, _ reports: Reports = Reports()) throws
    -> LineClient
  {
    try LineClient { interrupt throws(LineError) in
      try device.open(
        vector: vector, for: interrupt, settings: LineSettings(), report: { reports.add($0) },
        released: { reports.addRelease() })
    }
  }

  @Test("of level mode masks itself: what is raised before the acknowledgement is one more interrupt, after it")
  func level() throws {
    let device = device(.level)
    let client = try client(of: device)
    #expect(device.raise(vector: 0))
    _ = try client.nextPacket()
    #expect(device.raise(vector: 0, count: 3))
    #expect(client.hasNoPacket)
    try client.ack()
    _ = try client.nextPacket()
    try client.ack()
    #expect(client.hasNoPacket)
    #expect(try client.line.counts == LineCounts(total: 2, delivered: 2, rearms: 3, delta: 1))
    #expect(try client.line.isLevel)
    #expect(try client.line.rearmPath == .irqcontrol)
    try client.closeInterrupt()
  }

  @Test("of edge mode interrupts at each raise; those that one read finds together are counted as missed")
  func edge() throws {
    let device = device(.edge)
    let client = try client(of: device)
    #expect(device.raise(vector: 0, count: 5))
    _ = try client.nextPacket()
    #expect(try client.line.counts == LineCounts(total: 5, delivered: 1, rearms: 0, delta: 5))
    #expect(try client.line.counts.missed == 4)
    #expect(try client.line.rearmPath == .none)
    #expect(device.raise(vector: 0))
    try client.ack()
    _ = try client.nextPacket()
    try client.closeInterrupt()
  }

  @Test("keeps one interrupt raised while nobody has it open", arguments: [SimulatedDeviceSettings.Mode.edge, .level])
  func raisedBeforeOpen(_ mode: SimulatedDeviceSettings.Mode) throws {
    let device = device(mode)
    #expect(device.raise(vector: 0, count: 3))
    for _ in 0..<2 {
      let client = try client(of: device)
      _ = try client.nextPacket()
      #expect(try client.line.counts.total == 1)
      try client.closeInterrupt()
      #expect(device.raise(vector: 0))
    }
  }

  @Test("keeps an interrupt that was not read when it is closed, and none that was", arguments: [true, false])
  func unreadAtClose(isLevel: Bool) throws {
    let vector = SimulatedVector(isLevel: isLevel)
    _ = try vector.open()
    vector.raise(times: 1)
    vector.close()
    for unread in [1, 0] as [UInt64] {
      // Reads without blocking, as the line's thread would not.
      #expect(try vector.open().close() == unread)
      vector.close()
    }
  }

  @Test("tells who interrupts a source that is closed, so that it can be kept")
  func interruptAfterClose() throws {
    let source = try SimulatedSource()
    #expect(source.interrupt(times: 2))
    #expect(source.close() == 2)
    #expect(!source.interrupt(times: 1))
    #expect(source.close() == 0)
  }

  @Test(
    "delivers an interrupt that is raised while it is closed to the one who closes or to the next, and to one only",
    arguments: [SimulatedDeviceSettings.Mode.edge, .level])
  func raisedWhileClosing(_ mode: SimulatedDeviceSettings.Mode) throws {
    let device = device(mode)
    for _ in 0..<300 {
      let first = try client(of: device)
      let line = try first.line
      DispatchQueue.concurrentPerform(iterations: 2) { who in
        if who == 0 { line.detach() } else { _ = device.raise(vector: 0) }
      }
      try first.closeInterrupt()
      let second = try client(of: device)
      if line.counts.total == 0 { _ = try second.nextPacket() }
      try second.closeInterrupt()
      #expect(try line.counts.total + second.line.counts.total == 1)
    }
  }

  @Test("is one of several vectors, each for itself")
  func vectors() throws {
    let device = device(.edge, vectors: 3)
    let first = try client(of: device, vector: 0)
    let last = try client(of: device, vector: 2)
    #expect(device.raise(vector: 2))
    _ = try last.nextPacket()
    #expect(first.hasNoPacket)
    #expect(!device.raise(vector: 3))
    try first.closeInterrupt()
    try last.closeInterrupt()
  }

  @Test("is opened once at a time, and again after it was closed")
  func exclusive() throws {
    let device = device(.level)
    let reports = Reports()
    let first = try client(of: device, reports)
    #expect(throws: Status.alreadyBound) { try client(of: device) }
    try first.closeInterrupt()
    #expect(reports.releaseCount == 1)
    try client(of: device).closeInterrupt()
  }

  @Test(
    "with a rate interrupts by itself until it is detached", arguments: [SimulatedDeviceSettings.Mode.edge, .level])
  func rate(_ mode: SimulatedDeviceSettings.Mode) throws {
    let client = try client(of: device(mode, rateHz: 2000))
    var last: UInt64 = 0
    for _ in 0..<20 {
      let packet = try client.nextPacket()
      #expect(packet.payload.0 > last)
      last = packet.payload.0
      try client.ack()
    }
    let line = try client.line
    line.detach()
    let counts = line.counts
    #expect(counts.delivered >= 20)
    line.unmask()
    #expect(line.counts == counts)
    try client.closeInterrupt()
  }

  @Test("opens and closes beneath threads that raise it")
  func raisingThreads() throws {
    let device = device(.level)
    let raising = try DedicatedThread(name: "raise") { for _ in 0..<200_000 { _ = device.raise(vector: 0) } }
    for _ in 0..<100 {
      let client = try client(of: device)
      try client.closeInterrupt()
    }
    raising.join()
    // Whatever was last, a raise is left over for the next who opens it.
    #expect(device.raise(vector: 0))
    let client = try client(of: device)
    _ = try client.nextPacket()
    try client.closeInterrupt()
  }
}
