import Glibc
import Zirq

/// Tests both drivers with a virtual interrupt for their device, or serves a device with one of them.
@main
struct SwiftDriver {
  static let times = (1...3).map { Instant(nanoseconds: $0 * 1_000_000) }

  static func main() async {
    do {
      // Without it the first call would connect, too, but could only say ZX_ERR_UNAVAILABLE.
      try Connection.open()
      if CommandLine.arguments.count > 1 {
        try await serve(device: CommandLine.arguments[1])
      } else {
        try await testTask()
        try testThread()
      }
    } catch {
      print("swift-driver: \(error)")
      exit(1)
    }
  }

  /// The test fires the driver's interrupt and waits for each ack without holding a thread: as packets of its own port.
  static func testTask() async throws {
    let device = try VirtualInterrupt()
    let driver = try TaskDriver(device.duplicate())
    let task = Task {
      var handled: [Instant] = []
      try await driver.run { handled.append($0) }
      return handled
    }

    let acks = try Port(interrupts: false)
    var packets = acks.packets.makeAsyncIterator()
    for time in times {
      // By the edge, for nothing has fired yet: the signal is there.
      try device.waitAsync(to: acks, key: 0, for: .untriggered, options: .edge)
      try device.trigger(at: time)
      _ = try await packets.next()
    }
    task.cancel()
    try expect(await task.value == times, "a task took 3 interrupts from its port and acknowledged them")
  }

  /// The test is an ordinary thread here, and may block.
  static func testThread() throws {
    let device = try VirtualInterrupt()
    let driver = ThreadDriver(try device.duplicate())
    driver.start()
    for time in times {
      try device.trigger(at: time)
      try device.waitOne(for: .untriggered, until: .after(.seconds(30)))
    }
    try expect(driver.stop() == times, "a thread waited for 3 interrupts, and ended with its interrupt")
  }

  static func serve(device name: String) async throws {
    let interrupt = try Interrupt(resource: Resource(device: name), vector: 0)
    try await TaskDriver(interrupt).run { print("interrupt at \($0.nanoseconds) ns") }
  }

  static func expect(_ condition: Bool, _ what: String) throws {
    print(condition ? "ok: \(what)" : "not ok: \(what)")
    if !condition { throw Status.internal }
  }
}
