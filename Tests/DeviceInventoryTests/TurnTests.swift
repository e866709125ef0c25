import CLinuxInterrupt
import Dispatch
import InterruptLines
import Sysfs
import Testing
import ZirconObjects

@testable import DeviceInventory

@Suite("The threads of open lines")
struct TurnTests {
  private let inventory = Inventory(
    simulated: [
      SimulatedDeviceSettings(name: "first", mode: .edge), SimulatedDeviceSettings(name: "second", mode: .level),
    ],
    policy: AccessPolicy(rules: [], owner: 0, group: nil), lines: LinePolicy(), files: SystemFiles(root: "/nowhere"),
    kernel: .fake(SystemFiles(root: "/nowhere")), report: { Issue.record("\($0)") })
  private let client = Process(clock: .linux)

  private func bind(_ device: String, to port: UInt32) throws {
    let resource = try client.addResource(Resource(inventory.open(device, for: Peer(pid: 1, uid: 0, gid: 0))))
    let interrupt = try client.interruptCreate(resource: resource, vector: 0, options: 0)
    try client.interruptBind(interrupt, port: port, key: 0, options: 0)
  }

  private func linesThatDoNotTurn(within time: Int64) -> [String] {
    inventory.linesThatDoNotTurn(by: zirq_clock_monotonic() + time)
  }

  @Test("come back from their wait when they are asked to, and no client notices; one that is stuck is named")
  func turning() throws {
    defer { client.end() }
    #expect(linesThatDoNotTurn(within: 0).isEmpty)
    let port = try client.portCreate(options: 1)
    try bind("sim:first", to: port)
    try bind("sim:second", to: port)
    for _ in 0..<3 { #expect(linesThatDoNotTurn(within: 60_000_000_000).isEmpty) }

    // The thread that has read the interrupt is the one that wakes the waiter, and this one does not let it go.
    let stuck = StuckWaiter()
    guard case .parked = try client.portWait(port, waiter: stuck) else {
      Issue.record("there is a packet")
      return
    }
    try inventory.trigger("sim:first", vector: 0)
    stuck.hasBegun.wait()
    // Time for the other one on a slow machine.
    #expect(linesThatDoNotTurn(within: 5_000_000_000) == ["sim:first"])
    stuck.mayEnd.signal()
    #expect(linesThatDoNotTurn(within: 60_000_000_000).isEmpty)
  }

  private final class StuckWaiter: Waiter {
    let hasBegun = DispatchSemaphore(value: 0)
    let mayEnd = DispatchSemaphore(value: 0)

    func wake(with packet: PortPacket) {
      hasBegun.signal()
      mayEnd.wait()
    }

    func wake(with status: Status, timestamp: Int64) {}
    func wake(from wait: SignalWait) {}
  }
}
