import CLinuxInterrupt
import DeviceInventory
import InterruptLines
import SystemPackage
import ZirconObjects

/// An interrupt of the daemon's own that goes the way of all others: a line's thread reads it, its packet goes through a
/// port to whoever waits, and the ack re-arms the line. That it arrives shows that the way is free. One thread asks at a
/// time.
public final class PathProbe: Sendable {
  private let device = SimulatedDevice(SimulatedDeviceSettings(name: "probe", mode: .level))
  private let process = Process(clock: .linux, pageSize: MemoryPage.size)
  private let port: UInt32
  private let interrupt: UInt32
  private let arrival: Arrival

  /// - Parameters:
  ///   - settings: of its line, as of any other.
  ///   - report: is told what its line does without.
  /// - Throws: `Status.noResources` when there are no descriptors or threads left.
  public init(settings: LineSettings, report: @escaping @Sendable (LineError) -> Void) throws(Status) {
    do throws(Errno) { arrival = try Arrival() } catch { throw .noResources }
    let resource = try process.addResource(Resource(Source(device: device, settings: settings, report: report)))
    let bindToInterrupt: UInt32 = 1  // ZX_PORT_BIND_TO_INTERRUPT
    port = try process.portCreate(options: bindToInterrupt)
    interrupt = try process.interruptCreate(resource: resource, vector: 0, options: 0)
    try process.interruptBind(interrupt, port: port, key: 0, options: 0)
  }

  deinit { process.end() }

  /// Sends one and waits for it.
  ///
  /// - Parameter deadline: CLOCK_MONOTONIC, ns.
  /// - Returns: whether it has arrived and its line is armed again.
  public func turn(by deadline: Int64) -> Bool {
    do throws(Status) {
      try takeLate()
      arrival.bell.clear()
      _ = device.raise(vector: 0)
      if case .parked(let wait) = try process.portWait(port, waiter: arrival) {
        let patience = Int32(clamping: max(0, deadline - zirq_clock_monotonic()) / 1_000_000)
        guard arrival.bell.wait(milliseconds: patience) || !wait.cancel(arrival) else { return false }
      }
      try process.interruptAck(interrupt)
      return true
    } catch {
      return false
    }
  }

  /// One that has arrived after its deadline says nothing of the next.
  private func takeLate() throws(Status) {
    do throws(Status) { _ = try process.portWait(port, waiter: nil) } catch {
      guard error == .timedOut else { throw error }
      return
    }
    try process.interruptAck(interrupt)
  }

  private final class Arrival: Waiter {
    let bell: Bell

    init() throws(Errno) { bell = try Bell() }

    func wake(with packet: PortPacket) { bell.ring() }
    func wake(with status: Status, timestamp: Int64) { bell.ring() }
    func wake(from wait: SignalWait) { bell.ring() }
  }

  private final class Source: InterruptController {
    let vectorCount: UInt32 = 1
    let isMessageSignaled = false
    private let device: SimulatedDevice
    private let settings: LineSettings
    private let report: @Sendable (LineError) -> Void

    init(device: SimulatedDevice, settings: LineSettings, report: @escaping @Sendable (LineError) -> Void) {
      self.device = device
      self.settings = settings
      self.report = report
    }

    func claim(vector: UInt32, mode: InterruptMode, for interrupt: Interrupt) throws(Status) -> any InterruptLine {
      do throws(LineError) {
        return try device.open(vector: vector, for: interrupt, settings: settings, report: report, released: {})
      } catch {
        throw error.status
      }
    }
  }
}
